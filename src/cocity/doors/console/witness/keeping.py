"""What a witness remembers: the last checkpoint it cosigned of each log, and every one the
log signed that did not go on from it.

A checkpoint is stored before it is cosigned, in one transaction from weighing to storing; so a witness never stands
under two histories, whenever it dies.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cocity.engines.merkle import (
    Addition,
    Head,
    Malformed,
    Note,
    Refusal,
    SigningKey,
    VerifierKey,
    parse_addition,
    parse_checkpoint,
    parse_note,
    sign,
    weigh,
)

SKEW = 300  # seconds its clock may go back
TEXT = "text/plain; charset=utf-8"
EVIDENCE = (409, 422)  # where the log itself signed something that does not go on from what was seen
TABLES = """
CREATE TABLE IF NOT EXISTS head (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, at INTEGER NOT NULL,
    note BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS refused (at INTEGER NOT NULL, origin TEXT NOT NULL, status INTEGER NOT NULL,
    note BLOB NOT NULL, against BLOB, UNIQUE (origin, note));
CREATE TRIGGER IF NOT EXISTS only_forward BEFORE UPDATE ON head WHEN NEW.size < OLD.size OR
    (NEW.size = OLD.size AND NEW.root <> OLD.root)
    BEGIN SELECT RAISE(ABORT, 'a witness never goes back'); END;
CREATE TRIGGER IF NOT EXISTS no_forgetting BEFORE DELETE ON head
    BEGIN SELECT RAISE(ABORT, 'a witness never forgets'); END;
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer over HTTP."""

    status: int
    body: bytes
    content_type: str = TEXT


class Keeper:
    """The record of one witness. `logs` are the keys it knows; those of one origin are told apart by their id."""

    def __init__(self, path: Path, key: SigningKey, logs: Sequence[VerifierKey]) -> None:
        self.path, self.key, self.logs = path, key, tuple(logs)
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as record:
            record.execute("PRAGMA journal_mode=WAL")
            record.executescript(TABLES)

    def add_checkpoint(self, body: bytes, *, at: int) -> Reply:
        """Weigh, store, then cosign; `at` in seconds since 1970."""
        try:
            addition = parse_addition(body)
        except Malformed as error:
            return Reply(400, f"{error}\n".encode())
        origin = addition.checkpoint.origin
        with self._open() as record:
            try:
                with _writing(record):
                    at = self._stored(record, addition, origin, at)
            except Refusal as refusal:
                self._note(record, addition, origin, refusal, at)
                return Reply(refusal.status, refusal.body.encode(), refusal.content_type)
        return Reply(200, sign(addition.note.text, self.key, at).line.encode())

    def _stored(self, record: sqlite3.Connection, addition: Addition, origin: str, at: int) -> int:
        """The time to cosign with, never before an earlier one. Raises Refusal."""
        found = record.execute("SELECT size, root, at FROM head WHERE origin = ?", (origin,)).fetchone()
        latest = Head(found[0], found[1]) if found else Head()
        head = weigh(addition, [key for key in self.logs if key.name == origin], latest)
        before = found[2] if found else 0
        if at < before - SKEW:
            raise Refusal(503, "this witness's clock was set back")
        at = max(at, before)
        record.execute(
            "INSERT INTO head VALUES (?, ?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE SET"
            " size = excluded.size, root = excluded.root, at = excluded.at, note = excluded.note",
            (origin, head.size, head.root, at, addition.note.to_bytes()),
        )
        # Anybody may have sent it before with a proof that leads nowhere: it was no contradiction.
        record.execute(
            "DELETE FROM refused WHERE origin = ? AND note = ?", (origin, self._own(addition.note).to_bytes())
        )
        return at

    def _own(self, note: Note) -> Note:
        """The note with the log's signatures alone: strangers may add lines without end."""
        known = {(key.name, key.id) for key in self.logs}
        return Note(note.text, tuple(each for each in note.signatures if (each.name, each.key) in known))

    def _note(
        self, record: sqlite3.Connection, addition: Addition, origin: str, refusal: Refusal, at: int
    ) -> None:
        """Keep what the log signed although it contradicts what this witness cosigned: a proof anyone can check."""
        found = record.execute("SELECT size, root, note FROM head WHERE origin = ?", (origin,)).fetchone()
        if found is None or refusal.status not in EVIDENCE:
            return
        checkpoint = addition.checkpoint
        same_size = (checkpoint.size, checkpoint.root != found[1]) == (found[0], True)
        if refusal.status == 422 or same_size:
            record.execute(
                "INSERT OR IGNORE INTO refused VALUES (?, ?, ?, ?, ?)",
                (at, origin, refusal.status, self._own(addition.note).to_bytes(), found[2]),
            )

    def heads(self) -> list[bytes]:
        """The last checkpoint cosigned of each log, with this witness's cosignature."""
        with self._open() as record:
            rows = record.execute("SELECT note, at FROM head ORDER BY origin").fetchall()
        return [note + sign(_text(note), self.key, at).line.encode() for note, at in rows]

    def evidence(self) -> list[tuple[bytes, bytes]]:
        """(refused, cosigned before): two notes of one size with two roots, the oldest first. The log signed both, and
        that is proof of two histories for whoever has its key."""
        return [pair for pair in self._pairs() if _contradict(*pair)]

    def refused(self) -> list[tuple[bytes, bytes]]:
        """(refused, cosigned before): the log signed a larger tree, and the proof sent along did not hold. The log may have
        forked, or a stranger sent its checkpoint with a proof that leads nowhere."""
        return [pair for pair in self._pairs() if not _contradict(*pair)]

    def _pairs(self) -> list[tuple[bytes, bytes]]:
        with self._open() as record:
            return record.execute("SELECT note, against FROM refused ORDER BY at, rowid").fetchall()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=10, isolation_level=None)) as record:
            record.execute("PRAGMA synchronous=FULL")
            yield record


def _text(note: bytes) -> bytes:
    return note.rpartition(b"\n\n")[0] + b"\n"


def _contradict(note: bytes, against: bytes) -> bool:
    """Whether both are of one size: what was refused and yet is kept had another root."""
    one, other = (parse_checkpoint(parse_note(each).text) for each in (note, against))
    return one.size == other.size


@contextmanager
def _writing(record: sqlite3.Connection) -> Iterator[None]:
    record.execute("BEGIN IMMEDIATE")
    try:
        yield
        record.execute("COMMIT")
    except BaseException:
        record.execute("ROLLBACK")
        raise
