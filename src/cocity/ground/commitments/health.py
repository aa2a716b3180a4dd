"""What an operator must know about promises: clocks nobody fired, dates that rest on a guess, procedures that changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Min

from cocity.ground.commitments.events import ProcedureUsed
from cocity.ground.commitments.models import ClockRun, Commitment
from cocity.ground.commitments.procedure.explore import explore
from cocity.ground.commitments.procedure.load import digest, every_version
from cocity.ground.commitments.procedure.model import Procedure
from cocity.ground.journal import api as journal
from cocity.ground.people.api import SYSTEM


@dataclass(frozen=True, slots=True)
class Unfired:
    """Clocks whose limit passed and that nobody marked; `oldest_at` is the earliest limit."""

    count: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProcedureState:
    """A version of a procedure as found. `stuck`: the city has no way to an end from there; `changed`: its file says
    something else than when it was first used."""

    name: str
    version: str
    stuck: tuple[str, ...]
    changed: bool


def unfired(now: datetime, *, grace: timedelta) -> Unfired:
    """Clocks due more than `grace` ago that still wait. One statement."""
    late = ClockRun.objects.filter(
        due_at__lte=now - grace, met_at__isnull=True, breached_at__isnull=True, paused_at__isnull=True
    )
    found = late.aggregate(n=Count("id"), oldest=Min("due_at"))
    return Unfired(found["n"], found["oldest"])


def provisional_count() -> int:
    """Running clocks whose due date rests on a calendar not announced yet."""
    return ClockRun.objects.filter(provisional=True, met_at__isnull=True).count()


def in_hand() -> dict[int, int]:
    """How many open matters each body holds or is offered, by id. Two statements."""
    found: dict[int, int] = {}
    rows = Commitment.objects.filter(ended_at__isnull=True)
    for column in ("holder", "offered_to"):
        for body, number in (
            rows.filter(**{f"{column}__isnull": False}).values_list(column).annotate(n=Count("id"))
        ):
            found[body] = found.get(body, 0) + number
    return found


def procedures() -> tuple[ProcedureState, ...]:
    """Every version, walked through exhaustively and held against its first use. Raises ProcedureErrors."""
    return tuple(_state(one) for one in every_version())


def _state(procedure: Procedure) -> ProcedureState:
    seen = explore(procedure)
    stuck = sorted({situation.state for situation in (*seen.stuck, *seen.without_holder)})
    first = journal.of_subject(_subject(procedure))
    changed = bool(first) and first[0].data["digest"] != digest(procedure)
    return ProcedureState(procedure.name, procedure.version, tuple(stuck), changed)


@transaction.atomic
def note_first_uses(now: datetime) -> int:
    """Write down what a version says when a matter is found to be pinned to it for the first time; how many."""
    fresh = [
        one
        for one in every_version()
        if not journal.of_subject(_subject(one))
        and Commitment.objects.filter(procedure=one.name, procedure_version=one.version).exists()
    ]
    told = [
        ProcedureUsed(subject=_subject(one), procedure=one.name, version=one.version, digest=digest(one))
        for one in fresh
    ]
    journal.record(told, at=now, actor=SYSTEM.ref)
    return len(fresh)


def _subject(procedure: Procedure) -> str:
    return f"procedure:{procedure.name}@{procedure.version}"[:60]
