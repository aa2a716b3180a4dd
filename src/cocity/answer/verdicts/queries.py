"""Reading verdicts: the callers' queue and one matter's two fields. Constant numbers of statements."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from cocity.answer.verdicts import rules
from cocity.answer.verdicts.contracts import (
    AttemptView,
    Judgement,
    Waiting,
    WaitingPage,
    WordView,
)
from cocity.answer.verdicts.models import Attempt, CallBack
from cocity.ground.commitments import api as commitments
from cocity.ground.people.api import Actor, body_rows
from cocity.kit.paging import beyond, cursor_of, read_cursor

PAGE_SIZE = 25
LONGEST_PAGE = 200


def below_caller(actor: Actor, name: str) -> Q:
    """Matters held below a body where the actor is a caller: not those of a body they act for, never one about it."""
    below = Q(pk__in=())
    for held in actor.roles:
        if held.role == "caller":
            below |= Q(**{f"{name}__in": body_rows(below=held.body_path)})
    about_us = Q(commitment__against__isnull=False, commitment__against__in=body_rows(above=actor.body_path))
    return below & ~Q(**{f"{name}__in": [unit for unit in actor.units if unit]}) & ~about_us


def waiting_for_call_back(
    actor: Actor, *, cursor: str = "", size: int = PAGE_SIZE, reachable_only: bool = False
) -> WaitingPage:
    """Who waits for this caller, the longest first. Two statements. Raises Invalid(cursor)."""
    rows = CallBack.objects.filter(below_caller(actor, "holder"), ended_at__isnull=True)
    if reachable_only:
        rows = rows.filter(reachable=True)
    if cursor:
        rows = rows.filter(beyond(("since", "id"), read_cursor(cursor, (datetime, int))))
    size = max(1, min(size, LONGEST_PAGE))
    ordered = rows.select_related("commitment", "holder").prefetch_related("attempts").order_by("since", "id")
    found = list(ordered[: size + 1])
    last = found[size - 1] if len(found) > size else None
    mark = cursor_of([last.since, last.pk]) if last else ""
    return WaitingPage(tuple(_waiting(each) for each in found[:size]), mark)


def _waiting(each: CallBack) -> Waiting:
    row = each.commitment
    how = rules.unreached(commitments.pinned(row.procedure, row.procedure_version), row.state)
    attempts = _attempts(each.attempts.all())
    missed = rules.missed_days((a.day, a.outcome) for a in attempts)
    return Waiting(
        row.number, row.title, row.procedure, row.state, row.version, each.holder.name.as_dict(), each.since,
        each.reachable, attempts, missed, how.days if how else None,
    )  # fmt: skip


def _attempts(rows: Iterable[Attempt]) -> tuple[AttemptView, ...]:
    ordered = sorted(rows, key=lambda row: row.pk)
    return tuple(AttemptView(row.at, row.day, row.outcome, row.note) for row in ordered)


def attempts_of(number: str) -> tuple[AttemptView, ...]:
    """Every try to reach the person of a matter, oldest first; the caller has checked who may see it. One statement."""
    return _attempts(Attempt.objects.filter(call_back__commitment__number=number))


def judgement(actor: Actor, number: str, *, now: datetime) -> Judgement:
    """What the unit declared and what the person confirmed, side by side. Raises NotFound."""
    seen = commitments.view(actor, number, now=now)
    row, effects = seen.row, {action.effect for action in seen.actions}
    procedure = commitments.pinned(row.procedure, row.procedure_version)
    until = (
        commitments.asked_until(procedure, row.state, row.ended_at, settings.CALENDAR)
        if row.ended_at
        else None
    )
    tried = Attempt.objects.filter(call_back__commitment_id=row.id)
    inside = actor.kind in {"worker", "system"}
    words = tuple(WordView(v.at, v.solved, v.stars, v.voice, v.method, v.text) for v in seen.verdicts)
    return Judgement(
        number, row.claim, row.claimed_at, row.confirmed, row.stars, words,
        _attempts(tried) if inside else (), "judge" in effects, "reopen" in effects, until,
    )  # fmt: skip
