"""Who is told what when something happens. Pure: entry and facts in, drafts out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cocity.ground.commitments.api import CommitmentRow, Procedure
from cocity.ground.journal.api import Entry
from cocity.ground.people.api import BodyInfo

Values = Mapping[str, Any]
DECISION = "decision.addressed"
INTERNAL = "warn_supervisor"  # the breach of limits that offices keep among themselves


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice to be worded. `body` None: it is for the person. `unit`: the body its words name."""

    kind: str
    entry: Entry
    unit: int
    body: int | None = None
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """What drafting looks up. `above[body]` are the bodies over it, the nearest first; `steps` are (reason, until)
    by step, for steps the person is told of."""

    rows: Mapping[str, CommitmentRow]
    procedures: Mapping[str, Procedure]
    bodies: Mapping[int, BodyInfo]
    above: Mapping[int, tuple[int, ...]]
    steps: Mapping[int, tuple[str, str]]
    replied: frozenset[int]  # steps that a reply belongs to: the reply itself is told
    decisions: Mapping[int, tuple[str, str]] = field(default_factory=dict)  # (title, text)


def drafts(entry: Entry, facts: Facts) -> list[Draft]:
    """Every notice an entry gives rise to."""
    return list(_ABOUT[entry.kind](entry, facts))


def _opened(entry: Entry, facts: Facts) -> Iterator[Draft]:
    yield Draft("received", entry, entry.data["holder"], values={"due": entry.data["due_at"]})


def _acted(entry: Entry, facts: Facts) -> Iterator[Draft]:
    to_person = _person_kind(entry, facts)
    if to_person:
        yield Draft(to_person, entry, entry.data["holder"], values=_values(entry, facts))
    yield from _to_bodies(entry, facts)


_BY_EFFECT = {
    "accept": "body_found",
    "extend": "extended",
    "pause": "paused",
    "resume": "resumed",
    "reopen": "reopened",
}


def _person_kind(entry: Entry, facts: Facts) -> str:
    """The kind of notice a step is to the person; empty: none."""
    data = entry.data
    if data["step"] in facts.replied:
        return ""
    if data["effect"] == "claim":
        return "claimed"
    if data["effect"] == "judge":
        return "called" if data["verdict"] and data["verdict"]["voice"] == "call_back" else ""
    if data["effect"] in _BY_EFFECT:
        return _BY_EFFECT[data["effect"]]
    if "first_contact" in data["met"] and not data["ended"]:
        return "first_contact"
    return "moved" if "beneficiary" in data["tells"] else ""


def _values(entry: Entry, facts: Facts) -> dict[str, Any]:
    data = entry.data
    reason, until = facts.steps.get(data["step"], ("", ""))
    verdict = data["verdict"] or {}
    return {
        "due": data["due_at"],
        "at": entry.at,
        "reason": reason,
        "until": until,
        "told": data["to_state"],
        "ended": entry.at if data["ended"] else None,
        "action": data["action"],
        "solved": verdict.get("solved", ""),
        "stars": verdict.get("stars"),
    }


def _to_bodies(entry: Entry, facts: Facts) -> Iterator[Draft]:
    data, values = entry.data, _values(entry, facts)
    holder = data["holder"]
    if data["effect"] == "offer" and data["offered_to"]:
        yield Draft("offered", entry, data["offered_to"], data["offered_to"], values)
    if data["effect"] == "join":
        for body in data["bodies"]:
            yield Draft("joined", entry, body, body, values)
    unhappy = data["effect"] == "judge" and data["verdict"] and data["verdict"]["solved"] != "yes"
    if unhappy:
        # Whoever oversees the unit hears it too (预警): a matter done badly twice is theirs to see to.
        for body in (holder, *facts.above.get(holder, ())[:1]):
            yield Draft("unhappy", entry, holder, body, values)
    elif "holder" in data["tells"]:
        yield Draft("step_taken", entry, holder, holder, values)
    if "supervisor" in data["tells"]:
        for body in facts.above.get(holder, ())[:1]:
            yield Draft("step_taken", entry, holder, body, values)


