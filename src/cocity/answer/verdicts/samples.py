"""Reading samples: for whoever draws and asks, and what everyone may know. Constant numbers of statements."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet

from cocity.answer.verdicts import rules
from cocity.answer.verdicts.contracts import MemberView, SamplePage, SampleSummary
from cocity.answer.verdicts.models import Member, Sample
from cocity.answer.verdicts.queries import LONGEST_PAGE, PAGE_SIZE, below_caller
from cocity.ground.commitments import api as commitments
from cocity.ground.people import api as people
from cocity.ground.people.api import Actor
from cocity.kit.errors import NotFound
from cocity.kit.paging import beyond, cursor_of, read_cursor
from cocity.kit.text import Text

MOST_SAMPLES = 100
Counted = Mapping[int, Mapping[str, int]]
WORDS = {f"solved_{name}": Q(solved=name) for name in rules.SOLVED} | {
    f"stars_{n}": Q(stars=n) for n in range(1, 6)
}
CAME = {"drawn": Q()} | {name: Q(outcome=name) for name in Member.Outcome.values}


def samples(most: int = MOST_SAMPLES) -> list[SampleSummary]:
    """The newest samples, newest first, with every answer: for those who oversee. Two statements."""
    return _whole(list(Sample.objects.order_by("-id")[:most]))


def sample_summary(sample: int) -> SampleSummary:
    """One sample with its method, response and every answer. Two statements. Raises NotFound."""
    return _whole([_one(sample)])[0]


def published_samples(*, step: int, cursor: str = "", size: int = PAGE_SIZE) -> SamplePage:
    """Samples as everyone may see them, newest first: while people are being asked, answers come `step` at a time and
    the newest stay back (`rules.told_in_steps`). Three statements. Raises Invalid(cursor)."""
    rows = Sample.objects.order_by("-id")
    if cursor:
        rows = rows.filter(beyond(("-id",), read_cursor(cursor, (int,))))
    size = max(1, min(size, LONGEST_PAGE))
    found = list(rows[: size + 1])
    mark = cursor_of([found[size - 1].pk]) if len(found) > size else ""
    return SamplePage(tuple(_published(found[:size], step)), mark)


def published_sample(sample: int, *, step: int) -> SampleSummary:
    """One of them. Three statements. Raises NotFound."""
    return _published([_one(sample)], step)[0]


def _one(sample: int) -> Sample:
    row = Sample.objects.filter(pk=sample).first()
    if row is None:
        raise NotFound(Text("没有这个样本", "There is no such sample"))
    return row


def _whole(rows: Sequence[Sample]) -> list[SampleSummary]:
    found = _counts(Member.objects.filter(sample__in=[row.pk for row in rows]), CAME | WORDS)
    return [_summary(row, found.get(row.pk, {}), found.get(row.pk, {})) for row in rows]


def _published(rows: Sequence[Sample], step: int) -> list[SampleSummary]:
    came = _counts(Member.objects.filter(sample__in=[row.pk for row in rows]), CAME)
    said = _counts(_told(came, {row.pk: row for row in rows}, step), {"answered": Q()} | WORDS)
    return [_summary(row, came.get(row.pk, {}), said.get(row.pk, {})) for row in rows]


def _told(came: Counted, rows: Mapping[int, Sample], step: int) -> QuerySet[Member]:
    """The answers that may be told of each sample, the oldest first. Once it is over nobody else speaks."""
    parts = []
    for sample, counted in came.items():
        row, asked = rows[sample], sum(counted[name] for name in Member.Outcome.values)
        asking = not row.ended and counted["drawn"] > asked
        told = rules.told_in_steps(counted["answered"], asking=asking, step=step, at_first=row.at_first)
        answers = Member.objects.filter(sample=sample, outcome=Member.Outcome.ANSWERED)
        if told == counted["answered"]:
            parts.append(Q(sample=sample))
        elif told:
            parts.append(Q(pk__in=answers.order_by("asked_at", "id").values("id")[:told]))
    return Member.objects.filter(reduce(or_, parts, Q(pk__in=())), outcome=Member.Outcome.ANSWERED)


def _counts(rows: QuerySet[Member], wanted: Mapping[str, Q]) -> Counted:
    """Sample → how many of its rows there are of each kind."""
    counted = {name: Count("id", filter=which) if which else Count("id") for name, which in wanted.items()}
    grouped: Any = rows.values("sample_id").annotate(**counted).order_by()
    return {each["sample_id"]: each for each in grouped}


def _summary(row: Sample, came: Mapping[str, int], said: Mapping[str, int]) -> SampleSummary:
    def n(name: str) -> int:
        return came.get(name, 0)

    drawn, answered = n("drawn"), n("answered")
    asked = sum(map(n, Member.Outcome.values))
    frame = row.frame if row.population >= rules.FEWEST_LISTED else ""  # older samples have one always
    yes, partly, no = (said.get(f"solved_{name}", 0) for name in rules.SOLVED)
    one, two, three, four, five = (said.get(f"stars_{star}", 0) for star in range(1, 6))
    return SampleSummary(
        row.pk, row.scheme, row.size, row.seed_from, row.seed_on, row.ask_until, row.announced_at, row.commit,
        row.secret, row.ended_at, row.ended, row.ended_why, row.seed, row.method, row.reason, row.since, row.until, row.place_path, row.body_path, row.category,
        row.procedure, row.drawn_at, row.population, frame, row.cut, drawn, answered, n("no_answer"), n("refused"),
        n("no_contact"), drawn - asked, said.get("answered", 0), yes, partly, no, (one, two, three, four, five),
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
    rows = Member.objects.filter(below_caller(actor, "commitment__holder"), sample_id=sample)
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
