"""Writing the journal: only inside the transaction of the fact."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from cocity.ground.journal import numbering
from cocity.ground.journal.contracts import Event
from cocity.ground.journal.models import Cursor, JournalEntry
from cocity.kit import bulk

WRITTEN = ("at", "actor", "on_behalf_of", "kind", "subject", "data", "public", "cause", "salt")
SALT_BYTES = 32


def record(
    events: Iterable[Event], *, at: datetime, actor: str, on_behalf_of: str = "", cause: int | None = None
) -> list[int]:
    """Write `events`, in order, as entries; their numbers come back.

    `actor` is a reference such as `worker:12`. Raises RuntimeError outside a transaction: an entry without its
    fact, or a fact without its entry, must not be possible.
    """
    return record_at(((at, actor, event) for event in events), on_behalf_of=on_behalf_of, cause=cause)


def record_at(
    told: Iterable[tuple[datetime, str, Event]], *, on_behalf_of: str = "", cause: int | None = None
) -> list[int]:
    """As `record`, each event with its own time and actor (many matters at once, imports and replays).

    Each entry gets 32 random bytes, so that whoever publishes a hash of it tells nothing by that.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a journal entry is written in the transaction of its fact")
    numbering.count_on()
    drawn = secrets.token_bytes
    rows = [
        (
            at,
            actor,
            on_behalf_of,
            event.kind,
            event.subject,
            event.data(),
            event.public(),
            cause,
            drawn(SALT_BYTES),
        )
        for at, actor, event in told
    ]
    return bulk.insert(JournalEntry, WRITTEN, rows)


def forget_salts(seqs: Iterable[int]) -> int:
    """Erase the salts of these entries: a hash made with one leads back to nothing any more. How many."""
    return JournalEntry.objects.filter(seq__in=list(seqs), salt__isnull=False).update(salt=None)


def begin_at(names: Iterable[str], *, at: datetime) -> None:
    """History is not news: subscribers who have not begun take up what happened from `at` on, and nothing earlier.

    For a database filled with the past in order of time; a subscriber who has begun stays where it is.
    """
    last = JournalEntry.objects.filter(at__lt=at).order_by("-tx", "-seq").values_list("tx", "seq").first()
    if last is not None:
        rows = [Cursor(name=name, tx=last[0], seq=last[1]) for name in names]
        Cursor.objects.bulk_create(rows, ignore_conflicts=True)
