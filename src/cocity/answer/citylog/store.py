"""The store of checkpoints: a small SQLite file of its own, apart from the city's database, that never goes back.

What will be signed is written here, durably, before it is signed; the file itself refuses a smaller size, a second root
for a size, and to forget. So two checkpoints that contradict each other cannot both be signed, whatever dies when.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cocity.answer.citylog.refusal import STORE_GONE, WillNotSign
from cocity.engines.merkle import Checkpoint

TABLES = """
CREATE TABLE IF NOT EXISTS checkpoint (
    size INTEGER PRIMARY KEY, root BLOB NOT NULL, at INTEGER NOT NULL, note BLOB, quorum INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS with_quorum ON checkpoint (size) WHERE quorum = 1;
CREATE TABLE IF NOT EXISTS witness (
    name TEXT PRIMARY KEY, size INTEGER NOT NULL DEFAULT 0, at INTEGER, said TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS verifier (vkey TEXT PRIMARY KEY, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS trouble (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER, zh TEXT, en TEXT);
CREATE TABLE IF NOT EXISTS tally (
    slot INTEGER, kind TEXT, leaves INTEGER NOT NULL, PRIMARY KEY (slot, kind)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS line_missing (
    id INTEGER PRIMARY KEY CHECK (id = 1), since INTEGER, tried INTEGER, rest INTEGER, said TEXT);
CREATE TRIGGER IF NOT EXISTS only_forward BEFORE INSERT ON checkpoint
    WHEN NEW.size <= (SELECT COALESCE(MAX(size), -1) FROM checkpoint)
    BEGIN SELECT RAISE(ABORT, 'checkpoints only go forward'); END;
CREATE TRIGGER IF NOT EXISTS no_other_root BEFORE UPDATE OF size, root ON checkpoint
    BEGIN SELECT RAISE(ABORT, 'a checkpoint is never changed'); END;
CREATE TRIGGER IF NOT EXISTS no_forgetting BEFORE DELETE ON checkpoint
    BEGIN SELECT RAISE(ABORT, 'a checkpoint is never forgotten'); END;
"""
SLOT = 900  # seconds counted together: midnight is on such a border in every zone
COUNTED = 8 * 86_400 // SLOT  # slots that are kept


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that was signed, or (`note` empty) is about to be; `at` in seconds since 1970."""

    size: int
    root: bytes
    at: int
    note: bytes
    quorum: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """The further line that could not be made: `since` when, last `tried` when (seconds since 1970), not asked for again
    for `rest` seconds, and what was `said`."""

    since: int
    tried: int
    rest: int
    said: str


NONE_YET = Kept(0, b"", 0, b"", False)


class CheckpointStore:
    """Every method is one durable transaction. Raises sqlite3.Error where the disk does not take it."""

    def __init__(self, path: Path | None) -> None:
        """At `path`; None: an empty one in memory."""
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._held = sqlite3.connect(path or ":memory:", timeout=10, isolation_level=None)
        self._held.execute("PRAGMA journal_mode=WAL")
        self._held.execute("PRAGMA synchronous=FULL")
        self._held.executescript(TABLES)

    def close(self) -> None:
        self._held.close()

    def latest(self) -> Kept:
        """The last one; `NONE_YET` before the first."""
        return self._one("ORDER BY size DESC LIMIT 1") or NONE_YET

    def at_size(self, size: int) -> Kept | None:
        """The checkpoint of exactly this size."""
        return self._one("WHERE size = ?", size)

    def covering(self, index: int, *, quorum: bool) -> Kept | None:
        """The first checkpoint with `quorum` (else: the last one signed at all) that holds leaf `index`."""
        if quorum:
            return self._one("WHERE size > ? AND quorum = 1 ORDER BY size LIMIT 1", index)
        return self._one("WHERE size > ? AND note IS NOT NULL ORDER BY size DESC LIMIT 1", index)

    def newest_with_quorum(self) -> Kept:
        return self._one("WHERE quorum = 1 ORDER BY size DESC LIMIT 1") or NONE_YET

    def counts_since(self, at: int) -> list[tuple[str, int]]:
        """(kind, leaves) that came under a checkpoint since the quarter of an hour of `at` (seconds since 1970; at most
        eight days back), the most first. As much work however many there were."""
        return self._held.execute(
            "SELECT kind, SUM(leaves) AS n FROM tally WHERE slot >= ? GROUP BY kind ORDER BY n DESC, kind",
            (at // SLOT,),
        ).fetchall()

    def propose(self, checkpoint: Checkpoint, *, after: Kept, at: int, kinds: Mapping[str, int]) -> None:
        """Compare and swap: from `after`, the latest, to this one, which may be signed from here on; `kinds` of its new
        leaves are counted with it.

        Raises WillNotSign where the latest is another one by now.
        """
        with self._writing():
            latest = self.latest()
            if (latest.size, latest.root) != (after.size, after.root) or checkpoint.size <= latest.size:
                raise WillNotSign(STORE_GONE.with_values(there=latest.size, here=after.size))
            self._held.execute(
                "INSERT INTO checkpoint (size, root, at) VALUES (?, ?, ?)",
                (checkpoint.size, checkpoint.root, at),
            )
            self._held.executemany(
                "INSERT INTO tally VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET leaves = leaves + excluded.leaves",
                [(at // SLOT, kind, count) for kind, count in kinds.items()],
            )
            self._held.execute("DELETE FROM tally WHERE slot < ?", (at // SLOT - COUNTED,))

    def signed(self, size: int, note: bytes, *, quorum: bool) -> None:
        """Keep the note of a proposed checkpoint: signed, or with further cosignatures."""
        self._held.execute("UPDATE checkpoint SET note = ?, quorum = ? WHERE size = ?", (note, quorum, size))

    def adopt(self, size: int, root: bytes, at: int, note: bytes) -> None:
        """Take in a checkpoint that was signed elsewhere or before: a recovery."""
        self._held.execute(
            "INSERT INTO checkpoint (size, root, at, note) VALUES (?, ?, ?, ?)", (size, root, at, note)
        )

    def witness(self, name: str) -> tuple[int, int | None, str]:
        """(size it last cosigned, when, its last refusal)."""
        found = self._held.execute("SELECT size, at, said FROM witness WHERE name = ?", (name,)).fetchone()
        return found or (0, None, "")

    def cosigned_by(self, name: str, size: int, at: int) -> None:
        """A witness cosigned this size."""
        self._held.execute(
            "INSERT INTO witness (name, size, at) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET size = excluded.size, at = excluded.at, said = ''",
            (name, size, at),
        )

    def refused_by(self, name: str, said: str) -> None:
        """A witness did not cosign."""
        self._held.execute(
            "INSERT INTO witness (name, said) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET said = excluded.said",
            (name, said[:200]),
        )

    def verifiers(self) -> list[str]:
        """Every key this log ever signed with, the newest first."""
        return [
            vkey for (vkey,) in self._held.execute("SELECT vkey FROM verifier ORDER BY at DESC, rowid DESC")
        ]

    def remember_verifier(self, vkey: str, at: int) -> None:
        self._held.execute("INSERT OR IGNORE INTO verifier VALUES (?, ?)", (vkey, at))

    def trouble(self) -> tuple[int, str, str] | None:
        """(since when, in Chinese, in English)."""
        found = self._held.execute("SELECT at, zh, en FROM trouble").fetchone()
        return tuple(found) if found else None

    def in_trouble(self, at: int, zh: str, en: str) -> None:
        """Note why nothing is signed; the same again keeps its first time."""
        known = self.trouble()
        if known is None or known[1] != zh:
            self._held.execute("INSERT OR REPLACE INTO trouble VALUES (1, ?, ?, ?)", (at, zh, en))

    def well(self) -> None:
        """Nothing stands against signing."""
        if self.trouble() is not None:
            self._held.execute("DELETE FROM trouble")

    def line_missing(self) -> Missing | None:
        """Why the further line under checkpoints is missing; None where it is not, or none is wanted."""
        found = self._held.execute("SELECT since, tried, rest, said FROM line_missing").fetchone()
        return Missing(*found) if found else None

    def line_failed(self, at: int, rest: int, said: str) -> None:
        """It could not be made; the time of the first failure is kept."""
        self._held.execute(
            "INSERT INTO line_missing VALUES (1, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET tried = excluded.tried, rest = excluded.rest, said = excluded.said",
            (at, at, rest, said[:200]),
        )

    def line_made(self) -> None:
        """It is there again."""
        if self.line_missing() is not None:
            self._held.execute("DELETE FROM line_missing")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._held.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._held.execute("COMMIT")
        except BaseException:
            if self._held.in_transaction:
                self._held.execute("ROLLBACK")
            raise

    def _one(self, where: str, *values: int) -> Kept | None:
        found = self._held.execute(
            f"SELECT size, root, at, note, quorum FROM checkpoint {where}",  # noqa: S608 - fixed texts of this module
            values,
        ).fetchone()
        return Kept(found[0], found[1], found[2], found[3] or b"", bool(found[4])) if found else None


@contextmanager
def opened(path: Path, *, make: bool = False) -> Iterator[CheckpointStore]:
    """The store, closed afterwards; where there is none it is made, or (to read) an empty one stands in for it."""
    store = CheckpointStore(path if make or path.exists() else None)
    try:
        yield store
    finally:
        store.close()
