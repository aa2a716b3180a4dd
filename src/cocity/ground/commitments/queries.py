"""Reading commitments: every list and every page, in a number of statements that does not grow."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from cocity.ground.commitments import rules
from cocity.ground.commitments.contracts import (
    ActionView,
    ClockView,
    CommitmentRow,
    CommitmentView,
    Concerned,
    EvidenceView,
    LegView,
    Page,
    Seen,
    StepView,
    VerdictView,
)
from cocity.ground.commitments.filters import NO_FILTERS, Filters, narrowed
from cocity.ground.commitments.matter import Matter
from cocity.ground.commitments.models import ClockRun, Commitment, Leg, Step
from cocity.ground.commitments.procedure.load import pinned
from cocity.ground.commitments.procedure.model import Action, Procedure
from cocity.ground.commitments.standing import Standing
from cocity.ground.commitments.visibility import overseen_by, visible_to
from cocity.ground.people.api import Actor, body_names
from cocity.ground.places import api as places
from cocity.kit.batches import batched
from cocity.kit.errors import NotFound
from cocity.kit.frozen import FrozenQuery
from cocity.kit.paging import beyond, cursor_of, read_cursor
from cocity.kit.text import Text

COUNT_CAP = 10_000
FOUND_CAP = 500  # of a search: whether a row holds the words is worked out row by row
PAGE_SIZE = 25
LONGEST_PAGE = 200
ORDERS: Mapping[str, tuple[tuple[str, ...], tuple[type, ...]]] = {
    "due": (("due_at", "id"), (datetime, int)),
    "newest": (("-opened_at", "-id"), (datetime, int)),
}

ROW_FIELDS = (
    "id", "number", "title", "procedure", "procedure_version", "state", "category", "place_path", "place_id",
    "holder_id", "offered_to_id", "opened_at", "due_at", "provisional", "ended_at", "claimed_at", "claim",
    "confirmed", "stars", "level", "supervised", "channel", "visibility", "version",
)  # fmt: skip
NAMES = ("holder__name_zh", "holder__name_en", "place__name_zh", "place__name_en")


def listed(
    actor: Actor,
    filters: Filters = NO_FILTERS,
    *,
    order: str = "due",
    cursor: str = "",
    size: int = PAGE_SIZE,
) -> Page:
    """A page of what the reader may see. Two statements. Raises Invalid(cursor)."""
    fields, kinds = ORDERS.get(order, ORDERS["due"])
    rows = narrowed(visible_to(actor), filters)
    size = max(1, min(size, LONGEST_PAGE))
    cap = FOUND_CAP if filters.words else COUNT_CAP
    total = rows.order_by()[: cap + 1].count()
    if cursor:
        rows = rows.filter(beyond(fields, read_cursor(cursor, kinds)))
    found = _rows(list(rows.order_by(*fields).values_list(*ROW_FIELDS)[: size + 1]))
    last = found[size - 1] if len(found) > size else None
    mark = cursor_of([getattr(last, name.lstrip("-")) for name in fields]) if last else ""
    return Page(tuple(found[:size]), mark, min(total, cap), total > cap)


def rows_seen(actor: Actor, filters: Filters = NO_FILTERS) -> QuerySet[Commitment]:
    """What the reader may see, to stand inside another component's statement: the one queryset all reading goes by."""
    return narrowed(visible_to(actor), filters).order_by()


def count(actor: Actor, filters: Filters = NO_FILTERS) -> tuple[int, bool]:
    """(how many the reader may see, whether there are more than that)."""
    cap = FOUND_CAP if filters.words else COUNT_CAP
    found = narrowed(visible_to(actor), filters).order_by()[: cap + 1].count()
    return min(found, cap), found > cap