def _breached(entry: Entry, facts: Facts) -> Iterator[Draft]:
    data = entry.data
    holder = data["holder"]
    values = {"clock": data["clock"], "due": data["due_at"]}
    if data["breach"] != INTERNAL:
        yield Draft("late", entry, holder, values=values)
    yield Draft("late_holder", entry, holder, holder, values)
    if data["breach"] != "warn_holder":
        chain = facts.above.get(holder, ())
        # Each escalation goes one body further up; at the top it stays there.
        for body in chain[max(0, min(data["level"], len(chain)) - 1) :][:1]:
            yield Draft("late_above", entry, holder, body, values)


def _due_changed(entry: Entry, facts: Facts) -> Iterator[Draft]:
    data = entry.data
    values = {"clock": data["clock"], "before": data["before"], "due": data["after"]}
    if data["clock"] == "whole":
        yield Draft("due_changed", entry, data["holder"], values=values)
    yield Draft("due_changed_holder", entry, data["holder"], data["holder"], values)


def _approval_asked(entry: Entry, facts: Facts) -> Iterator[Draft]:
    for body in facts.above.get(entry.data["holder"], ())[:1]:
        yield Draft("approval_asked", entry, entry.data["holder"], body, {"action": entry.data["action"]})


def _approval_refused(entry: Entry, facts: Facts) -> Iterator[Draft]:
    holder = entry.data["holder"]
    yield Draft("approval_refused", entry, holder, holder, {"action": entry.data["action"]})


def _replied(entry: Entry, facts: Facts) -> Iterator[Draft]:
    yield Draft("replied", entry, entry.data["by_body"])


def _reply_corrected(entry: Entry, facts: Facts) -> Iterator[Draft]:
    yield Draft("reply_corrected", entry, entry.data["by_body"])


def _decided(entry: Entry, facts: Facts) -> Iterator[Draft]:
    title, text = facts.decisions[entry.data["decision"]]
    yield Draft("decision", entry, entry.data["by_body"], values={"title": title, "said": text})


_ABOUT: Mapping[str, Callable[[Entry, Facts], Iterator[Draft]]] = {
    "commitment.opened": _opened,
    "commitment.acted": _acted,
    "commitment.clock_breached": _breached,
    "commitment.due_changed": _due_changed,
    "commitment.approval_asked": _approval_asked,
    "commitment.approval_refused": _approval_refused,
    "reply.given": _replied,
    "reply.corrected": _reply_corrected,
    DECISION: _decided,
}
KINDS = frozenset(_ABOUT)

BACKOFF = 15  # seconds after the first refusal
LONGEST_WAIT = 3600
REST = 5  # seconds a channel rests after its first failure
LONGEST_REST = 300
MOST_REFUSALS = 8


def wait_after(refusals: int) -> int:
    """Seconds until a refused delivery is tried again: doubling, at most an hour."""
    return int(min(LONGEST_WAIT, BACKOFF * 2 ** min(refusals - 1, 12)))


def rest_after(failures: int) -> int:
    """Seconds a channel rests that could not be reached: doubling, at most five minutes."""
    return int(min(LONGEST_REST, REST * 2 ** min(failures - 1, 12)))


def quiet(at: datetime, hours: str) -> bool:
    """Whether a local moment lies in quiet hours such as `22:00-07:00`; empty: never. Raises ValueError."""
    if not hours.strip():
        return False
    begin, _, end = (part.strip() for part in hours.partition("-"))
    for part in (begin, end):
        datetime.strptime(part, "%H:%M")  # noqa: DTZ007 - a time of day, checked for its form
    now = f"{at:%H:%M}"
    return begin <= now < end if begin <= end else now >= begin or now < end
