"""Bringing entries to subscribers: at least once, in order, the effect and the cursor in one transaction."""

from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from cocity.ground.journal import queries
from cocity.ground.journal.contracts import Entry, Subscriber
from cocity.ground.journal.models import Cursor, JournalEntry, Parked

log = structlog.get_logger(__name__)
GIVE_UP_AFTER = 8  # attempts at one entry, before it is parked and shown
FAR = 500  # entries of other kinds after which a subscriber's place is moved on, so that they are not read again
LONGEST_WAIT = 300  # seconds between attempts
_SUBSCRIBERS: dict[str, Subscriber] = {}


def subscribe(subscriber: Subscriber) -> None:
    """Register a subscriber; the same name again replaces it."""
    _SUBSCRIBERS[subscriber.name] = subscriber


def subscribers() -> tuple[Subscriber, ...]:
    """All registered subscribers."""
    return tuple(_SUBSCRIBERS.values())


def deliver_all(now: datetime) -> int:
    """One round for every subscriber; how many entries were taken."""
    return sum(deliver(subscriber, now=now) for subscriber in subscribers())


def deliver(subscriber: Subscriber, *, now: datetime) -> int:
    """Bring the next batch to one subscriber. An entry that fails is tried alone, later, then parked."""
    Cursor.objects.get_or_create(name=subscriber.name)
    taken = _attempt(subscriber, now=now, limit=subscriber.batch)
    if taken is None:
        taken = _attempt(subscriber, now=now, limit=1)
    return taken or 0


def _attempt(subscriber: Subscriber, *, now: datetime, limit: int) -> int | None:
    """How many entries were taken; None when the reaction failed."""
    batch: list[Entry] = []
    try:
        with transaction.atomic():
            cursor = _held(subscriber.name)
            if cursor is None or (cursor.retry_at and cursor.retry_at > now):
                return 0
            here = (cursor.tx, cursor.seq)
            batch, looked = queries.following(here, kinds=subscriber.kinds, limit=limit)
            if batch:
                subscriber.react(batch)
            if batch or looked[1] - cursor.seq >= FAR:
                _move(cursor, looked)
    except Exception as error:  # noqa: BLE001 - whatever a reaction raises must not stop the other subscribers
        log.warning(
            "reaction_failed", subscriber=subscriber.name, error=type(error).__name__, entries=len(batch)
        )
        if limit == 1 or len(batch) == 1:
            _stumbled(subscriber.name, batch, error, now)
            return 0
        return None
    return len(batch)


def _held(name: str) -> Cursor | None:
    """The cursor, ours alone until the transaction ends; None while another process holds it."""
    rows = Cursor.objects.filter(name=name)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return rows.first()


def _move(cursor: Cursor, to: queries.Position) -> None:
    cursor.tx, cursor.seq = to
    cursor.attempts, cursor.retry_at, cursor.last_error = 0, None, ""
    cursor.save()


def _stumbled(name: str, batch: list[Entry], error: Exception, now: datetime) -> None:
    """Count the failure; after `GIVE_UP_AFTER` the entry is parked, so that one bad entry never blocks the rest."""
    with transaction.atomic():
        cursor = _held(name)
        if cursor is None or not batch:
            return
        cursor.attempts += 1
        cursor.last_error = f"{type(error).__name__} at entry {batch[0].seq}"
        cursor.retry_at = now + timedelta(seconds=min(LONGEST_WAIT, 2**cursor.attempts))
        if cursor.attempts >= GIVE_UP_AFTER:
            Parked.objects.get_or_create(
                subscriber=name, seq=batch[0].seq, defaults={"at": now, "error": cursor.last_error}
            )
            _move(cursor, (batch[0].tx, batch[0].seq))
        else:
            cursor.save()


def replay_parked(*, now: datetime, name: str = "") -> tuple[int, int]:
    """Try parked entries again, in order: how many were taken, and how many failed once more and stay parked."""
    taken = failed = 0
    rows = Parked.objects.filter(subscriber=name) if name else Parked.objects.all()
    for parked in rows.order_by("seq"):
        subscriber = _SUBSCRIBERS.get(parked.subscriber)
        row = JournalEntry.objects.filter(seq=parked.seq).values_list(*queries.FIELDS).first()
        if subscriber is None or row is None:
            continue
        try:
            with transaction.atomic():
                subscriber.react([Entry(*row)])
                parked.delete()
            taken += 1
        except Exception as error:  # noqa: BLE001 - one that still fails must not keep the others waiting
            why = f"{type(error).__name__} at entry {parked.seq}"
            Parked.objects.filter(subscriber=parked.subscriber, seq=parked.seq).update(at=now, error=why)
            failed += 1
    return taken, failed
