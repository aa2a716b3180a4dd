"""How clocks start, stand still, go on and stop. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from cocity.ground.calendar import api as calendar
from cocity.ground.commitments.procedure.model import Action, Clock, Effect, Procedure, Role
from cocity.ground.commitments.standing import Running
from cocity.kit.dates import day_words
from cocity.kit.errors import Invalid
from cocity.kit.text import Text

FURTHEST = 366  # days
FIRST_CONTACT = "first_contact"


def start(rule: Clock, *, at: datetime, city: str, ordinal: int = 1) -> Running:
    """A clock that begins to run at `at`, due by the calendar `city`."""
    due = calendar.due(start=at, limit=rule.limit, unit=rule.unit, calendar=city)
    return Running(
        rule.name, ordinal, rule.limit, rule.unit, rule.pausable, rule.breach, at, due.at, due.provisional
    )  # fmt: skip


def promised(procedure: Procedure, *, reachable: bool) -> list[Clock]:
    """The clocks that may run: nobody can be contacted in time who left no way to be reached."""
    return [rule for rule in procedure.clocks.values() if reachable or rule.name != FIRST_CONTACT]


def starting(procedure: Procedure, *, at: datetime, city: str, reachable: bool) -> tuple[Running, ...]:
    """The clocks that run from the opening."""
    rules = promised(procedure, reachable=reachable)
    return tuple(start(rule, at=at, city=city) for rule in rules if procedure.initial in rule.starts)


def after_move(
    procedure: Procedure,
    clocks: Iterable[Running],
    *,
    action: Action,
    from_state: str,
    to_state: str,
    now: datetime,
    city: str,
    reachable: bool = True,
) -> tuple[tuple[Running, ...], tuple[str, ...], tuple[Running, ...]]:
    """(all clocks afterwards, names met by this move, clocks started by it)."""
    latest = {clock.name: clock for clock in sorted(clocks, key=lambda c: c.ordinal)}
    ended = procedure.states[to_state].end
    kept = [clock for clock in clocks if latest[clock.name] is not clock]
    met: list[str] = []
    started: list[Running] = []
    may_begin = promised(procedure, reachable=reachable)
    for rule in procedure.clocks.values():
        run = latest.pop(rule.name, None)
        fresh = rule in may_begin and _begins(rule, run, from_state, to_state, ended)
        if fresh:
            begun = start(rule, at=now, city=city, ordinal=run.ordinal + 1 if run else 1)
            started.append(begun)
            kept.extend([begun] if run is None else [run, begun])
        elif run is not None:
            after = _carried(rule, run, action, to_state, ended, now)
            if after.met_at and not run.met_at:
                met.append(rule.name)
            kept.append(after)
    # Clocks of a procedure it was reclassified from: they stop with the matter.
    for run in latest.values():
        kept.append(_stop(run, now) if ended and not run.met_at else run)
    return tuple(kept), tuple(met), tuple(started)


def _begins(rule: Clock, run: Running | None, from_state: str, to_state: str, ended: bool) -> bool:
    if ended or to_state not in rule.starts or from_state == to_state:
        return False
    return run is None or (rule.each_time and run.met_at is not None)


def _carried(rule: Clock, run: Running, action: Action, to_state: str, ended: bool, now: datetime) -> Running:
    """A clock that already runs (or ran), carried over the move."""
    if run.met_at is None:
        stops = ended or to_state in rule.until or rule.name in action.meets
        return _stop(run, now) if stops else run
    if rule.until and to_state not in rule.until and _taken_back(action, to_state) and not rule.each_time:
        return replace(run, met_at=None)
    return run


def _taken_back(action: Action, to_state: str) -> bool:
    """An unhappy verdict or a failed check: what the unit claimed did not hold, so its clock runs on."""
    return action.effect in {Effect.JUDGE, Effect.VERIFY} and to_state == action.otherwise


def _stop(run: Running, now: datetime) -> Running:
    return replace(run, met_at=now, paused_at=None, paused_until=None, pauses=_pauses(run, now))


def _pauses(run: Running, now: datetime) -> tuple[tuple[datetime, datetime], ...]:
    return (*run.pauses, (run.paused_at, now)) if run.paused_at else run.pauses


def last_day(ended_at: datetime, days: int, city: str) -> date:
    """The last day on which something may be asked `days` after the end; all of that day, since people are told a date."""
    return calendar.local_day(ended_at, city) + timedelta(days=days)


def asked_until(procedure: Procedure, state: str, ended_at: datetime, city: str) -> date | None:
    """The last day on which the person may still ask for something in an end state; None where they may not, or at any
    time."""
    steps = procedure.actions_from(state) if state in procedure.states else ()
    days = [
        step.within_days for step in steps if Role.BENEFICIARY in step.by and step.within_days is not None
    ]
    return last_day(ended_at, max(days), city) if days else None


def latest(due_at: datetime, *, now: datetime, city: str, most_days: int | None) -> date:
    """The last day an extension may name."""
    most = furthest(now, city)
    return (
        most if most_days is None else min(most, calendar.local_day(due_at, city) + timedelta(days=most_days))
    )


def furthest(now: datetime, city: str) -> date:
    """The last day a pause or an extension may name."""
    return calendar.local_day(now, city) + timedelta(days=FURTHEST)


def paused(clocks: Iterable[Running], *, now: datetime, until: date | None = None) -> tuple[Running, ...]:
    """Pausable clocks stand still from now; they go on by themselves on the day `until`."""
    return tuple(
        replace(c, paused_at=now, paused_until=until)
        if c.pausable and not c.met_at and not c.paused_at
        else c
        for c in clocks
    )


def resumed(clocks: Iterable[Running], *, now: datetime, city: str) -> tuple[Running, ...]:
    """They go on; the standing time is given back. A limit already broken stays broken."""
    return tuple(_resumed(c, now, city) if c.paused_at and not c.met_at else c for c in clocks)


def _resumed(run: Running, now: datetime, city: str) -> Running:
    pauses = _pauses(run, now)
    due = calendar.due(start=run.started_at, limit=run.limit, unit=run.unit, calendar=city, pauses=pauses)
    return replace(
        run, paused_at=None, paused_until=None, pauses=pauses, due_at=due.at + run.added, provisional=due.provisional
    )  # fmt: skip


def extended(
    clocks: Iterable[Running], *, until: date, city: str, most_days: int | None
) -> tuple[Running, ...]:
    """The whole clock's due time moved to the same hour of `until`. Raises Invalid(until)."""
    return tuple(
        _extended(c, until, city, most_days) if c.name == "whole" and not c.met_at else c for c in clocks
    )


