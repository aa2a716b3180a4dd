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
class SampleAnnounced(Event):
    """A random sample was announced, before anybody knows its seed: from what, how, and the fingerprint of its secret."""

    kind: ClassVar[str] = "verdict.sample_announced"
    sample: int
    commit: str
    size: int
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
    seed_from: str
    seed_on: str
    ask_until: str

    def public(self) -> dict[str, Any] | None:
        return self.data()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleEnded(Event):
    """Nobody in a sample is asked any more: done | late | withdrawn | lapsed."""

    kind: ClassVar[str] = "verdict.sample_ended"
    sample: int
    how: str
    why: str

    def public(self) -> dict[str, Any] | None:
        return self.data()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleOpened(Event):
    """The secret of a sample that is over was opened; everyone may check what was promised and who was drawn."""

    kind: ClassVar[str] = "verdict.sample_opened"
    sample: int
    secret: str
    commit: str
    seed: str

    def public(self) -> dict[str, Any] | None:
        return self.data()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDrawn(Event):
    """An announced sample was drawn by its secret and the public seed; everyone may know how, but not yet whom. From what,
    stands in the announcement."""

    kind: ClassVar[str] = "verdict.sample_drawn"
    sample: int
    scheme: str
    commit: str
    seed: str
    method: str
    reason: str
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
