"""What decisions tell."""

from dataclasses import dataclass
from typing import Any, ClassVar

from cocity.ground.journal.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAnnounced(Event):
    """A decision was announced: its words (by their SHA-256), the rule of its audience, how many it was addressed to
    (nothing below ten: the entry is public)."""

    kind: ClassVar[str] = "decision.announced"
    decision: int
    title: str
    digest: str
    by_body: int
    place_path: str
    category: str
    procedure: str
    addressed: int | None

    def public(self) -> dict[str, Any] | None:
        return self.data()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAddressed(Event):
    """One person's copy of a decision, under the matter for which they were chosen."""

    kind: ClassVar[str] = "decision.addressed"
    number: str
    decision: int
    digest: str
    by_body: int
    holder: int
    beneficiary: int
