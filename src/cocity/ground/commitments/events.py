"""What the spine tells, in the past tense."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from cocity.ground.journal.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentOpened(Event):
    """A promise was made; from here its clocks run."""

    kind: ClassVar[str] = "commitment.opened"
    number: str
    procedure: str
    version: str
    state: str
    holder: int
    against: int | None
    beneficiary: int | None
    place: int | None
    place_path: str
    layer: str
    category: str
    channel: str
    opened_at: datetime
    due_at: datetime
    provisional: bool
    clocks: dict[str, str]  # name → due time
    because: list[str]
    visibility: str
    calendar: str = ""  # empty: the city's
    disposes: bool = False  # its procedure answers by adopting or not

    def public(self) -> dict[str, Any] | None:
        told = {"number": self.number, "procedure": self.procedure, "due_at": self.due_at.isoformat()}
        return {**told, "holder": self.holder} if self.visibility == "public" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentActed(Event):
    """Someone took a step its procedure names."""

    kind: ClassVar[str] = "commitment.acted"
    number: str
    action: str
    effect: str
    from_state: str
    to_state: str
    ended: bool
    holder: int
    holder_before: int
    offered_to: int | None
    by_body: int | None
    step: int
    due_at: datetime
    met: list[str] = field(default_factory=list)
    started: dict[str, str] = field(default_factory=dict)
    claim: str = ""
    finding: bool | None = None
    verdict: dict[str, Any] | None = None  # solved, stars, voice
    disposition: str = ""
    reasoned: bool = False  # a reason was given; its words stay with the step
    disposes: bool = False  # of the procedure from here on
    bodies: list[int] = field(default_factory=list)
    tells: list[str] = field(default_factory=list)
    procedure: str = ""  # the new one, after a reclassification
    visibility: str = "private"
    beneficiary: int | None = None

    def public(self) -> dict[str, Any] | None:
        told = {"number": self.number, "action": self.action, "state": self.to_state, "holder": self.holder}
        return told if self.visibility == "public" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAsked(Event):
    """A step that needs approval was asked for; nothing has changed yet."""

    kind: ClassVar[str] = "commitment.approval_asked"
    number: str
    action: str
    step: int
    holder: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRefused(Event):
    """The step asked for was not approved."""

    kind: ClassVar[str] = "commitment.approval_refused"
    number: str
    action: str
    step: int
    holder: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockBreached(Event):
    """A limit passed unmet."""

    kind: ClassVar[str] = "commitment.clock_breached"
    number: str
    clock: str
    due_at: datetime
    breach: str
    level: int
    holder: int
    beneficiary: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JointUnanswered(Event):
    """A body that was asked to join did not answer in time; the holder stays accountable."""

    kind: ClassVar[str] = "commitment.joint_unanswered"
    number: str
    body: int
    due_at: datetime
    holder: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueChanged(Event):
    """A due date that rested on an unannounced calendar was computed anew."""

    kind: ClassVar[str] = "commitment.due_changed"
    number: str
    clock: str
    before: datetime
    after: datetime
    holder: int
    beneficiary: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureUsed(Event):
    """A version of a procedure is in use from here on; its digest shows when its file is changed afterwards."""

    kind: ClassVar[str] = "procedure.used"
    procedure: str
    version: str
    digest: str