def counts(actor: Actor, parts: Mapping[str, Filters]) -> dict[str, tuple[int, bool]]:
    """As `count` for several filters at once: one statement."""
    if not parts:
        return {}
    pieces: list[str] = []
    values: list[Any] = []
    mine = visible_to(actor)
    for filters in parts.values():
        rows = narrowed(mine, filters).order_by().values("pk")[: COUNT_CAP + 1]
        try:
            sql, params = rows.query.sql_with_params()
        except EmptyResultSet:  # the filters contradict themselves: a role the reader does not hold
            pieces.append("0")
            continue
        pieces.append(f"(SELECT COUNT(*) FROM ({sql}) AS part)")  # noqa: S608 - Django's own SQL
        values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(pieces)}", values)
        found = cursor.fetchone()
    return {name: (min(n, COUNT_CAP), n > COUNT_CAP) for name, n in zip(parts, found or (), strict=True)}


def stream_rows(actor: Actor, filters: Filters = NO_FILTERS) -> Iterator[CommitmentRow]:
    """Every row the reader may see, oldest first, in constant memory: for exports."""
    rows = narrowed(visible_to(actor), filters).order_by("id").values_list(*ROW_FIELDS)
    for chunk in batched(rows.iterator(chunk_size=2000), 2000):
        yield from _rows(chunk)


def seen(actor: Actor, number: str) -> Commitment:
    """The commitment, if this reader may know of it. Raises NotFound otherwise."""
    row = (
        visible_to(actor)
        .filter(number=number)
        .select_related("holder", "offered_to", "against", "place")
        .first()
    )
    if row is None:
        raise NotFound(
            Text("没有这个事项，或您无权查看", "There is no such matter, or it is not yours to see")
        )
    return row


def view(actor: Actor, number: str, *, now: datetime) -> CommitmentView:
    """One matter, whole, with what this reader may do; of a public one that is not theirs to work on, what everyone
    may read. Seven statements. Raises NotFound."""
    row = seen(actor, number)
    procedure = pinned(row.procedure, row.procedure_version)
    clocks = list(ClockRun.objects.filter(commitment=row).order_by("id"))
    legs = list(Leg.objects.filter(commitment=row).select_related("body").order_by("id"))
    steps = list(Step.objects.filter(commitment=row).select_related("body").order_by("id"))
    paths = {body.pk: body.path for body in (row.holder, row.offered_to, row.against) if body is not None}
    paths |= {leg.body_id: leg.body.path for leg in legs if leg.joint}
    standing = Matter(row, procedure, row.calendar or settings.CALENDAR, clocks, legs, paths=paths).standing()
    whole = CommitmentView(
        row=_row_view(row),
        procedure_title=procedure.title.as_dict(),
        told=procedure.states[row.state].told.as_dict(),
        holder_phone=row.holder.phone,
        holder_address=row.holder.address_zh,
        layer=row.layer,
        hand=row.hand,
        because=tuple(row.because),
        against=row.against_id,
        beneficiary=row.beneficiary_id,
        clocks=tuple(_clock(clock, procedure) for clock in clocks),
        legs=tuple(_leg(leg) for leg in legs),
        steps=tuple(_step(step, procedure) for step in steps),
        evidence=tuple(
            EvidenceView(e.text, e.file, e.taken_at, e.checked_at, e.finding)
            for e in row.evidence.order_by("id")
        ),
        verdicts=tuple(
            VerdictView(v.at, v.solved, v.stars, v.voice, v.method, v.text)
            for v in row.verdicts.order_by("id")
        ),
        actions=tuple(
            _action(action, standing, now) for action in rules.open_actions(actor, standing, now=now)
        ),
    )
    joint = [leg.body.path for leg in legs if leg.joint and leg.state in {"offered", "working"}]
    return whole if rules.reads_whole(actor, standing, joint) else _for_passers_by(whole)


# The page most people open, so compiled once.
_PUBLIC = FrozenQuery(
    lambda hole: Commitment.objects.filter(
        number=hole["number"], visibility=Commitment.Visibility.PUBLIC
    ).values_list(*ROW_FIELDS),
    number=str,
)


def public_view(number: str) -> CommitmentRow:
    """The public face of a matter: one statement. Raises NotFound for a private one, as for none."""
    found = _PUBLIC.rows(number=number)
    if not found:
        raise NotFound(Text("没有这个事项，或它不公开", "There is no such matter, or it is not public"))
    return _rows(found)[0]


