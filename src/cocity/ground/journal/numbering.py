"""The numbers by which the journal is ordered on PostgreSQL: the server's transactions, and what a database brought along.

An entry's `tx` is the number of the transaction that wrote it, so that readers know what is settled. A database moved
to another server by a dump brings numbers that server has yet to reach; what is written then would stand before what
every subscriber has read, and reach none of them. So `tx` is counted ahead by a constant of the database itself, which
moves with it, and whoever writes first over a new connection sees that it is far enough.

The constant is a function without arguments: PostgreSQL folds it into the statement, where a table would be read for
every entry (measured: 10 µs, a tenth of an import).
"""

from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import structlog
from django.db import connection, transaction

from cocity.ground.journal.models import JournalEntry

log = structlog.get_logger(__name__)
# The server's next number, after all that can be seen and after our own.
NEXT = """GREATEST(pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
                   pg_current_xact_id_if_assigned()::text::bigint + 1)"""
AHEAD = """
    CREATE OR REPLACE FUNCTION journal_ahead() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT {:d}::bigint'
"""
_TABLE = JournalEntry._meta.db_table
_BEHIND = f"SELECT {NEXT} + journal_ahead() <= COALESCE((SELECT max(tx) FROM {_TABLE}), 0)"  # noqa: S608
# From the oldest that may still write: whoever writes now or later then stands after all that was brought along.
_FAR_ENOUGH = f"SELECT max(tx) + 1 - pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM {_TABLE}"  # noqa: S608
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('journal_ahead'))"
_OURS = "SELECT pg_current_xact_id_if_assigned()::text::bigint"
_seen: WeakSet[Any] = WeakSet()  # connections over which the numbers were found in order
_moved_in: WeakKeyDictionary[Any, int] = (
    WeakKeyDictionary()
)  # connection → its transaction that moved them last


def count_on() -> bool:
    """See that what is written from now on stands after all there is; True when numbers had to be moved.

    Asks the database once for each connection, and again where the transaction that moved them may yet be rolled back.
    Nothing to do on SQLite, where every `tx` is 0 and writers take turns.
    """
    if connection.vendor != "postgresql":
        return False
    connection.ensure_connection()
    here = connection.connection
    if here in _seen:
        return False
    if _ask(_BEHIND) and _move():
        return True
    if here not in _moved_in or _moved_in[here] != _ask(_OURS):
        _seen.add(here)
    return False


def _move() -> bool:
    """Count further ahead, unless somebody else just did."""
    with transaction.atomic():
        _ask(_ONE_AT_A_TIME)
        if not _ask(_BEHIND):
            return False
        ahead = int(_ask(_FAR_ENOUGH))
        with connection.cursor() as cursor:
            cursor.execute(AHEAD.format(ahead))
        _moved_in[connection.connection] = _ask(_OURS)
    log.warning("journal_counts_ahead", ahead=ahead)
    return True


def _ask(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
