"""The machine that brings notices out. It may run in several loops at once: none sends what another has claimed.

A delivery is claimed in one short transaction, sent outside of any, and marked in another. A loop that dies in
between leaves the claim to run out; the next one sends again with the same key and marks the delivery doubtful.
"""

import secrets
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from cocity.answer.notices import rules
from cocity.answer.notices.channels import CHANNELS, Sender, configured
from cocity.answer.notices.facts import told_of_attempt
from cocity.answer.notices.models import ChannelRest, Delivery
from cocity.answer.notices.outcomes import Outage, Parcel, Refused
from cocity.answer.notices.parcels import parcel_of
from cocity.ground.journal import api as journal
from cocity.ground.people.api import SYSTEM
from cocity.kit.dates import local

log = structlog.get_logger(__name__)
ROUND = 50  # deliveries a loop claims at a time
BUDGET = 5.0  # seconds a round takes at most, one parcel apart: the loop has other beats
LEASE = timedelta(minutes=10)  # how long a claim holds; longer than any round
OLDEST = timedelta(days=30)  # news older than this is given up: it would only confuse

State = Delivery.State


def deliver(now: datetime) -> int:
    """One round for every channel that is set up and not resting; how many were settled (sent or given up)."""
    return sum(_round(name, now) for name in CHANNELS if _open(name, now))


def _open(name: str, now: datetime) -> bool:
    if not configured(name) or (name == "sms" and rules.quiet(local(now), settings.QUIET_HOURS)):
        return False
    return not ChannelRest.objects.filter(channel=name, retry_at__gt=now).exists()


def _round(name: str, now: datetime) -> int:
    claimed = claim(name, now)
    if not claimed:
        return 0
    began, settled = time.monotonic(), 0
    try:
        with CHANNELS[name].sender() as sender:
            for at, delivery in enumerate(claimed):
                if time.monotonic() - began > BUDGET:
                    _release(claimed[at:])
                    break
                try:
                    settled += _one(sender, delivery, now)
                except Outage as outage:
                    _rest(name, delivery, outage, now)
                    _release(claimed[at + 1 :])
                    break
    except ValueError as error:
        # A setting that cannot be read: like a channel that is away, until somebody mends it.
        _rest(name, claimed[0], Outage(str(error)), now)
        _release(claimed[1:])
    return settled


def claim(name: str, now: datetime) -> list[Delivery]:
    """Up to `ROUND` deliveries that are due, ours alone until the lease runs out."""
    due = Q(state=State.WAITING, next_try__lte=now) | Q(state=State.SENDING, claimed_until__lte=now)
    rows = Delivery.objects.filter(due, channel=name).order_by("next_try", "id")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    token = secrets.token_hex(8)
    with transaction.atomic():
        ids = list(rows.values_list("pk", flat=True)[:ROUND])
        if not ids:
            return []
        mine = Delivery.objects.filter(pk__in=ids)
        # Whose claim ran out may have been sent by the loop that died; and it counts, so that a parcel no loop
        # survives is given up in the end.
        mine.filter(state=State.SENDING).update(doubtful=True, refusals=F("refusals") + 1)
        mine.update(state=State.SENDING, claim=token, claimed_until=now + LEASE, attempts=F("attempts") + 1)
    found = Delivery.objects.filter(pk__in=ids, claim=token).select_related("notice__resident")
    return list(found.order_by("next_try", "id"))


def _one(sender: Sender, delivery: Delivery, now: datetime) -> int:
    """Send one; 1 when it is settled. Raises Outage."""
    if delivery.notice.at < now - OLDEST:
        return _settle(delivery, State.GIVEN_UP, now, error=f"older than {OLDEST.days} days")
    try:
        parcel = parcel_of(delivery)
        if parcel is None:
            return _settle(delivery, State.NO_CONTACT, now)
        return _hand_over(sender, parcel, delivery, now)
    except Refused as refused:
        return _refused(delivery, refused, now)


def _hand_over(sender: Sender, parcel: Parcel, delivery: Delivery, now: datetime) -> int:
    sender.send(parcel)
    log.info("notice_sent", delivery=delivery.pk, channel=delivery.channel, attempts=delivery.attempts)
    ChannelRest.objects.filter(channel=delivery.channel, failures__gt=0).update(
        failures=0, retry_at=None, last_error=""
    )
    return _settle(delivery, State.SENT, now)


def _settle(delivery: Delivery, state: str, now: datetime, *, error: str = "") -> int:
    at = now if state == State.SENT else None
    _mark(delivery, tried=(state, now), state=state, sent_at=at, last_error=error[:120])
    return 1


@transaction.atomic
def _mark(delivery: Delivery, *, tried: tuple[str, datetime] | None = None, **values: object) -> None:
    """Only while the claim is still ours. What came of a try, and when, is a fact of the journal, and so of the city log."""
    held = Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim, state=State.SENDING)
    if held.update(claim="", claimed_until=None, **values) and tried is not None:
        outcome, at = tried
        told = told_of_attempt(delivery, outcome, delivery.attempts)
        journal.record([told], at=at, actor=SYSTEM.ref)


def _refused(delivery: Delivery, refused: Refused, now: datetime) -> int:
    refusals = delivery.refusals + 1
    log.warning("notice_refused", delivery=delivery.pk, channel=delivery.channel, reason=refused.reason)
    if refused.for_good or refusals >= rules.MOST_REFUSALS:
        _mark(
            delivery,
            tried=("given_up", now),
            state=State.GIVEN_UP,
            refusals=refusals,
            last_error=refused.reason[:120],
        )
        return 1
    again = now + timedelta(seconds=rules.wait_after(refusals))
    _mark(
        delivery, tried=("refused", now), state=State.WAITING, refusals=refusals, next_try=again,
        last_error=refused.reason[:120],
    )  # fmt: skip
    return 0


def _rest(name: str, delivery: Delivery, outage: Outage, now: datetime) -> None:
    """Nobody's parcel can go: the channel rests, and no delivery is counted against."""
    with transaction.atomic():
        rest, _ = ChannelRest.objects.get_or_create(channel=name)
        failures = rest.failures + 1
        retry_at = now + timedelta(seconds=rules.rest_after(failures))
        ChannelRest.objects.filter(channel=name).update(
            failures=failures, retry_at=retry_at, last_error=outage.reason[:120]
        )
        _mark(
            delivery,
            state=State.WAITING,
            last_error=outage.reason[:120],
            doubtful=delivery.doubtful or outage.doubtful,
        )
    log.warning("channel_rests", channel=name, reason=outage.reason, failures=failures)


def _release(deliveries: Sequence[Delivery]) -> None:
    """Give back what was not tried."""
    for delivery in deliveries:
        _mark(delivery, state=State.WAITING, attempts=delivery.attempts - 1)
