"""A clock's row and the clock that the rules see, each made from the other."""

from datetime import datetime

from cocity.ground.commitments.models import ClockRun
from cocity.ground.commitments.standing import Running


def as_running(clock: ClockRun) -> Running:
    """A row as the rules see it."""
    pauses = tuple((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in clock.pauses)
    return Running(
        clock.name,
        clock.ordinal,
        clock.limit,
        clock.unit,
        clock.pausable,
        clock.breach,
        clock.started_at,
        clock.due_at,
        clock.provisional,
        pauses,
        clock.paused_at,
        clock.met_at,
        clock.breached_at,
        clock.paused_until,
        clock.added,
    )


def fill(clock: ClockRun, run: Running) -> ClockRun:
    """The row made to say what the rule decided."""
    clock.limit, clock.unit, clock.pausable, clock.breach = run.limit, run.unit, run.pausable, run.breach
    clock.started_at, clock.due_at, clock.provisional = run.started_at, run.due_at, run.provisional
    clock.pauses = [[a.isoformat(), b.isoformat()] for a, b in run.pauses]
    clock.paused_at, clock.met_at, clock.breached_at = run.paused_at, run.met_at, run.breached_at
    clock.paused_until, clock.added = run.paused_until, run.added
    return clock
