"""What came of asking someone drawn."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from cocity.answer.verdicts import rules
from cocity.answer.verdicts.announcing import Tell, to_the_journal
from cocity.answer.verdicts.contracts import Word
from cocity.answer.verdicts.ending import end_where_all_spoke
from cocity.answer.verdicts.events import SampleAnswered
from cocity.answer.verdicts.models import Member, Sample
from cocity.answer.verdicts.samples import check_asker
from cocity.ground.calendar import api as calendar
from cocity.ground.people.api import Actor
from cocity.kit.errors import Conflict, Invalid, NotFound
from cocity.kit.text import Text
from cocity.listen.intake import api as intake


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
    tell: Tell = to_the_journal,
) -> None:
    """What came of asking someone drawn: answered (with their word) | no_answer | refused | no_contact; `tell` as in
    `announce_sample`.

    It stands apart from the matter's own verdict and changes nothing about it. With the last one the sample ends and its
    secret is opened; nothing is noted after that. The same answer twice counts once;
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
    _check_open(drawn, now)
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
    end_where_all_spoke(drawn, now=now, actor=actor.ref, tell=tell)


def _check_open(drawn: Sample, now: datetime) -> None:
    """Once the secret is open offices know who was drawn, and nobody is asked any more. Raises Conflict."""
    past = drawn.ask_until is not None and calendar.local_day(now, settings.CALENDAR) > drawn.ask_until
    if drawn.ended or past:
        raise Conflict(
            Text(
                "这次抽样已经结束，暗号公开以后不再询问",
                "This sample is over: once its secret is open nobody is asked any more",
            )
        )
