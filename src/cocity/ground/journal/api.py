"""The journal's door."""

from django.db import connection

from cocity.ground.journal import guard as _guard
from cocity.ground.journal.contracts import Entry, Event, Lag, Subscriber
from cocity.ground.journal.delivery import deliver_all, replay_parked, subscribe, subscribers
from cocity.ground.journal.numbering import count_on
from cocity.ground.journal.operations import begin_at, forget_salts, record, record_at
from cocity.ground.journal.queries import (
    after,
    following,
    newest,
    of_subject,
    position_of,
    salts,
    stream,
)
from cocity.ground.journal.queries import lags as _lags

__all__ = [
    "Entry",
    "Event",
    "Lag",
    "Subscriber",
    "after",
    "begin_at",
    "count_on",
    "deliver_all",
    "following",
    "forget_salts",
    "guarded",
    "lag",
    "newest",
    "of_subject",
    "position_of",
    "record",
    "record_at",
    "replay_parked",
    "salts",
    "stream",
    "subscribe",
    "subscribers",
]


def lag() -> list[Lag]:
    """How far behind each subscriber is."""
    return _lags((subscriber.name, subscriber.kinds) for subscriber in subscribers())


def guarded() -> bool:
    """Whether the database itself refuses to change or delete an entry."""
    return _guard.stands(connection)
