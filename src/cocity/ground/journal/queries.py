"""Reading the journal."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from cocity.ground.journal import numbering
from cocity.ground.journal.contracts import Entry, Lag
from cocity.ground.journal.models import Cursor, JournalEntry, Parked

FIELDS = ("tx", "seq", "at", "actor", "on_behalf_of", "kind", "subject", "data", "public", "cause")
BEGINNING = (0, 0)


# The server's next number, those writing in this database now, how far everyone on the server has come, and how far
# we count ahead.
# `backend_xid` has 32 bits; its epoch is that of the newest transaction, or the one before.
_IN_FLIGHT = f"""
    SELECT {numbering.NEXT},
           pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
           ARRAY(SELECT backend_xid::text::bigint FROM pg_stat_activity
                 WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
                 UNION ALL
                 SELECT transaction::text::bigint FROM pg_prepared_xacts WHERE database = current_database()),
           pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') OR NOT EXISTS (
                 SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename <> current_user),
           journal_ahead()
"""  # noqa: S608 - constants


def settled_below() -> int | None:
    """The first transaction that may still be writing; entries of earlier ones are all visible afterwards.

    None on SQLite, where writers take turns. Without this a reader could step over an entry whose transaction
    commits after a later one. Only writers of this database count, so a long task elsewhere on the server delays
    no news; where this role may not see other roles' transactions, the server-wide horizon serves.

    Ask once in a transaction: PostgreSQL shows the same activity until it ends.
    """
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(_IN_FLIGHT)
        newest, oldest_anywhere, writing, sees_all, ahead = cursor.fetchone()
    if not sees_all:
        return int(oldest_anywhere + ahead)
    return min([int(newest), *(_full(xid, int(newest)) for xid in writing)]) + int(ahead)


def _full(xid: int, newest: int) -> int:
    """A 32-bit transaction number with its epoch."""
    full = (newest >> 32 << 32) + xid
    return full if full <= newest + (1 << 31) else full - (1 << 32)


Position = tuple[int, int]  # (tx, seq)


def after(position: Position, *, kinds: Iterable[str] = (), limit: int = 200) -> list[Entry]:
    """Up to `limit` settled entries after `position`, in order; of `kinds` only, when given."""
    return following(position, kinds=kinds, limit=limit)[0]


def following(
    position: Position, *, kinds: Iterable[str] = (), limit: int = 200
) -> tuple[list[Entry], Position]:
    """As `after`, and how far the journal was looked through.

    Whoever asks for rare kinds goes on from there; from its last entry it would read all others again, every time.
    """
    settled = JournalEntry.objects.all()
    horizon = settled_below()
    if horizon is not None:
        settled = settled.filter(tx__lt=horizon)
    end = settled.order_by("-tx", "-seq").values_list("tx", "seq").first()
    if end is None or end <= position:
        return [], position
    rows = _past(settled, position, end)
    wanted = tuple(kinds)
    if wanted:
        rows = rows.filter(kind__in=wanted)
    found = [Entry(*row) for row in rows.values_list(*FIELDS)[:limit]]
    return found, (found[-1].tx, found[-1].seq) if len(found) == limit else end


def _past(
    rows: QuerySet[JournalEntry], position: Position, end: Position | None = None
) -> QuerySet[JournalEntry]:
    """Entries after a position, up to and with `end`, in order.

    On SQLite every tx is 0, and of a comparison of pairs it would use the first column of the index alone: read all.
    """
    if connection.vendor == "sqlite":
        rows = rows.filter(seq__gt=position[1]).order_by("seq")
        return rows.filter(seq__lte=end[1]) if end else rows
    rows = rows.extra(where=["(tx, seq) > (%s, %s)"], params=list(position)).order_by("tx", "seq")
    return rows.extra(where=["(tx, seq) <= (%s, %s)"], params=list(end)) if end else rows


def of_subject(subject: str) -> list[Entry]:
    """All entries about one subject, oldest first."""
    return [
        Entry(*row)
        for row in JournalEntry.objects.filter(subject=subject).order_by("seq").values_list(*FIELDS)
    ]


def stream(
    *, kinds: Sequence[str] = (), since: datetime | None = None, until: datetime | None = None
) -> Iterator[Entry]:
    """Every settled entry in order, by chunks, in constant memory."""
    rows = JournalEntry.objects.order_by("tx", "seq")
    horizon = settled_below()
    if horizon is not None:
        rows = rows.filter(tx__lt=horizon)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lt=until)
    for row in rows.values_list(*FIELDS).iterator(chunk_size=2000):
        yield Entry(*row)


def lags(names: Iterable[tuple[str, frozenset[str]]]) -> list[Lag]:
    """How far behind each subscriber is; an entry counts as waiting when the subscriber asked for its kind."""
    cursors = {cursor.name: cursor for cursor in Cursor.objects.all()}
    return [_lag(name, kinds, cursors.get(name)) for name, kinds in names]


def _lag(name: str, kinds: frozenset[str], cursor: Cursor | None) -> Lag:
    tx, seq = (cursor.tx, cursor.seq) if cursor else BEGINNING
    waiting = _past(JournalEntry.objects.filter(kind__in=kinds), (tx, seq))
    oldest = waiting.values_list("at", flat=True).first()
    return Lag(
        name=name,
        waiting=waiting.count(),
        oldest_at=oldest,
        parked=Parked.objects.filter(subscriber=name).count(),
        last_error=cursor.last_error if cursor else "",
    )


def newest() -> Entry | None:
    """The last entry written, settled or not."""
    row = JournalEntry.objects.order_by("-seq").values_list(*FIELDS).first()
    return Entry(*row) if row else None


def salts(seqs: Iterable[int]) -> dict[int, bytes]:
    """The 32 random bytes of these entries, by number; those erased are missing."""
    rows = JournalEntry.objects.filter(seq__in=list(seqs), salt__isnull=False)
    return {seq: bytes(salt) for seq, salt in rows.values_list("seq", "salt") if salt is not None}


def position_of(seq: int) -> tuple[int, int]:
    """Where an entry stands in the journal's order: (tx, seq)."""
    return JournalEntry.objects.values_list("tx", "seq").get(seq=seq)
