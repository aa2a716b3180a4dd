"""Samples of closed matters: drawn by a public seed, asked by callers, reported with their response rate."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from cocity.answer.verdicts import rules
from cocity.answer.verdicts.contracts import DrawnAgain, SampleSummary, SampleWanted, Word
from cocity.answer.verdicts.events import SampleAnswered, SampleDrawn
from cocity.answer.verdicts.models import Member, Sample
from cocity.answer.verdicts.samples import check_asker, sample_summary
from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal
from cocity.ground.journal.api import Event
from cocity.ground.people import api as people
from cocity.ground.people.api import Actor
from cocity.kit.errors import Conflict, Errors, Forbidden, Invalid, NotFound
from cocity.kit.keys import scoped_key
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

DRAWERS = ("auditor", "supervisor")
LONGEST_SEED, LONGEST_METHOD = 120, 200
TOO_LONG = Text("太长了", "This is too long")
Tell = Callable[[datetime, str, Event], object]


class Row(NamedTuple):
    """A matter that could be drawn."""

    id: int
    number: str
    visibility: str


def _to_the_journal(at: datetime, actor: str, event: Event) -> None:
    journal.record([event], at=at, actor=actor)


@transaction.atomic
def draw_sample(
    *, now: datetime, actor: Actor, wanted: SampleWanted, key: str = "", tell: Tell = _to_the_journal
) -> SampleSummary:
    """Draw closed matters at random; the draw is told in public. The same `key` again gives the first one back.

    The whole period must have passed, so that the list cannot grow after the draw. `tell` is for filling in a past:
    who gives it records what it is told in the same transaction, in order of time. Raises Errors, Forbidden, or
    Conflict for a key that drew another sample.
    """
    own = scoped_key("sample", "", key)
    known = _known(own, wanted)
    if known is not None:
        return known
    if not actor.has_role(*DRAWERS):
        raise Forbidden(Text("只有督办或审计人员可以抽样", "Only supervisors and auditors draw samples"))
    _check(wanted, now)
    listed = _list_for(wanted)
    ids = {row.number: row.id for row in listed}
    drawn = rules.drawing(ids, seed=wanted.seed, size=wanted.size)
    sample = Sample(
        **_kept(wanted),
        population=len(ids),
        frame=_frame(listed),
        cut=drawn.cut,
        drawn_at=now,
        drawn_by=actor.ref,
        key=own or None,
    )
    try:
        with transaction.atomic():
            sample.save()
    except IntegrityError:  # the same form, sent twice at this very moment
        first = _known(own, wanted)
        if first is None:
            raise
        return first
    members = (
        Member(sample=sample, rank=rank, commitment_id=ids[number])
        for rank, number in enumerate(drawn.numbers, 1)
    )
    Member.objects.bulk_create(members, batch_size=1000)
    event = SampleDrawn(
        subject=f"sample:{sample.pk}", sample=sample.pk, seed=sample.seed, method=sample.method, reason=sample.reason,
        since=sample.since, until=sample.until, place_path=sample.place_path, body_path=sample.body_path,
        category=sample.category, procedure=sample.procedure, population=sample.population, frame=sample.frame,
        drawn=len(drawn.numbers), cut=sample.cut,
    )  # fmt: skip
    tell(now, actor.ref, event)
    return sample_summary(sample.pk)


def _list_for(wanted: SampleWanted | Sample) -> list[Row]:
    """Every matter that could be drawn."""
    filters = commitments.Filters(
        ended_only=True, ended_from=wanted.since, ended_to=wanted.until, place_path=wanted.place_path,
        procedure=wanted.procedure, category=wanted.category, below=(wanted.body_path,) if wanted.body_path else (),
    )  # fmt: skip
    return [
        Row(row.id, row.number, row.visibility) for row in commitments.stream_rows(people.SYSTEM, filters)
    ]


def _frame(listed: Collection[Row]) -> str:
    """Nothing where so few numbers are not known already that they could be found: those of public matters are."""
    unknown = sum(row.visibility != "public" for row in listed)
    few = len(listed) < rules.FEWEST_LISTED or 0 < unknown < rules.FEWEST_LISTED
    return "" if few else rules.frame(row.number for row in listed)


def draw_again(sample: int) -> DrawnAgain:
    """Make a drawing again, from today's list: for auditors on the server. Five statements or so, however many matters.

    What was closed in the period and has been asked for again since is on the list no longer; then list and draw
    may differ without fault, and `left` says how many drawn ones left. Raises NotFound.
    """
    row = Sample.objects.filter(pk=sample).first()
    if row is None:
        raise NotFound(Text("没有这个样本", "There is no such sample"), field="sample")
    members = Member.objects.filter(sample=row).order_by("rank").values_list("commitment__number", flat=True)
    drawn, today = tuple(members), {each.number for each in _list_for(row)}
    again = rules.drawing(today, seed=row.seed, size=len(drawn))
    same_list = len(today) == row.population and row.frame in ("", rules.frame(today))
    return DrawnAgain(len(today), same_list, again.numbers == drawn, len(set(drawn) - set(today)))


def _kept(wanted: SampleWanted) -> dict[str, Any]:
    """What of the wish is kept with the sample, as it is kept."""
    return {
        "seed": wanted.seed, "method": wanted.method, "reason": intake.screened(intake.tidy(wanted.reason)),
        "since": wanted.since, "until": wanted.until, "place_path": wanted.place_path, "body_path": wanted.body_path,
        "category": wanted.category, "procedure": wanted.procedure,
    }  # fmt: skip


def _known(key: str, wanted: SampleWanted) -> SampleSummary | None:
    """The sample this key drew before. Raises Conflict when another one is wanted now: it was not drawn."""
    known = Sample.objects.filter(key=key).first() if key else None
    if known is None:
        return None
    first = sample_summary(known.pk)
    same = all(getattr(known, name) == value for name, value in _kept(wanted).items())
    if not same or first.drawn != min(wanted.size, first.population):
        raise Conflict(
            Text(
                "这张表已经抽过一次样，改动没有抽；核对后再提交会另抽一次",
                "This form has drawn a sample already and the changes were not drawn; send it again to draw another",
            )
        )
    return first


def _check(wanted: SampleWanted, now: datetime) -> None:
    checks = (
        (
            "size",
            1 <= wanted.size <= rules.LARGEST_SAMPLE,
            Text("样本数应为 1 至 100000", "Draw 1 to 100,000"),
        ),
        ("seed", bool(wanted.seed.strip()), Text("请填写公开的种子", "Give the public seed")),
        ("seed", len(wanted.seed) <= LONGEST_SEED, TOO_LONG),
        ("method", bool(wanted.method.strip()), Text("请写明抽样方法", "Declare the method")),
        ("method", len(wanted.method) <= LONGEST_METHOD, TOO_LONG),
        ("reason", bool(wanted.reason.strip()), Text("请写明为什么抽样", "Say why it is drawn")),
        ("until", wanted.since < wanted.until, Text("结束要晚于开始", "The end must be after the start")),
        ("until", wanted.until <= now, Text("时段必须已经过去", "The period must have passed")),
    )
    found = [Invalid(message, field=field) for field, good, message in checks if not good]
    if found:
        raise Errors(found)


def _note_first_round(drawn: Sample, outcome: str) -> None:
    """Everybody was asked and all answers are told, and now somebody who was missed answers: note how many had, so that
    the difference tells nobody what this one said (`rules.told_in_steps`)."""
    members = Member.objects.filter(sample=drawn)
    if (
        drawn.at_first is None
        and outcome == Member.Outcome.ANSWERED
        and not members.filter(outcome="").exists()
    ):
        drawn.at_first = members.filter(outcome=Member.Outcome.ANSWERED).count()
        drawn.save(update_fields=["at_first"])


@transaction.atomic
def record_sample_answer(
    *,
    now: datetime,
    actor: Actor,
    sample: int,
    number: str,
    outcome: str,
    word: Word | None = None,
    seen: str | None = None,
    tell: Tell = _to_the_journal,
) -> None:
    """What came of asking someone drawn: answered (with their word) | no_answer | refused | no_contact; `tell` as in
    `draw_sample`.

    It stands apart from the matter's own verdict and changes nothing about it. The same answer twice counts once;
    another one after an answer is a Conflict, and so is one where the outcome is no longer the one `seen`. Raises
    Errors, Invalid, NotFound, Forbidden or Conflict.
    """
    if outcome not in Member.Outcome.values:
        raise Invalid(Text("请选择询问结果", "Choose what came of asking"), field="outcome")
    if (outcome == Member.Outcome.ANSWERED) != (word is not None):
        raise Invalid(Text("回答了才填写评价", "A word belongs to an answer, and only to one"), field="word")
    if word is not None:
        rules.check_word(word)
    drawn = Sample.objects.select_for_update().filter(pk=sample).first()  # one answer after the other
    rows = Member.objects.filter(sample_id=sample, commitment__number=number)
    member = rows.select_for_update(of=("self",)).select_related("commitment").first()
    if drawn is None or member is None:
        raise NotFound(Text("样本里没有这个事项", "The sample has no such matter"), field="number")
    check_asker(actor, number, now)
    text = intake.screened(intake.tidy(word.text)) if word else ""
    solved, stars = (word.solved, word.stars) if word else ("", None)
    answered, moved = member.outcome == Member.Outcome.ANSWERED, seen not in (None, member.outcome)
    same = (outcome, solved, stars, text) == (member.outcome, member.solved, member.stars, member.text)
    if same and (answered or moved):
        return
    if answered:
        raise Conflict(Text("这位市民已经回答过", "This person has answered already"))
    if moved:
        raise Conflict(
            Text("别人刚刚记下了询问结果，请核对", "Somebody has just noted what came of asking; look again")
        )
    _note_first_round(drawn, outcome)
    member.outcome, member.solved, member.stars, member.text = outcome, solved, stars, text
    member.asked_at, member.asked_by = now, actor.ref
    member.save()
    event = SampleAnswered(
        subject=f"sample:{sample}", sample=sample, number=number, outcome=outcome, solved=solved, stars=stars,
        holder=member.commitment.holder_id,
    )  # fmt: skip
    tell(now, actor.ref, event)