def _extended(run: Running, until: date, city: str, most_days: int | None) -> Running:
    days = (until - calendar.local_day(run.due_at, city)).days
    if days <= 0:
        raise Invalid(
            Text("新期限必须晚于现期限", "The new date must be later than the present one"), field="until"
        )
    if most_days is not None and days > most_days:
        last = calendar.local_day(run.due_at, city) + timedelta(days=most_days)
        said = Text("最多延长 {n} 天，最晚 {day}", "At most {n} days may be added; {day} is the last day")
        raise Invalid(said.with_values(n=most_days, day=day_words(last)), field="until")
    more = timedelta(days=days)
    return replace(run, due_at=run.due_at + more, added=run.added + more)


def reclassified(
    clocks: Iterable[Running],
    procedure: Procedure,
    *,
    state: str,
    now: datetime,
    city: str,
    asked: datetime | None = None,
    reachable: bool = True,
) -> tuple[Running, ...]:
    """The clocks under another procedure: same names keep their start and get the new limit; none restarts. A date that
    had passed when it was `asked` for (without approval: now) stays: moved, what was late would count as kept."""
    runs = list(clocks)
    names = {run.name for run in runs}
    since = asked or now
    after = [_under(run, procedure.clocks.get(run.name), city, since) for run in runs]
    rules = promised(procedure, reachable=reachable)
    fresh = (rule for rule in rules if rule.name not in names and state in rule.starts)
    return (*after, *(start(rule, at=now, city=city) for rule in fresh))


def _under(run: Running, rule: Clock | None, city: str, asked: datetime) -> Running:
    if rule is None or run.met_at:
        return run
    passed = not run.paused_at and run.due_at <= asked
    if passed or (rule.limit, rule.unit) == (run.limit, run.unit):
        return replace(run, breach=rule.breach, pausable=rule.pausable)
    due = calendar.due(
        start=run.started_at, limit=rule.limit, unit=rule.unit, calendar=city, pauses=run.pauses
    )
    return replace(
        run, limit=rule.limit, unit=rule.unit, breach=rule.breach, pausable=rule.pausable,
        due_at=due.at + run.added, provisional=due.provisional,
    )  # fmt: skip
