"""What dispatch does when others tell: a new matter is sent, one that was given back is sent elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from cocity.act.dispatch.gathering import opened
from cocity.act.dispatch.models import Routing
from cocity.act.dispatch.operations import redispatch, route
from cocity.ground.commitments import api as commitments
from cocity.ground.journal.api import Entry, Subscriber

FOLLOWED = ("hops", "offered_to", "declined", "procedure", "procedure_version")


def subscribers() -> tuple[Subscriber, ...]:
    """One subscriber, so that a matter's opening is always known before what happened to it."""
    return (
        Subscriber("dispatch", frozenset({"commitment.opened", "commitment.acted"}), react, batch=500),
    )  # fmt: skip


def react(entries: Sequence[Entry]) -> None:
    """Take a batch of the journal: openings first, then what was done, in order."""
    # A reaction has no clock of its own; an offer is never dated before what it answers.
    now = max(timezone.now(), *(entry.at for entry in entries))
    take(entries, now=now)


def take(entries: Sequence[Entry], *, now: datetime) -> None:
    """As `react`, at a given time."""
    route(opened(entry for entry in entries if entry.kind == "commitment.opened"), now=now)
    _follow([entry for entry in entries if entry.kind == "commitment.acted" and _matters(entry)], now=now)


def _matters(entry: Entry) -> bool:
    return entry.data["effect"] in {"offer", "accept", "decline", "reopen", "reclassify"}


def _follow(entries: Sequence[Entry], *, now: datetime) -> None:
    """Keep count of offers and of bodies that gave a matter back, and send those on."""
    numbers = {entry.data["number"] for entry in entries}
    if not numbers:
        return
    rows = {row.number: row for row in Routing.objects.select_for_update().filter(number__in=numbers)}
    back: dict[str, list[Routing]] = {}
    changed: dict[str, Routing] = {}
    for entry in entries:
        row = rows.get(entry.data["number"])
        if row is None:
            continue
        changed[row.number] = row
        given_back = _note(row, entry)
        for waiting in back.values():
            waiting[:] = [other for other in waiting if other is not row]
        if given_back:
            back.setdefault(entry.data["to_state"], []).append(row)
    Routing.objects.bulk_update(list(changed.values()), FOLLOWED, batch_size=200)
    for state, waiting in back.items():
        redispatch(waiting, now=now, state=state)


def _note(row: Routing, entry: Entry) -> bool:
    """Change the record as the step says; whether the matter now waits to be sent somewhere."""
    told, effect = entry.data, entry.data["effect"]
    if effect == "offer":
        row.hops, row.offered_to = row.hops + 1, told["offered_to"]
    elif effect == "decline":
        if row.offered_to is not None and _by_the_offered(row, told["action"]):
            row.declined = sorted({*row.declined, row.offered_to})
        row.offered_to = None
    elif effect == "reclassify":
        row.procedure = told["procedure"]
        row.procedure_version = commitments.current(row.procedure).version
    else:
        row.offered_to = None
    given_back = effect == "decline" and _by_the_offered(row, told["action"])
    return (given_back or effect == "reopen") and _may_be_sent(row, told["to_state"])


def _may_be_sent(row: Routing, state: str) -> bool:
    """Whether it waits for dispatch there; a handover that was refused stays with the body that works on it."""
    procedure = commitments.pinned(row.procedure, row.procedure_version)
    return any(
        # Where only a higher body may have it, a person chooses: no rule of responsibility knows who reviews.
        action.effect == "offer" and "dispatcher" in action.by and action.to_body is None
        for action in procedure.actions_from(state)
    )


def _by_the_offered(row: Routing, action: str) -> bool:
    """Whether the body itself gave it back, not a dispatcher who took the offer away."""
    found = commitments.pinned(row.procedure, row.procedure_version).actions.get(action)
    return found is not None and "offered" in found.by
