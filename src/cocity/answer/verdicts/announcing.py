"""A sample is announced: its list is fixed, its secret sealed, and the secret's fingerprint told before any seed is known.

Nobody reads the secret: not the drawer, no page, no log. ADR 21 says why.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction

from cocity.answer.verdicts import draws, rules
from cocity.answer.verdicts.contracts import SampleSummary, SampleWanted
from cocity.answer.verdicts.events import SampleAnnounced
from cocity.answer.verdicts.models import Envelope, Sample
from cocity.answer.verdicts.samples import sample_summary
from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal
from cocity.ground.journal.api import Event
from cocity.ground.people import api as people
from cocity.ground.people.api import Actor
from cocity.kit import crypto
from cocity.kit.errors import Conflict, Errors, Forbidden, Invalid
from cocity.kit.keys import scoped_key
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

DRAWERS = ("auditor", "supervisor")
LONGEST_SEED, LONGEST_METHOD, LONGEST_SOURCE = 120, 200, 200
TOO_LONG = Text("太长了", "This is too long")
Tell = Callable[[datetime, str, Event], object]


class Row(NamedTuple):
    """A matter that could be drawn."""

    id: int
    number: str
    visibility: str


def to_the_journal(at: datetime, actor: str, event: Event) -> None:
    journal.record([event], at=at, actor=actor)


def check_drawer(actor: Actor) -> None:
    """Raises Forbidden."""
    if not actor.has_role(*DRAWERS):
        raise Forbidden(Text("只有督办或审计人员可以抽样", "Only supervisors and auditors draw samples"))


@transaction.atomic
def announce_sample(
    *, now: datetime, actor: Actor, wanted: SampleWanted, key: str = "", tell: Tell = to_the_journal
) -> SampleSummary:
    """Announce a random sample of closed matters: from what it will be drawn, by which seed of a later day, until when
    people are asked; told in public with the fingerprint of a secret. The same `key` again gives the first one back.

    The whole period must have passed, so that the list cannot grow. `tell` is for filling in a past: who gives it
    records what it is told in the same transaction, in order of time. Raises Errors, Forbidden, or Conflict for a key
    that announced another sample.
    """
    own = scoped_key("sample", "", key)
    known = _known(own, wanted)
    if known is not None:
        return known
    check_drawer(actor)
    _check(wanted, now)
    listed = list_for(wanted)
    sample = Sample(
        **_kept(wanted), population=len(listed), frame=_frame(listed), announced_at=now, announced_by=actor.ref,
        key=own or None,
    )  # fmt: skip
    secret = draws.new_secret()
    sample.commit = draws.fingerprint(terms_of(sample), secret)
    try:
        with transaction.atomic():
            sample.save()
    except IntegrityError:  # the same form, sent twice at this very moment
        first = _known(own, wanted)
        if first is None:
            raise
        return first
    sealed = crypto.seal(secret, bound_to=_bound(sample))
    Envelope.objects.create(sample=sample, sealed=sealed, numbers=draws.packed(row.number for row in listed))
    tell(now, actor.ref, _announced(sample))
    return sample_summary(sample.pk)


def terms_of(sample: Sample) -> dict[str, Any]:
    """The terms of a draw as they are published and committed to."""
    plain = {name: getattr(sample, name) for name in draws.TERMS}
    moments = {name: plain[name].astimezone(UTC).isoformat() for name in ("since", "until")}
    days = {name: plain[name].isoformat() for name in ("seed_on", "ask_until")}
    return {**plain, **moments, **days}


def secret_of(sample: Sample) -> str:
    """The sealed secret, for drawing and opening alone; empty where the key is lost, or where it is not the one whose
    fingerprint was told."""
    envelope = Envelope.objects.filter(sample=sample).only("sealed").first()
    try:
        secret = crypto.unseal(envelope.sealed, bound_to=_bound(sample)) if envelope else ""
    except ValueError:
        return ""
    return secret if secret and draws.fingerprint(terms_of(sample), secret) == sample.commit else ""


def numbers_of(sample: Sample) -> list[str]:
    """The list as it was when the sample was announced."""
    envelope = Envelope.objects.filter(sample=sample).only("numbers").first()
    return draws.unpacked(bytes(envelope.numbers)) if envelope else []


def _bound(sample: Sample) -> str:
    return f"sample:{sample.commit}"


def _announced(sample: Sample) -> SampleAnnounced:
    terms = {**terms_of(sample), "since": sample.since, "until": sample.until}
    return SampleAnnounced(subject=f"sample:{sample.pk}", sample=sample.pk, commit=sample.commit, **terms)


def list_for(wanted: SampleWanted | Sample) -> list[Row]:
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
    return "" if few else draws.frame(row.number for row in listed)


def _kept(wanted: SampleWanted) -> dict[str, Any]:
    """What of the wish is kept with the sample, as it is kept."""
    return {
        "method": wanted.method, "reason": intake.screened(intake.tidy(wanted.reason)), "size": wanted.size,
        "seed_from": wanted.seed_from, "seed_on": wanted.seed_on, "ask_until": wanted.ask_until,
        "since": wanted.since, "until": wanted.until, "place_path": wanted.place_path, "body_path": wanted.body_path,
        "category": wanted.category, "procedure": wanted.procedure,
    }  # fmt: skip


def _known(key: str, wanted: SampleWanted) -> SampleSummary | None:
    """The sample this key announced before. Raises Conflict when another one is wanted now: it was not announced."""
    known = Sample.objects.filter(key=key).first() if key else None
    if known is None:
        return None
    if any(getattr(known, name) != value for name, value in _kept(wanted).items()):
        raise Conflict(
            Text(
                "这张表已经公告过一次抽样，改动没有生效；核对后再提交会另作公告",
                "This form has announced a sample already and the changes were not taken; send it again to announce"
                " another",
            )
        )
    return sample_summary(known.pk)


def _check(wanted: SampleWanted, now: datetime) -> None:
    checks = (
        (
            "size",
            1 <= wanted.size <= rules.LARGEST_SAMPLE,
            Text("样本数应为 1 至 100000", "Draw 1 to 100,000"),
        ),
        (
            "seed_from",
            bool(wanted.seed_from.strip()),
            Text("请写明种子从哪里来", "Say what the seed will be"),
        ),
        ("seed_from", len(wanted.seed_from) <= LONGEST_SOURCE, TOO_LONG),
        ("method", bool(wanted.method.strip()), Text("请写明抽样方法", "Declare the method")),
        ("method", len(wanted.method) <= LONGEST_METHOD, TOO_LONG),
        ("reason", bool(wanted.reason.strip()), Text("请写明为什么抽样", "Say why it is drawn")),
        ("until", wanted.since < wanted.until, Text("结束要晚于开始", "The end must be after the start")),
        ("until", wanted.until <= now, Text("时段必须已经过去", "The period must have passed")),
    )
    found = [Invalid(message, field=field) for field, good, message in checks if not good]
    today = calendar.local_day(now, settings.CALENDAR)
    days = rules.seed_fault(today=today, seed_on=wanted.seed_on, ask_until=wanted.ask_until)
    if days is not None:
        found.append(Invalid(days[1], field=days[0]))
    if found:
        raise Errors(found)