def first_contact_due(commitment: int) -> datetime | None:
    """By when the person is first called, as their receipt says; None where the procedure sets no such limit."""
    rows = ClockRun.objects.filter(commitment_id=commitment, name="first_contact").order_by("id")
    return rows.values_list("due_at", flat=True).first()


def running_clocks(ids: Iterable[int], name: str) -> dict[int, ClockView]:
    """The clock of this name that still runs, by commitment, the newest of several. One statement; titles are the
    name itself, since no procedure is read here. The caller answers for who reads them."""
    runs = ClockRun.objects.filter(commitment_id__in=set(ids), name=name, met_at__isnull=True).order_by("id")
    title = {"zh": name, "en": name}
    return {
        run.commitment_id: ClockView(
            name, title, run.unit, run.limit, run.started_at, run.due_at, run.provisional, run.met_at,
            run.breached_at, run.paused_at,
        )
        for run in runs
    }  # fmt: skip


def rows_of(numbers: Iterable[str]) -> dict[str, CommitmentRow]:
    """Rows by number, for those who watch the journal; one statement. The caller answers for who reads them."""
    found = Commitment.objects.filter(number__in=set(numbers)).values_list(*ROW_FIELDS, *NAMES)
    return {row.number: row for row in map(_joined, found)}


def seen_among(actor: Actor, numbers: Iterable[str]) -> dict[str, Seen]:
    """Of these matters the ones this reader may know of, by number. One statement, none without numbers."""
    wanted = set(numbers)
    if not wanted:
        return {}
    found = visible_to(actor).filter(number__in=wanted).values_list("against_id", *ROW_FIELDS, *NAMES)
    seen = [Seen(_joined(row), against) for against, *row in found]
    return {each.row.number: each for each in seen}


def own(actor: Actor, number: str) -> CommitmentRow:
    """The row of a matter that is the reader's own: theirs who hold its receipt or are signed in as its beneficiary.
    One statement. Raises NotFound, also for a public one of somebody else."""
    holds = actor.kind == "receipt" and actor.receipt == number
    mine = {} if holds else {"beneficiary_id": actor.id}
    if holds or (actor.kind == "resident" and actor.id is not None):
        found = Commitment.objects.filter(number=number, **mine).values_list(*ROW_FIELDS, *NAMES).first()
        if found is not None:
            return _joined(found)
    raise NotFound(Text("没有这个事项，或它不是您的", "There is no such matter, or it is not yours"))


def numbers_of_beneficiary(resident: int, *, limit: int = 50) -> list[CommitmentRow]:
    """A person's own matters, newest first."""
    rows = Commitment.objects.filter(beneficiary_id=resident).order_by("-opened_at", "-id")
    return _rows(list(rows.values_list(*ROW_FIELDS)[:limit]))


def people_overseen(actor: Actor, filters: Filters, *, roles: Iterable[str], most: int) -> int:
    """How many people have a matter of their own that fits, among those the actor oversees by one of `roles`; counted
    up to `most` + 1. One statement."""
    return (
        _of_people(actor, filters, roles).order_by().values("beneficiary_id").distinct()[: most + 1].count()
    )


def newest_of_each(
    actor: Actor, filters: Filters, *, roles: Iterable[str], most: int
) -> tuple[Concerned, ...]:
    """The same people, each with the newest of those matters, the newest first; at most `most` + 1 of them."""
    found = _of_people(actor, filters, roles).order_by("-id")
    newest: dict[int, Concerned] = {}
    fields = ("beneficiary_id", "id", "number", "holder_id")
    for row in found.values_list(*fields).iterator(chunk_size=2000):
        newest.setdefault(row[0], Concerned(*row))
        if len(newest) > most:
            break
    return tuple(newest.values())


def _of_people(actor: Actor, filters: Filters, roles: Iterable[str]) -> QuerySet[Commitment]:
    """Matters that are somebody's own, and not of those who were forgotten."""
    whose = {"beneficiary__isnull": False, "beneficiary__erased_at__isnull": True}
    return narrowed(overseen_by(actor, roles).filter(**whose), filters)


