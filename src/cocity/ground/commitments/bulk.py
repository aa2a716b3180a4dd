"""Many steps at once: a batch accepted at a desk, offers after an import. The rules are those of one step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import operations as single
from cocity.ground.commitments import rules
from cocity.ground.commitments.cleaning import cleaned
from cocity.ground.commitments.contracts import Acted, Doing
from cocity.ground.commitments.matter import Matter
from cocity.ground.commitments.models import ClockRun, Commitment, Evidence, Leg, Step
from cocity.ground.commitments.procedure.load import pinned
from cocity.ground.commitments.procedure.model import Action, Effect
from cocity.ground.commitments.visibility import unseen
from cocity.ground.commitments.writing import write
from cocity.ground.people.api import Actor, bodies, body_names
from cocity.kit.errors import CityError, Conflict, NotFound


@dataclass(slots=True)
class _Round:
    """What a batch needs to know, read once."""

    matters: dict[str, Matter]
    busy: set[str]
    repeats: dict[str, Step]
    targets: dict[int, str]  # path by id, of bodies in force


@transaction.atomic
def act_many(doings: Sequence[Doing], *, now: datetime, actor: Actor) -> list[Acted | CityError]:
    """Take many steps in a number of statements that does not grow with them; for each the result, in order, or
    the error `act` would have raised (nothing of that one has changed). Without a version the step is taken on
    whatever stands, if the procedure still allows it: only for rules of the city, never for a person's form."""
    round_ = _prepare(doings, now)
    made: list[tuple[Matter, Step] | CityError] = []
    touched: dict[int, Matter] = {}
    for doing in doings:
        try:
            found = _step(doing, round_, now=now, actor=actor)
        except CityError as error:
            made.append(error)
            continue
        touched[found[0].row.pk] = found[0]
        made.append(found)
    _hide(made, doings, actor)
    write(list(touched.values()))
    _check_evidence((m for m in made if not isinstance(m, CityError)), now=now, actor=actor)
    return [one if isinstance(one, CityError) else single.acted(one[0].row, one[1]) for one in made]


def _hide(made: list[tuple[Matter, Step] | CityError], doings: Sequence[Doing], actor: Actor) -> None:
    """A refusal about a matter the actor may not know of becomes that of a number nobody has."""
    refused = {doing.number for doing, one in zip(doings, made, strict=True) if isinstance(one, CityError)}
    hidden = unseen(actor, refused)
    for place, (doing, one) in enumerate(zip(doings, made, strict=True)):
        if doing.number in hidden and isinstance(one, CityError):
            made[place] = NotFound(single.NO_SUCH, field="number")


def _prepare(doings: Sequence[Doing], now: datetime) -> _Round:
    numbers = {doing.number for doing in doings}
    rows = Commitment.objects.filter(number__in=numbers).select_related("holder", "offered_to", "against")
    rows = rows.order_by("id")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    matters = {matter.row.number: matter for matter in taken(list(rows))}
    lost = numbers - matters.keys()
    busy = set(Commitment.objects.filter(number__in=lost).values_list("number", flat=True)) if lost else set()
    keys = {doing.key for doing in doings if doing.key}
    repeats = {step.key: step for step in Step.objects.filter(key__in=keys)} if keys else {}
    wanted = {body for doing in doings for body in (doing.given.body, *doing.given.bodies) if body}
    targets = bodies(wanted, on=calendar.local_day(now, settings.CALENDAR)) if wanted else {}
    paths = {body: info.path for body, info in targets.items()}
    return _Round(matters, busy, {key: step for key, step in repeats.items() if key}, paths)


def taken(rows: Sequence[Commitment]) -> list[Matter]:
    """Rows already held for writing, with what rules need: two statements."""
    clocks: dict[int, list[ClockRun]] = {row.pk: [] for row in rows}
    legs: dict[int, list[Leg]] = {row.pk: [] for row in rows}
    for clock in ClockRun.objects.filter(commitment__in=clocks).order_by("id"):
        clocks[clock.commitment_id].append(clock)
    for leg in Leg.objects.filter(commitment__in=legs, state__in=("offered", "working")).order_by("id"):
        legs[leg.commitment_id].append(leg)
    return [_matter(row, clocks[row.pk], legs[row.pk]) for row in rows]


def _matter(row: Commitment, clocks: list[ClockRun], legs: list[Leg]) -> Matter:
    paths = {body.pk: body.path for body in (row.holder, row.offered_to, row.against) if body is not None}
    joint = {leg.body_id for leg in legs if leg.joint} - paths.keys()
    paths |= {id: body.path for id, body in body_names(joint).items()} if joint else {}
    procedure = pinned(row.procedure, row.procedure_version)
    return Matter(row, procedure, row.calendar or settings.CALENDAR, clocks, legs, paths=paths)


def _step(doing: Doing, round_: _Round, *, now: datetime, actor: Actor) -> tuple[Matter, Step]:
    matter = round_.matters.get(doing.number)
    if matter is None:
        if doing.number in round_.busy:
            raise Conflict(single.BUSY)
        raise NotFound(single.NO_SUCH, field="number")
    done = round_.repeats.get(doing.key)
    if done is not None and done.commitment_id == matter.row.pk:
        single.check_same(done, actor, doing.action)
        return matter, done
    standing = matter.standing()
    chosen = rules.action_named(standing, doing.action)
    unseen = doing.version is None and actor.kind == "system"
    if not unseen and doing.version != matter.row.version:
        raise Conflict(single.MOVED_ON)
    given = cleaned(doing.given)
    rules.check(chosen, standing, actor, given, now=now)
    for body in _wanted(chosen, doing):
        rules.check_target(standing, chosen, body, round_.targets.get(body))
        matter.paths[body] = round_.targets[body]
    if chosen.approval is not None:
        step = single.ask(matter, chosen, given, actor=actor, now=now)
    else:
        move = rules.move(standing, chosen, given, now=now, becomes=single.becomes(chosen))
        step = matter.apply(move, given, actor=actor, now=now)
    step.key = doing.key or None
    return matter, step


def _wanted(action: Action, doing: Doing) -> tuple[int, ...]:
    if action.effect is Effect.OFFER:
        return (doing.given.body or 0,)
    return doing.given.bodies if action.effect is Effect.JOIN else ()


def _check_evidence(made: Iterable[tuple[Matter, Step]], *, now: datetime, actor: Actor) -> None:
    """As after one step: a finding marks the evidence it looked at."""
    found: dict[bool, list[int]] = {True: [], False: []}
    for matter, step in made:
        action = matter.procedure.actions.get(step.action)
        taken = step.at == now and step.approval == Step.Approval.NONE
        if action is not None and action.effect is Effect.VERIFY and taken:
            found[bool(step.given.get("finding"))].append(matter.row.pk)
    for finding, rows in found.items():
        if rows:
            Evidence.objects.filter(commitment__in=rows, checked_at__isnull=True).update(
                checked_by=actor.ref, checked_at=now, finding="true" if finding else "false"
            )
