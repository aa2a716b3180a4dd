"""An announced sample is drawn, by its secret and the public seed of a later day; and drawn again for a check."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from cocity.answer.verdicts import draws, rules
from cocity.answer.verdicts.announcing import (
    LONGEST_SEED,
    TOO_LONG,
    Tell,
    check_drawer,
    list_for,
    numbers_of,
    secret_of,
    terms_of,
    to_the_journal,
)
from cocity.answer.verdicts.contracts import DrawnAgain, SampleSummary
from cocity.answer.verdicts.ending import end_where_all_spoke
from cocity.answer.verdicts.events import SampleDrawn
from cocity.answer.verdicts.models import Member, Sample
from cocity.answer.verdicts.samples import sample_summary
from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import api as commitments
from cocity.ground.people.api import Actor
from cocity.kit.batches import batched
from cocity.kit.dates import day_words
from cocity.kit.errors import Conflict, Invalid, NotFound
from cocity.kit.text import Text

CHUNK = 1000
NONE = Text("没有这个样本", "There is no such sample")
NO_KEY = Text(
    "打不开暗号：封存它的钥匙不在这里，或公告被改过，不能抽取。请运维人员核对钥匙和备份",
    "The secret does not open: the key that sealed it is not here, or the announcement was changed, so nothing is drawn."
    " Ask the operator to look at keys and backup",
)


@transaction.atomic
def draw_sample(
    *, now: datetime, actor: Actor, sample: int, seed: str, tell: Tell = to_the_journal
) -> SampleSummary:
    """Draw an announced sample by the seed that has become known since; told in public, without whom it drew.

    Drawn from the list as it was announced. The same seed again changes nothing. Raises NotFound, Forbidden, Invalid,
    or Conflict (drawn by another seed, over, or the secret does not open).
    """
    row = Sample.objects.select_for_update().filter(pk=sample).first()
    if row is None:
        raise NotFound(NONE, field="sample")
    check_drawer(actor)
    seed = seed.strip()
    if row.drawn_at is not None and row.seed == seed:
        return sample_summary(row.pk)
    _check(row, seed, now)
    secret = secret_of(row)
    if not secret:
        raise Conflict(NO_KEY)
    drawn = draws.drawing(numbers_of(row), seed=seed, size=row.size or 0, secret=secret)
    row.seed, row.cut, row.drawn_at, row.drawn_by = seed, drawn.cut, now, actor.ref
    row.save(update_fields=["seed", "cut", "drawn_at", "drawn_by"])
    ids = _ids(drawn.numbers)
    members = (
        Member(sample=row, rank=place, commitment_id=ids[number])
        for place, number in enumerate(drawn.numbers, 1)
    )
    Member.objects.bulk_create(members, batch_size=CHUNK)
    event = SampleDrawn(
        subject=f"sample:{row.pk}", sample=row.pk, scheme=row.scheme, commit=row.commit, seed=seed, method=row.method,
        reason=row.reason, population=row.population, frame=row.frame, drawn=len(drawn.numbers), cut=drawn.cut,
    )  # fmt: skip
    tell(now, actor.ref, event)
    end_where_all_spoke(row, now=now, actor=actor.ref, tell=tell)  # nobody to ask: the list was empty
    return sample_summary(row.pk)


def _check(row: Sample, seed: str, now: datetime) -> None:
    if row.drawn_at is not None:
        raise Conflict(Text("已经用另一个种子抽过", "It was drawn by another seed already"), field="seed")
    if row.ended:
        raise Conflict(Text("这次抽样已经结束，不能再抽", "This sample is over; it is not drawn any more"))
    if not seed:
        raise Invalid(Text("请填写公开的种子", "Give the public seed"), field="seed")
    if len(seed) > LONGEST_SEED:
        raise Invalid(TOO_LONG, field="seed")
    today = calendar.local_day(now, settings.CALENDAR)
    if row.seed_on is None or row.ask_until is None or today < row.seed_on:
        day = day_words(row.seed_on) if row.seed_on else Text("-", "-")
        raise Invalid(
            Text(
                "种子要到{zh}才有，那天以后再抽", "The seed is known on {en}; draw from that day on"
            ).with_values(zh=day.zh, en=day.en),
            field="seed",
        )
    if today > rules.draw_until(row.seed_on, row.ask_until):
        raise Conflict(
            Text("过了抽取的期限，请另作公告", "The time for drawing has passed; announce another")
        )


def _ids(numbers: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in batched(numbers, CHUNK):
        found.update((row.number, row.id) for row in commitments.rows_of(chunk).values())
    return found


def draw_again(sample: int) -> DrawnAgain:
    """Make a drawing again: for auditors on the server. Nine statements or so, however many matters.

    A sample with a secret is drawn again from the list as it was announced, which must have the published SHA-256 and
    hold all that is on today's list. An older one is drawn from today's list: what was closed in the period and has
    been asked for again since is on it no longer; then list and draw may differ without fault, and `left` says how
    many drawn ones left. Raises NotFound.
    """
    row = Sample.objects.filter(pk=sample).first()
    if row is None:
        raise NotFound(NONE, field="sample")
    members = Member.objects.filter(sample=row).order_by("rank").values_list("commitment__number", flat=True)
    drawn, today = tuple(members), {each.number for each in list_for(row)}
    left = len(set(drawn) - today)
    if row.scheme == Sample.Scheme.SEED:
        again = draws.drawing(today, seed=row.seed, size=len(drawn))
        return DrawnAgain(len(today), _same_list(row, today), again.numbers == drawn, left)
    listed, secret = set(numbers_of(row)), row.secret or secret_of(row)
    same_list = _same_list(row, listed) and today <= listed
    if row.drawn_at is None:
        return DrawnAgain(len(today), same_list, same_draw=not drawn, left=left)
    again = draws.drawing(listed, seed=row.seed, size=row.size or 0, secret=secret)
    same = bool(secret) and (again.numbers, again.cut) == (drawn, row.cut)
    return DrawnAgain(len(today), same_list, same, left, _same_secret(row, secret))


def _same_list(row: Sample, numbers: set[str]) -> bool:
    return len(numbers) == row.population and row.frame in ("", draws.frame(numbers))


def _same_secret(row: Sample, secret: str) -> bool:
    return bool(secret) and draws.fingerprint(terms_of(row), secret) == row.commit
