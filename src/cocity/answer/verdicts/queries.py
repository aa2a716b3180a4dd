"""Reading verdicts: the callers' queue, one matter's two fields, and samples. Constant numbers of statements."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from cocity.answer.verdicts import rules
from cocity.answer.verdicts.contracts import (
    AttemptView,
    Judgement,
    MemberView,
    SampleSummary,
    Waiting,
    WaitingPage,
    WordView,
)
from cocity.answer.verdicts.models import Attempt, CallBack, Member, Sample
from cocity.ground.commitments import api as commitments
from cocity.ground.people import api as people
from cocity.ground.people.api import Actor, body_rows
from cocity.kit.errors import NotFound
from cocity.kit.paging import beyond, cursor_of, read_cursor
from cocity.kit.text import Text

PAGE_SIZE = 25
LONGEST_PAGE = 200
MOST_SAMPLES = 100


def _below_caller(actor: Actor, name: str) -> Q:
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
    rows = CallBack.objects.filter(_below_caller(actor, "holder"), ended_at__isnull=True)
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
    again = rules.step_of(
        commitments.pinned(row.procedure, row.procedure_version),
        row.state,
        effect="reopen",
        role="beneficiary",
    )
    days = again.within_days if again else None
    until = row.ended_at + timedelta(days=days) if row.ended_at and days else None
    tried = Attempt.objects.filter(call_back__commitment_id=row.id)
    inside = actor.kind in {"worker", "system"}
    words = tuple(WordView(v.at, v.solved, v.stars, v.voice, v.method, v.text) for v in seen.verdicts)
    return Judgement(
        number, row.claim, row.claimed_at, row.confirmed, row.stars, words,
        _attempts(tried) if inside else (), "judge" in effects, "reopen" in effects, until,
    )  # fmt: skip


def samples(most: int = MOST_SAMPLES) -> list[SampleSummary]:
    """The newest samples, newest first: how the city asks is public. Two statements."""
    rows = list(Sample.objects.order_by("-id")[:most])
    members = Member.objects.filter(sample__in=[row.pk for row in rows])
    counted = {each["sample_id"]: each for each in _counts(members)}
    return [_summary(row, counted.get(row.pk, {})) for row in rows]


def sample_summary(sample: int) -> SampleSummary:
    """One sample with its method and response. Two statements. Raises NotFound."""
    row = Sample.objects.filter(pk=sample).first()
    if row is None:
        raise NotFound(Text("没有这个样本", "There is no such sample"))
    return _summary(row, next(iter(_counts(Member.objects.filter(sample=row))), {}))


def _counts(rows: QuerySet[Member]) -> Iterable[dict[str, Any]]:
    wanted = {name: Count("id", filter=Q(outcome=name)) for name in Member.Outcome.values}
    wanted |= {f"solved_{name}": Count("id", filter=Q(solved=name)) for name in rules.SOLVED}
    wanted |= {f"stars_{n}": Count("id", filter=Q(stars=n)) for n in range(1, 6)}
    grouped: Any = rows.values("sample_id").annotate(drawn=Count("id"), **wanted).order_by()
    return list(grouped)


def _summary(row: Sample, counted: dict[str, Any]) -> SampleSummary:
    def n(name: str) -> int:
        return int(counted.get(name, 0))

    drawn, answered = n("drawn"), n("answered")
    asked = answered + n("no_answer") + n("refused") + n("no_contact")
    return SampleSummary(
        row.pk, row.seed, row.method, row.reason, row.since, row.until, row.place_path, row.body_path, row.category,
        row.procedure, row.drawn_at, row.population, row.frame, drawn, answered, n("no_answer"), n("refused"), n("no_contact"), drawn - asked,
        n("solved_yes"), n("solved_partly"), n("solved_no"),
        (n("stars_1"), n("stars_2"), n("stars_3"), n("stars_4"), n("stars_5")),
        answered / drawn if drawn else None,
    )  # fmt: skip


def sample_members(
    actor: Actor,
    sample: int,
    *,
    after: int = 0,
    outcomes: Iterable[str] | None = None,
    most: int | None = None,
) -> tuple[MemberView, ...]:
    """The drawn matters this caller may ask about, in the order of the draw: those ranked `after`, with one of
    `outcomes`, at `most` so many. One statement."""
    rows = _members_of(actor, sample).filter(rank__gt=after)
    if outcomes is not None:
        rows = rows.filter(outcome__in=list(outcomes))
    return tuple(_member(row) for row in rows.order_by("rank")[:most])


def sample_member(actor: Actor, sample: int, number: str, *, now: datetime) -> MemberView:
    """One of them, for whoever may record what its person says. Nine statements. Raises NotFound (not drawn, or not
    this caller's to ask about), or Forbidden for those of a unit that handled it."""
    found = _members_of(actor, sample).filter(commitment__number=number).first()
    if found is None:
        raise NotFound(
            Text("样本里没有这个事项，或不由您询问", "It was not drawn, or it is not yours to ask about")
        )
    check_asker(actor, number, now)
    return _member(found)


def _members_of(actor: Actor, sample: int) -> QuerySet[Member]:
    rows = Member.objects.filter(_below_caller(actor, "commitment__holder"), sample_id=sample)
    return rows.select_related("commitment__holder")


def _member(row: Member) -> MemberView:
    matter = row.commitment
    return MemberView(
        row.rank, matter.number, matter.title, matter.holder.name.as_dict(), matter.beneficiary_id is not None,
        row.outcome, row.asked_at, row.solved, row.stars, row.text,
    )  # fmt: skip


def check_asker(actor: Actor, number: str, now: datetime) -> None:
    """Whether they may record what a person drawn says. Eight statements. Raises NotFound or Forbidden."""
    seen = commitments.view(actor, number, now=now)
    # The first leg is that of the body which took it in: it did not handle it unless it still holds it.
    handled = [seen.row.holder, *(leg.body for leg in seen.legs[1:] if leg.state != "rejected")]
    wanted = {seen.row.holder, seen.against} - {None}
    paths = {body.id: body.path for body in people.bodies(each for each in wanted if each).values()}
    rules.check_asker(
        actor,
        holder_path=paths[seen.row.holder],
        handled_by=handled,
        against_path=paths.get(seen.against or 0, ""),
    )
