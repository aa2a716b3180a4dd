"""Where a commitment stands, and the move an action makes: plain values for the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cocity.ground.commitments.procedure.model import Action, Procedure

Pause = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Running:
    """One running of a clock. Met, breached, both (late) or neither (still running or paused)."""

    name: str
    ordinal: int
    limit: int
    unit: str
    pausable: bool
    breach: str
    started_at: datetime
    due_at: datetime
    provisional: bool
    pauses: tuple[Pause, ...] = ()
    paused_at: datetime | None = None
    met_at: datetime | None = None
    breached_at: datetime | None = None
    paused_until: date | None = None
    added: timedelta = timedelta()  # to the rule's due time, by an extension or an imported due time


@dataclass(frozen=True, slots=True)
class Part:
    """A body's part in joint work: `state` is offered or working."""

    body: int
    path: str
    state: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything a rule may look at."""

    procedure: Procedure
    number: str
    state: str
    holder: int
    holder_path: str
    offered_to: int | None
    offered_path: str
    against_path: str  # empty: nobody is complained about
    beneficiary: int | None
    handled_by: tuple[int, ...]
    counts: Mapping[str, int]
    bad_rating: bool
    opened_at: datetime
    ended_at: datetime | None
    clocks: tuple[Running, ...]
    calendar: str
    joint: tuple[Part, ...] = ()

    def latest(self, name: str) -> Running | None:
        """The last running of a clock."""
        runs = [clock for clock in self.clocks if clock.name == name]
        return max(runs, key=lambda clock: clock.ordinal) if runs else None


@dataclass(frozen=True, slots=True)
class Move:
    """What an action changes. `clocks` are all runnings afterwards; `procedure` is another one after a
    reclassification."""

    action: Action
    procedure: Procedure
    from_state: str
    to_state: str
    ended: bool
    holder: int
    offered_to: int | None
    clocks: tuple[Running, ...]
    met: tuple[str, ...]
    started: tuple[Running, ...]
