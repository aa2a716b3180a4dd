"""What a procedure says, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cocity.kit.text import Text


class Role(StrEnum):
    """Who may act, relative to one commitment."""

    HOLDER = "holder"  # a handler of the body that is accountable now
    OFFERED = "offered"  # a handler of the body it was offered to
    JOINT = "joint"  # a handler of a body that was asked to take part
    DISPATCHER = "dispatcher"  # sends it to the right body
    AGENT = "agent"  # takes it in and may answer at once
    SUPERVISOR = "supervisor"  # above the holder; approves and supervises
    VERIFIER = "verifier"  # checks the work; never of the holder's body
    CALLER = "caller"  # calls the person back; never of the holder's body
    BENEFICIARY = "beneficiary"  # the person it is owed to
    SYSTEM = "system"  # a rule of the city, by the clock


class Need(StrEnum):
    """What must be given with an action."""

    REASON = "reason"  # text
    NOTE = "note"  # text: what was done or said
    BODY = "body"  # the body it goes to
    BODIES = "bodies"  # the bodies that join in
    EVIDENCE = "evidence"  # files or a statement, with place and time
    CLAIM = "claim"  # the unit's own word: solved, partly, not
    FINDING = "finding"  # what the check found: true or not
    VERDICT = "verdict"  # the person's word: solved? stars? and how it was asked
    DISPOSITION = "disposition"  # adopted, partly, not adopted
    UNTIL = "until"  # a date


class ToBody(StrEnum):
    """Which bodies an offer may go to, where not to any."""

    HIGHER = "higher"  # one above the body that holds it: a review


class Disposition(StrEnum):
    """What became of a suggestion."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not_adopted"


class Effect(StrEnum):
    """What an action does to the commitment besides changing its state."""

    NONE = "none"
    OFFER = "offer"  # a leg is offered to another body; the giver stays accountable
    ACCEPT = "accept"  # the offered body takes it over
    DECLINE = "decline"  # the offered body gives it back (退单), with a reason
    JOIN = "join"  # other bodies are asked to take part; the holder leads and stays accountable
    JOIN_ACCEPT = "join_accept"  # a body asked takes its part on
    JOIN_DECLINE = "join_decline"  # or refuses it, with a reason
    JOIN_DONE = "join_done"  # and says that its part is done
    CLAIM = "claim"  # the holder says it is done
    VERIFY = "verify"  # someone else has checked
    JUDGE = "judge"  # the person's verdict: satisfied goes to `to`, unhappy to `else`
    EXTEND = "extend"  # the whole clock's due date moves, with approval
    PAUSE = "pause"  # pausable clocks stand still
    RESUME = "resume"  # and go on
    RECLASSIFY = "reclassify"  # it goes on under another procedure; no clock restarts
    SUPERVISE = "supervise"  # someone above watches it
    REOPEN = "reopen"  # a closed matter lives again


class Breach(StrEnum):
    """What happens when a clock runs out."""

    WARN_HOLDER = "warn_holder"
    ESCALATE_ONE_LEVEL = "escalate_one_level"
    WARN_SUPERVISOR = "warn_supervisor"


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit of time. It starts when one of `starts` is first entered and is met on entering one of `until`
    or by an action that `meets` it. An unhappy verdict or a failed check lets it run on: it never starts anew,
    unless `each_time`, when every entering makes a new one (an offer to be answered, a redo)."""

    name: str
    title: Text
    limit: int
    unit: str  # urgent_hour | working_hour | working_day | natural_day
    starts: frozenset[str]
    until: frozenset[str]
    pausable: bool
    breach: Breach
    each_time: bool = False
    confirm: bool = (
        False  # the limit is our default: no rule we know of sets it, so the city confirms or changes it
    )


@dataclass(frozen=True, slots=True)
class State:
    """Where a commitment can stand. `told` is what the person reads."""

    name: str
    title: Text
    told: Text
    end: bool


@dataclass(frozen=True, slots=True)
class Action:
    """A step someone may take."""

    name: str
    title: Text
    sources: frozenset[str]
    target: str | None  # None: stays where it is
    otherwise: str | None  # where an unhappy verdict or a failed check leads
    by: frozenset[Role]
    excludes: frozenset[str]  # "handler": nobody of the body that handled it; "requester"
    needs: tuple[Need, ...]
    meets: frozenset[str]  # clocks this action stops
    effect: Effect
    approval: Role | None  # asked first, takes effect when this role approves
    at_most: int | None  # times in a commitment's life
    never_if: frozenset[str]  # facts that forbid it: "bad_rating", "higher_body", "reviewed"
    tells: frozenset[Role]  # who is told
    becomes: str | None  # the procedure a reclassification leads to
    within_days: int | None  # natural days: after the end (reopening), or past the due date (extension)
    after: tuple[tuple[str, int], ...] = ()  # actions taken so often since the present state was entered
    disposes: Disposition | None = None  # the one disposition this step may say
    to_body: ToBody | None = None  # an offer's only way
    answer: str | None = None  # the clock within whose limit a body asked to join must answer


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of a procedure; a commitment is pinned to it for life (a reclassification pins another)."""

    name: str
    version: str  # ISO date
    title: Text
    initial: str
    clocks: Mapping[str, Clock]
    states: Mapping[str, State]
    actions: Mapping[str, Action]
    source: str  # file it was read from

    def actions_from(self, state: str) -> tuple[Action, ...]:
        """The actions open in `state`, in the file's order."""
        return tuple(action for action in self.actions.values() if state in action.sources)

    @property
    def whole(self) -> Clock:
        """The clock the person was promised."""
        return self.clocks["whole"]
