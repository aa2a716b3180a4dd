"""A sample ends and its secret is opened, in one transaction: by the last answer, by hand, or by the pulse on its day."""

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from cocity.answer.verdicts import rules
from cocity.answer.verdicts.announcing import Tell, check_drawer, secret_of, to_the_journal
from cocity.answer.verdicts.contracts import SamplesDue, SampleSummary
from cocity.answer.verdicts.events import SampleEnded, SampleOpened
from cocity.answer.verdicts.models import Envelope, Member, Sample
from cocity.answer.verdicts.samples import sample_summary
from cocity.ground.calendar import api as calendar
from cocity.ground.people.api import SYSTEM, Actor
from cocity.kit.errors import Conflict, Invalid, NotFound
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

ROUND = 20
LONGEST_WHY = 500


@transaction.atomic
def end_sample(
    *, now: datetime, actor: Actor, sample: int, why: str = "", tell: Tell = to_the_journal
) -> SampleSummary:
    """End it by hand and open its secret: done where everybody drawn was asked once, else withdrawn, for a reason that
    everyone may read. It stays in sight. Ended already: nothing more. Raises NotFound, Forbidden, Invalid or Conflict."""
    row = Sample.objects.select_for_update().filter(pk=sample).first()
    if row is None:
        raise NotFound(Text("没有这个样本", "There is no such sample"), field="sample")
    check_drawer(actor)
    if row.scheme == Sample.Scheme.SEED:
        raise Conflict(Text("旧办法抽的样没有暗号", "A sample of the older kind has no secret to open"))
    if row.ended:
        return sample_summary(row.pk)
    why = intake.screened(intake.tidy(why))
    how = Sample.End.DONE if row.drawn_at and not _open_members(row) else Sample.End.WITHDRAWN
    if how == Sample.End.WITHDRAWN and not why:
        raise Invalid(
            Text("还有人没有问到，请写明为什么结束", "Not everybody was asked: say why it ends"), field="why"
        )
    if len(why) > LONGEST_WHY:
        raise Invalid(Text("最多 500 字，请缩短", "At most 500 characters; shorten it"), field="why")
    _end(row, how, now=now, actor=actor.ref, why=why, tell=tell)
    return sample_summary(row.pk)


def end_where_all_spoke(row: Sample, *, now: datetime, actor: str, tell: Tell) -> None:
    """End it once nobody drawn is left to ask, or to ask again. The caller holds the row."""
    if row.scheme != Sample.Scheme.SECRET or row.ended:
        return
    if not Member.objects.filter(sample=row).exclude(outcome__in=rules.FINAL).exists():
        _end(row, Sample.End.DONE, now=now, actor=actor, tell=tell)


def fire(now: datetime) -> int:
    """The pulse's beat: ends what is past its last day, and opens what could not be opened before. How much it did."""
    today, done = calendar.local_day(now, settings.CALENDAR), 0
    late = _late(today).order_by("id").values_list("pk", flat=True)[:ROUND]
    for sample in list(late):
        done += _locked(sample, lambda row: _end_by_day(row, today, now))
    closed = _unopened().order_by("id").values_list("pk", flat=True)
    for sample in list(closed):
        done += _locked(sample, lambda row: not row.secret and _open(row, now, SYSTEM.ref, to_the_journal))
    return done


def samples_due(now: datetime) -> SamplesDue:
    """What should have happened by itself and did not. Two statements."""
    late = _late(calendar.local_day(now, settings.CALENDAR)).order_by("id").values_list("pk", flat=True)
    return SamplesDue(tuple(late), tuple(_unopened().order_by("id").values_list("pk", flat=True)))


def _late(today: date) -> QuerySet[Sample]:
    """Going on past the last day of asking; or announced, and past the last day of drawing."""
    over = Q(ask_until__lt=today) | Q(drawn_at__isnull=True, seed_on__lt=today - rules.DRAW_WITHIN)
    return Sample.objects.filter(over, scheme=Sample.Scheme.SECRET, ended="")


def _unopened() -> QuerySet[Sample]:
    return Sample.objects.filter(scheme=Sample.Scheme.SECRET, secret="").exclude(ended="")


def _locked(sample: int, do: Callable[[Sample], bool]) -> bool:
    with transaction.atomic():
        return do(Sample.objects.select_for_update().get(pk=sample))


def _end_by_day(row: Sample, today: date, now: datetime) -> bool:
    if row.ended or row.seed_on is None or row.ask_until is None:
        return False
    if row.drawn_at is None:
        past, how = today > rules.draw_until(row.seed_on, row.ask_until), Sample.End.LAPSED
    else:
        past, how = today > row.ask_until, Sample.End.LATE
    if past:
        _end(row, how, now=now, actor=SYSTEM.ref, tell=to_the_journal)
    return past


def _open_members(row: Sample) -> bool:
    return Member.objects.filter(sample=row, outcome="").exists()


def _end(row: Sample, how: str, *, now: datetime, actor: str, tell: Tell, why: str = "") -> None:
    row.ended, row.ended_at, row.ended_why = how, now, why
    row.save(update_fields=["ended", "ended_at", "ended_why"])
    tell(now, actor, SampleEnded(subject=f"sample:{row.pk}", sample=row.pk, how=how, why=why))
    _open(row, now, actor, tell)


def _open(row: Sample, now: datetime, actor: str, tell: Tell) -> bool:
    """Publish the secret; whether it could be done. Where not, it stands as unopened until the key is back."""
    row.secret = secret_of(row)
    if not row.secret:
        return False
    row.save(update_fields=["secret"])
    Envelope.objects.filter(sample=row).update(sealed=b"")
    event = SampleOpened(
        subject=f"sample:{row.pk}", sample=row.pk, secret=row.secret, commit=row.commit, seed=row.seed
    )
    tell(now, actor, event)
    return True
