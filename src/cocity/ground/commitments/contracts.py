"""What others see of the spine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictGiven:
    """The person's word. `solved`: yes | partly | no; `stars` 1–5 or None; `voice`: self | call_back | proxy | sample."""

    solved: str
    stars: int | None = None
    voice: str = "self"
    method: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceGiven:
    """A statement or the hash of a stored file."""

    text: str = ""
    file: str = ""
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What someone hands in with an action; the procedure says which parts are needed."""

    reason: str = ""
    note: str = ""
    body: int | None = None
    bodies: tuple[int, ...] = ()
    evidence: tuple[EvidenceGiven, ...] = ()
    claim: str = ""  # yes | partly | no
    finding: bool | None = None
    verdict: VerdictGiven | None = None
    disposition: str = ""  # adopted | partly | not_adopted
    until: date | None = None


NOTHING = Given()


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One step of many; `version` is what the person saw, None only for rules of the city."""

    number: str
    action: str
    version: int | None
    given: Given = NOTHING
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A promise to be made. `holder` is accountable from the first moment: the body that took it in."""

    number: str
    procedure: str
    holder: int
    opened_at: datetime
    title: str = ""
    words: str = ""  # screened words, cut, to be found by
    beneficiary: int | None = None
    beneficiary_kind: str = "resident"
    place: int | None = None
    place_path: str = ""
    layer: str = "surface"
    category: str = ""
    channel: str = ""
    hand: str = "government"
    against: int | None = None
    because: tuple[str, ...] = ()
    visibility: str = "private"
    calendar: str = ""
    due_at: datetime | None = None  # only for cases imported with a due time of their own
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A promise that now stands."""

    id: int
    number: str
    due_at: datetime
    provisional: bool
    state: str
    version: int
    first_contact_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Acted:
    """What an action led to. `pending`: it waits for approval and has changed nothing yet."""

    id: int
    number: str
    state: str
    version: int
    step: int
    pending: bool
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock as shown: `state` is running | paused | met | breached."""

    name: str
    title: Mapping[str, str]
    unit: str
    limit: int
    started_at: datetime
    due_at: datetime
    provisional: bool
    met_at: datetime | None
    breached_at: datetime | None
    paused_at: datetime | None

    @property
    def state(self) -> str:
        if self.met_at:
            return "met"
        if self.breached_at:
            return "breached"
        return "paused" if self.paused_at else "running"


@dataclass(frozen=True, slots=True)
class LegView:
    body: int
    body_name: Mapping[str, str]
    joint: bool
    state: str
    offered_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    reason: str
    due_at: datetime | None = None  # until when a body asked to join must answer
    breached_at: datetime | None = None  # it did not


@dataclass(frozen=True, slots=True)
class StepView:
    id: int
    at: datetime
    action: str
    title: Mapping[str, str]
    from_state: str
    to_state: str
    body_name: Mapping[str, str] | None
    actor: str
    note: str
    given: Mapping[str, Any]
    approval: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    text: str
    file: str
    taken_at: datetime
    checked_at: datetime | None
    finding: str


@dataclass(frozen=True, slots=True)
class VerdictView:
    at: datetime
    solved: str
    stars: int | None
    voice: str
    method: str
    text: str


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """One line of a list."""

    id: int
    number: str
    title: str
    procedure: str
    procedure_version: str
    state: str
    state_title: Mapping[str, str]
    category: str
    place_path: str
    place_name: Mapping[str, str] | None
    holder: int
    holder_name: Mapping[str, str]
    offered_to: int | None
    opened_at: datetime
    due_at: datetime
    provisional: bool
    ended_at: datetime | None
    claimed_at: datetime | None
    claim: str
    confirmed: str
    stars: int | None
    level: int
    supervised: bool
    channel: str
    visibility: str
    version: int

    def overdue(self, now: datetime) -> bool:
        """Past its due time and not claimed done."""
        return (self.claimed_at or self.ended_at or now) > self.due_at


@dataclass(frozen=True, slots=True)
class DaysAsked:
    """Which days a step may name: up to `last`; an extension later than `after`, the present due day, by at most `added`
    days where the procedure says how many."""

    last: date
    after: date | None = None
    added: int | None = None


@dataclass(frozen=True, slots=True)
class ActionView:
    """Something this reader may do now; drives the desk's buttons. `last_day`: until which day, that day included;
    `days`: which days it may name."""

    name: str
    title: Mapping[str, str]
    needs: tuple[str, ...]
    approval: bool
    effect: str
    to_body: str = ""  # "higher": only to a body above the holder
    last_day: date | None = None
    days: DaysAsked | None = None


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """One matter, whole."""

    row: CommitmentRow
    procedure_title: Mapping[str, str]
    told: Mapping[str, str]
    holder_phone: str
    holder_address: str
    layer: str
    hand: str
    because: tuple[str, ...]
    against: int | None
    beneficiary: int | None
    clocks: tuple[ClockView, ...]
    legs: tuple[LegView, ...]
    steps: tuple[StepView, ...]
    evidence: tuple[EvidenceView, ...]
    verdicts: tuple[VerdictView, ...]
    actions: tuple[ActionView, ...] = field(default=())
    whole: bool = (
        True  # False: notes, evidence and reasons of those who work on it are left out for this reader
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """A matter the reader may know of, with the body it complains about, if it does."""

    row: CommitmentRow
    against: int | None


@dataclass(frozen=True, slots=True)
class Concerned:
    """A person, by the newest of their own matters that was asked about."""

    beneficiary: int
    id: int
    number: str
    holder: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows. `count` is capped: `capped` means "more than that"."""

    rows: tuple[CommitmentRow, ...]
    next: str
    count: int
    capped: bool
