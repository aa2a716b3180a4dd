"""What verdicts tell. The person's word itself is told by the spine (commitment.acted, effect judge)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from cocity.ground.journal.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAttempted(Event):
    """Someone tried to call the person back."""

    kind: ClassVar[str] = "verdict.call_attempted"
    number: str
    attempt: int
    outcome: str
    day: str
    holder: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDrawn(Event):
    """A random sample of closed matters was drawn; everyone may know how."""

    kind: ClassVar[str] = "verdict.sample_drawn"
    sample: int
    seed: str
    method: str
    reason: str
    since: datetime
    until: datetime
    place_path: str
    body_path: str
    category: str
    procedure: str
    population: int
    frame: str
    drawn: int
    cut: str

    def public(self) -> dict[str, Any] | None:
        return self.data()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAnswered(Event):
    """Someone in a sample was asked; their answer, or that none came."""

    kind: ClassVar[str] = "verdict.sample_answered"
    sample: int
    number: str
    outcome: str
    solved: str
    stars: int | None
    holder: int
