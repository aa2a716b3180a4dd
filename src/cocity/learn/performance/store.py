"""The tables the figures are made from: files that can be thrown away and made again from the journal.

A file holds the rows and, in the same write, how far the journal has been read: they cannot come apart.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import polars as pl
from django.conf import settings

from cocity.ground.journal import api as journal
from cocity.learn.performance import calls, columns, fold
from cocity.learn.performance.catalogue import thresholds
from cocity.learn.performance.state import EPOCH, MICROSECOND, State, micros

BATCH = 50_000  # entries read at a time
KEEP = 400_000  # entries between two writes of the file
Progress = Callable[[int], None]
FORM = "1"  # raised when the fold itself changes: older files are then made anew


@dataclass(frozen=True, slots=True)
class Position:
    """How far the journal has been read: the last entry taken, and the latest time told so far (µs)."""

    tx: int = 0
    seq: int = 0
    subject: str = ""
    latest: int = 0
    entries: int = 0


class Table(NamedTuple):
    """Rows, and what they were made from."""

    rows: pl.DataFrame
    at: Position


@dataclass(frozen=True, slots=True)
class Standing:
    """What the figures rest on: the time of the last entry read, when the file was written (both aware; None
    before the first), how many entries, and a mark that changes when any of it does."""

    read_until: datetime | None
    made_at: datetime | None
    entries: int
    mark: tuple[str, int, int, int, int]


class Kind(NamedTuple):
    """A table: its file, the kinds of entries it reads, how they are added, what is derived at the end."""

    name: str
    kinds: tuple[str, ...]
    empty: Callable[[], pl.DataFrame]
    take: Callable[[pl.DataFrame, Sequence[journal.Entry]], pl.DataFrame]
    finish: Callable[[pl.DataFrame], pl.DataFrame]


def _take_matters(rows: pl.DataFrame, entries: Sequence[journal.Entry]) -> pl.DataFrame:
    ids = [int(entry.subject.partition(":")[2]) for entry in entries]
    states = columns.states_of(rows, sorted(set(ids)))
    for entry, number in zip(entries, ids, strict=True):
        state = states.get(number)
        if state is None:
            state = states[number] = State(number)
        fold.fold(state, entry)
    return columns.merged(rows, states.values())


MATTERS = Kind("matters", fold.KINDS, columns.empty, _take_matters, columns.derived)
CALLS = Kind("calls", calls.KINDS, calls.empty, calls.take, lambda rows: rows)
_held: dict[Path, tuple[tuple[int, int], Table]] = {}
# How far a table stood, and the last entry looked at then, of whatever kind: others are not read again at every beat.
_looked: dict[Path, tuple[Position, Position]] = {}


def matters() -> Table:
    """The table of matters as last written; empty before the first update."""
    return _read(MATTERS)


def phone_calls() -> Table:
    """The table of telephone calls."""
    return _read(CALLS)


def standing() -> Standing:
    """How current the tables are."""
    table, told = matters(), phone_calls().at
    seen = _seen(_path(MATTERS))
    made = datetime.fromtimestamp(seen[0] / 1e9, UTC) if seen else None
    latest = max(table.at.latest, told.latest)
    until = EPOCH + latest * MICROSECOND if latest else None
    calls_seen = _seen(_path(CALLS)) or (0, 0)
    mark = (str(_path(MATTERS)), *(seen or (0, 0)), *calls_seen)
    return Standing(until, made, table.at.entries + told.entries, mark)


def catch_up(progress: Progress | None = None) -> int:
    """Read the journal on from where each table stands; how many entries were added."""
    return sum(_catch_up(kind, progress, fresh=False) for kind in (MATTERS, CALLS))


def make_anew(progress: Progress | None = None) -> int:
    """Throw the tables away and make them from the whole journal; how many entries were read."""
    return sum(_catch_up(kind, progress, fresh=True) for kind in (MATTERS, CALLS))


def _catch_up(kind: Kind, progress: Progress | None, *, fresh: bool) -> int:
    with _alone(kind):
        table = Table(kind.empty(), Position()) if fresh else _trusted(kind)
        begun = written = table.at.entries
        changed, position = fresh, _begin(kind, table.at)
        while True:
            entries, position = journal.following(position, kinds=kind.kinds, limit=BATCH)
            if not entries:
                break
            table = Table(kind.take(table.rows, entries), _after(table.at, entries))
            changed = True
            if progress:
                progress(table.at.entries)
            if table.at.entries - written >= KEEP:
                _write(kind, table)
                written = table.at.entries
        if changed:
            _write(kind, table)
        _note(kind, table.at, position)
        return table.at.entries - begun


def _begin(kind: Kind, at: Position) -> tuple[int, int]:
    """From where to read on: further than the table stands where this process has looked already."""
    stood, looked = _looked.get(_path(kind), (None, at))
    last = looked if stood == at and _stands(looked) else at
    return last.tx, last.seq


def _note(kind: Kind, at: Position, position: tuple[int, int]) -> None:
    if position > (at.tx, at.seq):
        last = journal.after((position[0], position[1] - 1), limit=1)[0]
        _looked[_path(kind)] = at, Position(last.tx, last.seq, last.subject)


def _stands(at: Position) -> bool:
    """Whether the journal still holds that entry in that place."""
    there = journal.after((at.tx, at.seq - 1), limit=1)
    return bool(there) and (there[0].tx, there[0].seq, there[0].subject) == (at.tx, at.seq, at.subject)


def _after(at: Position, entries: Sequence[journal.Entry]) -> Position:
    last = entries[-1]
    latest = max(at.latest, max(micros(entry.at) for entry in entries))
    return replace(
        at, tx=last.tx, seq=last.seq, subject=last.subject, latest=latest, entries=at.entries + len(entries)
    )


def _trusted(kind: Kind) -> Table:
    """The table on file, unless the journal it was made from is another one now."""
    table = _read(kind)
    if table.at.seq and not _stands(table.at):
        return Table(kind.empty(), Position())
    return table


def _read(kind: Kind) -> Table:
    path = _path(kind)
    mark = _seen(path)
    if mark is None:
        return Table(kind.finish(kind.empty()), Position())
    held = _held.get(path)
    if held is None or held[0] != mark:
        held = (mark, _load(kind, path))
        _held[path] = held
    return held[1]


def _seen(path: Path) -> tuple[int, int] | None:
    """When a file was written, and which one it is; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino


def _load(kind: Kind, path: Path) -> Table:
    written = pl.read_parquet_metadata(path)
    if written.get("form") != _form():
        return Table(kind.finish(kind.empty()), Position())
    return Table(pl.read_parquet(path), Position(**json.loads(written["position"])))


def _write(kind: Kind, table: Table) -> None:
    path = _path(kind)
    fresh = path.with_suffix(f".{os.getpid()}.new")
    told = {"form": _form(), "position": json.dumps(asdict(table.at))}
    kind.finish(table.rows).write_parquet(fresh, metadata=told, compression="lz4")
    fresh.replace(path)


def _form() -> str:
    """What a file must have been made with to be read on; thresholds that shape columns are part of it."""
    return json.dumps([FORM, columns.SCHEMA, thresholds().repeat_days], default=str)


def _path(kind: Kind) -> Path:
    return Path(settings.HOME) / "figures" / f"{kind.name}.parquet"


@contextmanager
def _alone(kind: Kind) -> Iterator[None]:
    """One writer at a time on this machine; readers never wait."""
    path = _path(kind).with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
