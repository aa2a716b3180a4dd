"""One matter as the figures see it: what its entries in the journal add up to. Times are µs since 1970, UTC."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(slots=True)
class State:
    """A row of the table of matters. Every value is plain, so a row taken out and folded on is as good as new."""

    id: int
    # what it is
    number: str = ""
    procedure: str = ""
    first_procedure: str = ""  # before any reclassification
    procedure_version: str = ""  # of the first one
    disposes: bool = False
    calendar: str = ""
    place_path: str = ""
    layer: str = ""
    category: str = ""
    channel: str = ""
    mode: str = ""
    voice_kind: str = ""
    source: str = ""
    beneficiary: int | None = None
    public: bool = False  # whether anyone may read it, its verdict with it
    need: int | None = None  # the need it is joined into
    # who has it
    holder: int | None = None
    holder_at_done: int | None = None
    offered_to: int | None = None
    # the promise
    opened_at: int | None = None
    due_at: int | None = None
    paused_at: int | None = None
    first_contact_due: int | None = None
    first_contact_at: int | None = None
    responded_at: int | None = None
    # the way
    offered_first_at: int | None = None
    dispatched: int = 0
    returned: int = 0
    accepted: int = 0
    extended: int = 0
    paused: int = 0
    breached: int = 0
    supervised: bool = False
    # the unit's own word, and a check by someone else
    claimed_first_at: int | None = None
    done_at: int | None = None
    done_by_claim: bool = False
    claim: str = ""
    verified_at: int | None = None
    # the person's word
    verdict_at: int | None = None
    solved: str = ""
    stars: int | None = None
    voice: str = ""
    calls: int = 0  # attempts to call the person back
    # the end, and after
    closed_at: int | None = None
    closed_first_at: int | None = None
    closed_confirmed: bool = False
    reopened_at: int | None = None
    reopened: int = 0
    left_out: str = ""
    left_out_ever: bool = False
    # suggestions
    disposition: str = ""
    disposed_at: int | None = None
    reasoned: bool = False
    implemented_at: int | None = None


FIELDS = tuple(field.name for field in fields(State))


def micros(at: datetime) -> int:
    """µs since 1970, exactly."""
    return (at - EPOCH) // MICROSECOND


def micros_of(text: str) -> int:
    """From ISO 8601 with its offset."""
    return micros(datetime.fromisoformat(text))
