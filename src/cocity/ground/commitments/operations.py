"""Making promises and taking steps: one transaction, one entry a fact, a version checked every time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Model, QuerySet

from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import clocks as clockwork
from cocity.ground.commitments import rules
from cocity.ground.commitments.cleaning import cleaned
from cocity.ground.commitments.contracts import NOTHING, Acted, Given, Opened, Opening
from cocity.ground.commitments.events import ApprovalAsked
from cocity.ground.commitments.kept import handed_in
from cocity.ground.commitments.matter import Matter
from cocity.ground.commitments.models import ClockRun, Commitment, Leg, Step
from cocity.ground.commitments.procedure.load import current, pinned
from cocity.ground.commitments.procedure.model import Action, Effect, Procedure
from cocity.ground.commitments.running import fill
from cocity.ground.commitments.standing import Running
from cocity.ground.commitments.visibility import unseen
from cocity.ground.commitments.writing import tell, write, write_rows
from cocity.ground.journal.api import Event
from cocity.ground.people.api import Actor, bodies, body_names
from cocity.kit import bulk
from cocity.kit.errors import CityError, Conflict, NotFound
from cocity.kit.frozen import FrozenQuery
from cocity.kit.text import Text

M = TypeVar("M", bound=Model)
NO_SUCH = Text("没有这个事项", "There is no such matter")
MOVED_ON = Text(
    "别人刚刚办理过这个事项，请刷新后再办", "Someone else has just changed this matter; reload and look again"
)
OTHER_CONTENT = Text(
    "这份表已经提交过，内容和这次不同；这次写的没有生效",
    "This form was sent before with other content; what you sent now was not taken",
)
BUSY = Text(
    "别人正在办理这个事项，请稍后再试",
    "Someone else is changing this matter right now; try again in a moment",
)


@transaction.atomic
def open_one(opening: Opening, *, actor: Actor) -> Opened:
    """Make a promise: its clocks run from `opening.opened_at`. The same `key` again gives the first one back."""
    if opening.key:
        row = Commitment.objects.filter(key=opening.key).first()
        if row is not None:
            return opened_of(row)
    return open_many([opening], actor=actor)[0]


Also = Callable[[Sequence[Opened]], Sequence[Event]]


@transaction.atomic(savepoint=False)
def open_many(openings: Sequence[Opening], *, actor: Actor, also: Also | None = None) -> list[Opened]:
    """As `open_one` for many new promises, in a number of statements that does not grow with them.

    `also` is called once they are stored: it stores what belongs to them and gives one event for each, told
    right after its opening. Raises NotFound, Invalid, IntegrityError (a number or key taken).
    """
    matters = [new_matter(opening, actor=actor) for opening in openings]
    write_rows(matters)
    opened = [opened_of(matter.row, matter.clocks) for matter in matters]
    if also is not None:
        for matter, event in zip(matters, also(opened), strict=True):
            matter.tell_with_opening(event)
    tell(matters)
    return opened


def new_matter(opening: Opening, *, actor: Actor) -> Matter:
    """The rows of a new promise, not yet written. Raises NotFound for an unknown procedure."""
    procedure = current(opening.procedure)
    city = opening.calendar or settings.CALENDAR
    reachable = opening.beneficiary is not None
    runs = clockwork.starting(procedure, at=opening.opened_at, city=city, reachable=reachable)
    if opening.due_at is not None:
        runs = tuple(_due_at(run, opening.due_at) if run.name == "whole" else run for run in runs)
    whole = next(run for run in runs if run.name == "whole")
    row = bulk.fresh(
        Commitment,
        number=opening.number, procedure=procedure.name, procedure_version=procedure.version, hand=opening.hand,
        holder_id=opening.holder, against_id=opening.against, beneficiary_id=opening.beneficiary,
        beneficiary_kind=opening.beneficiary_kind, place_id=opening.place, place_path=opening.place_path,
        layer=opening.layer, category=opening.category, channel=opening.channel, title=opening.title, words=opening.words,
        because=list(opening.because), state=procedure.initial, opened_at=opening.opened_at, due_at=whole.due_at,
        provisional=whole.provisional, visibility=opening.visibility, key=opening.key, calendar=opening.calendar,
    )  # fmt: skip
    clocks = [
        fill(bulk.fresh(ClockRun, commitment=row, name=run.name, ordinal=run.ordinal), run) for run in runs
    ]
    leg = bulk.fresh(
        Leg,
        commitment=row, body_id=opening.holder, state="working", offered_at=opening.opened_at,
        answered_at=opening.opened_at,
    )  # fmt: skip
    matter = Matter(row, procedure, city, clocks, [leg])
    matter.tell_opening(actor.ref)
    return matter


def _due_at(run: Running, due_at: datetime) -> Running:
    return replace(run, due_at=due_at, added=due_at - run.due_at, provisional=False)


def opened_of(row: Commitment, clocks: Iterable[ClockRun] = ()) -> Opened:
    """What the opening of a stored matter led to."""
    first = next((clock.due_at for clock in clocks if clock.name == "first_contact"), None)
    return Opened(row.pk, row.number, row.due_at, row.provisional, row.state, row.version, first)


def act(
    *,
    now: datetime,
    actor: Actor,
    number: str,
    action: str,
    version: int,
    given: Given = NOTHING,
    key: str = "",
) -> Acted:
    """Take a step. Raises NotFound, Forbidden, Invalid (naming what is missing), Conflict (a stale `version`, a
    row someone else holds, or a step not open any more). The same `key` with the same content gives the first result
    back; with other content it is a Conflict."""
    with hidden_from(actor, number), transaction.atomic():
        matter = take(number)
        done = Step.objects.filter(key=key, commitment=matter.row).first() if key else None
        if done is not None:
            check_same(done, actor, action)
            check_content(done, matter.row, actor, given)
            return acted(matter.row, done)
        return act_on(matter, now=now, actor=actor, action=action, version=version, given=given, key=key)


@contextmanager
def hidden_from(actor: Actor, number: str) -> Iterator[None]:
    """Every refusal, also that somebody else is writing just now, becomes NotFound for whoever may not know of the
    matter. To stand outside the transaction, which a refusal ends."""
    try:
        yield
    except CityError:
        if unseen(actor, [number]):
            raise NotFound(NO_SUCH, field="number") from None
        raise


def check_same(done: Step, actor: Actor, action: str) -> None:
    """Raises Conflict for a key that someone else used, or for another step: theirs would seem to have been taken."""
    if done.actor != actor.ref or done.action != action:
        raise Conflict(
            Text("这个重复提交标识已用于另一步", "This idempotency key was used for another step already")
        )


def check_content(done: Step, row: Commitment, actor: Actor, given: Given) -> None:
    """Raises Conflict for a form sent again with something else in it: that would seem to have been taken. A rule of
    the city may find more when it is asked again, and of what was erased nothing is left to compare (`forget_words`):
    there the key stands alone."""
    if actor.kind != "system" and row.words and not handed_in(done, cleaned(given)):
        raise Conflict(OTHER_CONTENT)


def act_on(
    matter: Matter,
    *,
    now: datetime,
    actor: Actor,
    action: str,
    version: int,
    given: Given = NOTHING,
    key: str = "",
) -> Acted:
    """`act` on a matter already taken for writing."""
    given = cleaned(given)
    standing = matter.standing()
    chosen = rules.action_named(standing, action)
    if version != matter.row.version:
        raise Conflict(MOVED_ON)
    rules.check(chosen, standing, actor, given, now=now)
    check_targets(matter, chosen, given, now)
    if chosen.approval is not None:
        step = ask(matter, chosen, given, actor=actor, now=now)
    else:
        move = rules.move(standing, chosen, given, now=now, becomes=becomes(chosen))
        step = matter.apply(move, given, actor=actor, now=now)
    step.key = key or None
    write([matter])
    if chosen.approval is None:
        check_evidence(matter, chosen, given, actor.ref, now)
    return acted(matter.row, step)


def take(number: str) -> Matter:
    """Lock a commitment and read what rules need. Raises NotFound, or Conflict while someone else holds it."""
    try:
        found = _LOCKED.rows(number=number)
    except OperationalError as error:
        if _is_locked(error):
            raise Conflict(BUSY) from error
        raise
    if not found:
        raise NotFound(NO_SUCH, field="number")
    row = _row(Commitment, found[0])
    clocks = [_row(ClockRun, each) for each in _CLOCKS.rows(commitment=row.pk)]
    legs = [_row(Leg, each) for each in _LEGS.rows(commitment=row.pk)]
    named = body_names(_named_in(row, legs))
    paths = {id: body.path for id, body in named.items()}
    procedure = pinned(row.procedure, row.procedure_version)
    return Matter(row, procedure, row.calendar or settings.CALENDAR, clocks, legs, paths=paths)


def _named_in(row: Commitment, legs: Iterable[Leg]) -> set[int]:
    ids = {row.holder_id, row.offered_to_id, row.against_id, *(leg.body_id for leg in legs if leg.joint)}
    return {id for id in ids if id is not None}


def _is_locked(error: OperationalError) -> bool:
    """Someone else holds the row (PostgreSQL's lock_not_available) or the file (SQLite); not a lost connection."""
    return getattr(error.__cause__, "sqlstate", "") == "55P03" or "database is locked" in str(error)


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _row(model: type[M], values: Sequence[Any]) -> M:
    return model.from_db(connection.alias, _columns(model), values)


def _locking(number: str) -> QuerySet[Commitment, tuple[Any, ...]]:
    rows = Commitment.objects.filter(number=number)
    if connection.features.has_select_for_update_nowait:
        rows = rows.select_for_update(nowait=True)
    return rows.values_list(*_columns(Commitment))


# Every step begins with these three, so they are compiled once.
_LOCKED = FrozenQuery(lambda hole: _locking(hole["number"]), number=str)
_CLOCKS = FrozenQuery(
    lambda hole: (
        ClockRun.objects.filter(commitment=hole["commitment"]).order_by("id").values_list(*_columns(ClockRun))
    ),
    commitment=int,
)
_LEGS = FrozenQuery(
    lambda hole: (
        Leg.objects.filter(commitment=hole["commitment"], state__in=("offered", "working"))
        .order_by("id")
        .values_list(*_columns(Leg))
    ),
    commitment=int,
)


def check_targets(matter: Matter, action: Action, given: Given, now: datetime) -> None:
    """Raises Invalid(body) for a body that cannot be offered the matter or asked to join."""
    wanted = {given.body} if action.effect is Effect.OFFER else set(given.bodies)
    if action.effect not in {Effect.OFFER, Effect.JOIN}:
        return
    today = calendar.local_day(now, matter.calendar)
    known = bodies([body for body in wanted if body is not None], on=today)
    standing = matter.standing()
    for body in wanted:
        info = known.get(body) if body is not None else None
        rules.check_target(standing, action, body or 0, info.path if info else None)


def ask(matter: Matter, action: Action, given: Given, *, actor: Actor, now: datetime) -> Step:
    """Note that approval is asked; nothing else changes. One open request of a kind at a time."""
    if Step.objects.filter(commitment=matter.row, action=action.name, approval=Step.Approval.ASKED).exists():
        raise Conflict(Text("这项申请正在等待批准", "This is already waiting for approval"))
    standing = matter.standing()
    move = rules.move(standing, action, given, now=now, becomes=becomes(action))
    step = matter.add_step(move, given, actor=actor, now=now, approval=Step.Approval.ASKED)
    matter.row.version += 1
    row = matter.row
    matter.told.append(
        (
            now,
            actor.ref,
            lambda: ApprovalAsked(
                subject=row.subject, number=row.number, action=action.name, step=step.pk, holder=row.holder_id
            ),
        )
    )
    return step


def becomes(action: Action) -> Procedure | None:
    """The procedure a reclassification leads to."""
    return current(action.becomes) if action.becomes else None


def check_evidence(matter: Matter, action: Action, given: Given, by: str, now: datetime) -> None:
    """A finding marks the evidence it looked at: by whom, and whether it was true."""
    if action.effect is Effect.VERIFY:
        matter.row.evidence.filter(checked_at__isnull=True).update(
            checked_by=by, checked_at=now, finding="true" if given.finding else "false"
        )


def acted(row: Commitment, step: Step) -> Acted:
    """What a step led to."""
    pending = step.approval == Step.Approval.ASKED
    return Acted(row.pk, row.number, row.state, row.version, step.pk, pending, row.due_at)