def _row_view(row: Commitment) -> CommitmentRow:
    """A row read with its holder and place as a contract: names by the joins, so no more statements."""
    values = tuple(getattr(row, name) for name in ROW_FIELDS)
    holder = {"zh": row.holder.name_zh, "en": row.holder.name_en}
    return _row(values, holder, row.place.name.as_dict() if row.place else None)


def _joined(row: Sequence[Any]) -> CommitmentRow:
    """`ROW_FIELDS` and `NAMES` as a contract: for a page about a few matters, which then needs no memory."""
    *values, holder_zh, holder_en, zh, en = row
    return _row(values, {"zh": holder_zh, "en": holder_en}, Text(zh, en or zh).as_dict() if zh else None)


def _rows(found: Sequence[tuple[Any, ...]]) -> list[CommitmentRow]:
    """Rows of `ROW_FIELDS` as contracts; names of bodies and places come from memory, not from joins."""
    bodies, where = body_names(row[9] for row in found), places.by_ids(row[8] for row in found if row[8])
    holders = {id_: {"zh": body.name_zh, "en": body.name_en} for id_, body in bodies.items()}
    names = {id_: place.name.as_dict() for id_, place in where.items()}
    return [_row(row, holders[row[9]], names.get(row[8])) for row in found]


def _row(
    row: Sequence[Any], holder_name: Mapping[str, str], place_name: Mapping[str, str] | None
) -> CommitmentRow:
    (id_, number, title, name, version, state, category, place_path, _, holder, *rest) = row
    return CommitmentRow(
        id_, number, title, name, version, state, pinned(name, version).states[state].title.as_dict(), category,
        place_path, place_name, holder, holder_name, *rest,
    )  # fmt: skip


def _clock(clock: ClockRun, procedure: Procedure) -> ClockView:
    rule = procedure.clocks.get(clock.name)
    title = rule.title if rule else Text(clock.name, clock.name)
    return ClockView(
        clock.name, title.as_dict(), clock.unit, clock.limit, clock.started_at, clock.due_at, clock.provisional,
        clock.met_at, clock.breached_at, clock.paused_at,
    )  # fmt: skip


def _leg(leg: Leg) -> LegView:
    name = leg.body.name.as_dict()
    return LegView(
        leg.body_id, name, leg.joint, leg.state, leg.offered_at, leg.answered_at, leg.ended_at, leg.reason,
        leg.due_at, leg.breached_at,
    )  # fmt: skip


def _step(step: Step, procedure: Procedure) -> StepView:
    rule = procedure.actions.get(step.action)
    title = rule.title if rule else Text(step.action, step.action)
    name = step.body.name.as_dict() if step.body else None
    return StepView(
        step.pk, step.at, step.action, title.as_dict(), step.from_state, step.to_state, name, step.actor, step.note,
        step.given, step.approval,
    )  # fmt: skip


def _action(action: Action, standing: Standing, now: datetime) -> ActionView:
    needs = tuple(str(need) for need in action.needs)
    return ActionView(
        action.name,
        action.title.as_dict(),
        needs,
        action.approval is not None,
        str(action.effect),
        str(action.to_body or ""),
        rules.last_day(action, standing),
        rules.days_asked(action, standing, now=now),
    )


def for_outsiders(view: CommitmentView) -> CommitmentView:
    """The same matter without what only those who work on it may read (notes, reasons of colleagues)."""
    legs = tuple(replace(leg, reason="") for leg in view.legs)
    return replace(view, steps=(), legs=legs, evidence=(), whole=False)


def _for_passers_by(view: CommitmentView) -> CommitmentView:
    """What someone reads who knows of it only because it is public: nor the person's words, nor who they are."""
    verdicts = tuple(replace(verdict, text="") for verdict in view.verdicts)
    return replace(for_outsiders(view), beneficiary=None, verdicts=verdicts)
