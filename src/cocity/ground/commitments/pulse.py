"""The clock's own hand: limits that pass unmet are noticed without anyone looking."""

from collections import Counter
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from cocity.ground.calendar import api as calendar
from cocity.ground.commitments.bulk import act_many
from cocity.ground.commitments.contracts import Doing
from cocity.ground.commitments.events import ClockBreached, DueChanged
from cocity.ground.commitments.models import ClockRun, Commitment
from cocity.ground.commitments.procedure.load import pinned
from cocity.ground.commitments.procedure.model import Breach, Effect, Role
from cocity.ground.journal import api as journal
from cocity.ground.people.api import SYSTEM
from cocity.kit.errors import CityError

ROUND = 500  # clocks a round


@transaction.atomic
def fire(now: datetime, *, limit: int = ROUND) -> int:
    """Mark clocks whose limit has passed; how many. A clock fires once: several loops may run at a time."""
    due = ClockRun.objects.filter(
        due_at__lte=now, met_at__isnull=True, breached_at__isnull=True, paused_at__isnull=True
    ).order_by("due_at")
    if connection.features.has_select_for_update_skip_locked:
        # With its matter, as a step locks it: one that is being worked on is looked at in the next round, so neither
        # waits for the other and a step never writes over a breach.
        due = due.select_for_update(skip_locked=True, of=("self", "commitment"))
    clocks = list(due.select_related("commitment")[:limit])
    if not clocks:
        return 0
    levels = Counter(clock.commitment_id for clock in clocks if clock.breach == Breach.ESCALATE_ONE_LEVEL)
    ClockRun.objects.filter(pk__in=[clock.pk for clock in clocks]).update(breached_at=F("due_at"))
    # `version` stays: a limit that passed must not make a handler's open form stale.
    for more in set(levels.values()):
        up = [pk for pk, times in levels.items() if times == more]
        Commitment.objects.filter(pk__in=up).update(level=F("level") + more, supervised=True)
    journal.record([_breached(clock) for clock in clocks], at=now, actor=SYSTEM.ref)
    return len(clocks)


def _breached(clock: ClockRun) -> ClockBreached:
    row = clock.commitment
    return ClockBreached(
        subject=row.subject,
        number=row.number,
        clock=clock.name,
        due_at=clock.due_at,
        breach=clock.breach,
        level=row.level + (1 if clock.breach == Breach.ESCALATE_ONE_LEVEL else 0),
        holder=row.holder_id,
        beneficiary=row.beneficiary_id,
    )


def go_on(now: datetime) -> int:
    """Resume matters whose pause has reached its day, where the procedure lets the city do so; how many."""
    today = calendar.local_day(now, settings.CALENDAR)
    rows = ClockRun.objects.filter(paused_until__lte=today).order_by("paused_until")
    rows = rows.select_related("commitment")[:ROUND]
    doings = {clock.commitment_id: _resuming(clock.commitment) for clock in rows}
    done = act_many([doing for doing in doings.values() if doing], now=now, actor=SYSTEM)
    return sum(not isinstance(one, CityError) for one in done)


def _resuming(row: Commitment) -> Doing | None:
    actions = pinned(row.procedure, row.procedure_version).actions_from(row.state)
    found = next((a for a in actions if a.effect is Effect.RESUME and Role.SYSTEM in a.by), None)
    return Doing(number=row.number, action=found.name, version=None) if found else None


@transaction.atomic
def recompute_provisional(*, now: datetime, city: str) -> list[DueChanged]:
    """Compute anew every running due date that rests on a calendar not announced when it was made.

    Returns the dates that changed; each is told to its holder and to the person through the journal.
    """
    rows = ClockRun.objects.filter(provisional=True, met_at__isnull=True).select_related("commitment")
    if connection.features.has_select_for_update_of:
        rows = rows.select_for_update(of=("self", "commitment"))
    changed: list[DueChanged] = []
    for clock in rows.iterator(chunk_size=1000):
        own = clock.commitment.calendar or city
        pauses = [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in clock.pauses]
        due = calendar.due(
            start=clock.started_at, limit=clock.limit, unit=clock.unit, calendar=own, pauses=pauses
        )
        before, after = clock.due_at, due.at + clock.added
        ClockRun.objects.filter(pk=clock.pk).update(due_at=after, provisional=due.provisional)
        if clock.name == "whole":
            Commitment.objects.filter(pk=clock.commitment_id).update(
                due_at=after, provisional=due.provisional
            )
        if after != before:
            changed.append(_changed(clock, before, after))
    journal.record(changed, at=now, actor=SYSTEM.ref)
    return changed


def _changed(clock: ClockRun, before: datetime, after: datetime) -> DueChanged:
    row = clock.commitment
    return DueChanged(
        subject=row.subject, number=row.number, clock=clock.name, before=before, after=after,
        holder=row.holder_id, beneficiary=row.beneficiary_id,
    )  # fmt: skip
