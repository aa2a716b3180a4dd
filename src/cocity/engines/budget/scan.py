"""Votes read 64 bytes at a time and equal ballots counted together: the usual case at the speed of memory.

Whatever is not plain (a quote, a blank inside a cell, an unknown project, a number with a point, a ballot that names
a project twice) stops the scan, and the rows are read the slow way, which says what is wrong and where.

A ballot's text seen before is not taken apart again; one that is new is looked for among the ballots, since the same
projects may have been named in another order.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cocity.engines.budget.contracts import Int32s, Int64s
from cocity.engines.budget.names import places
from cocity.engines.budget.rows import alike, grouped, rows
from cocity.engines.budget.slots import larger
from cocity.engines.budget.utf8 import looked, sound

SLOTS = 1024  # of a new table
NEW = 0.95  # of ballots


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """How many cells a row has and which hold the voter, the vote and the points (-1: no points)."""

    many: int
    voter: int
    vote: int
    points: int


@dataclass(frozen=True, slots=True, eq=False)
class Scanned:
    """Groups of equal ballots as in `Ballots`, and how many voters there are. `points` is empty where all are 1."""

    start: Int64s
    projects: Int32s
    points: Int64s
    voters: Int64s
    people: int


def scan(data: bytes, begin: int, columns: Columns, ids: list[bytes], *, ranked: bool) -> Scanned | None:
    """The rows from byte `begin`; None if any of them is not plain or a voter may stand twice.

    `ranked`: points are m … 1 in the order named. If the voters' ids ascend (longer ones later, equally long ones by
    letters) none stands twice; else all are kept and compared.
    """
    plain = _plain(data, begin)
    if plain is None:
        return None
    return _scan(*plain, columns, ids, ranked, keep=False) or _scan(*plain, columns, ids, ranked, keep=True)


def _scan(
    text: NDArray[np.uint8],
    most: int,
    commas: int,
    columns: Columns,
    ids: list[bytes],
    ranked: bool,
    *,
    keep: bool,
) -> Scanned | None:
    wide, pointed = (4 if columns.points >= 0 else 2), ranked or columns.points >= 0
    items = most + commas
    start, voters, who, projects, points, cells, people = _pieces(
        (most + 1, np.int64), (most, np.int64), (most * keep, np.uint64), (items, np.int32),
        (items * pointed, np.int64), (wide * most, np.int64), (most, np.int64),
    )  # fmt: skip
    stop, last = np.empty(columns.many, np.int64), np.zeros(3, np.uint64)
    many = rows(text, columns.many, columns.voter, columns.vote, columns.points, stop, last, who, cells)
    if many < 0 or not _distinct(who[: many * keep]):
        return None
    texts = _texts(text, cells, wide, many, people, whole=columns.points in (-1, columns.vote + 1))
    names, starts = np.frombuffer(b"".join(ids), np.uint8), np.cumsum([0, *map(len, ids)])
    keys, numbers = places(names, starts, (8 * len(ids)).bit_length())
    said, bits = np.empty(len(ids), np.int32), np.empty((len(ids) + 63) // 64 * 2, np.uint64)
    equal = np.zeros(1 << (2 * texts).bit_length(), np.uint64)
    groups, fill = grouped(
        text, cells, people, texts, names, starts, keys, numbers, pointed, ranked, equal, said, bits,
        start, voters, projects, points,
    )  # fmt: skip
    if groups < 0:
        return None
    return Scanned(
        start[: groups + 1].copy(), projects[:fill].copy(), points[: fill * pointed].copy(), voters[:groups].copy(), many
    )  # fmt: skip


def _texts(
    text: NDArray[np.uint8], cells: Int64s, wide: int, many: int, people: Int64s, *, whole: bool
) -> int:
    """How many texts of ballots there are, at the front of `cells`, cast by `people` each. Where nearly all are new, or
    ballots do not stand in one piece, it is quicker not to look for equal ones: the rest stays as it is.
    """
    known, row, texts = np.zeros(SLOTS, np.uint64), 0, 0
    while whole and row < many:
        row, texts = alike(text, cells, wide, many, row, texts, known, people)
        if 2 * texts < len(known) or texts > NEW * row:
            break
        known = larger(known)
    rest = many - row
    cells[wide * texts : wide * (texts + rest)] = cells[wide * row : wide * many]
    people[texts : texts + rest] = 1
    return texts + rest


def _pieces(*wanted: tuple[int, type[np.generic]]) -> list[NDArray[Any]]:
    """Arrays out of one block: the system takes its time to give memory and to take it back, piece by piece."""
    sizes = [-(-many * np.dtype(kind).itemsize // 8) * 8 for many, kind in wanted]
    block, ends = np.empty(sum(sizes), np.uint8), np.cumsum(sizes).tolist()
    return [
        block[end - size : end].view(kind)[:many]
        for (many, kind), size, end in zip(wanted, sizes, ends, strict=True)
    ]


def _distinct(who: NDArray[np.uint64]) -> bool:
    """Whether no key stands twice; if one does it is the same voter, or one chance in 2**64: the slow way tells."""
    who.sort()
    return not bool((who[1:] == who[:-1]).any())


def _plain(data: bytes, begin: int) -> tuple[NDArray[np.uint8], int, int] | None:
    """The rows as bytes that end with a newline, how many newlines and commas there are; None unless they are UTF-8
    without quotes, NUL or lone carriage returns.
    """
    if not data.endswith(b"\n"):
        data += b"\n"
    text = np.frombuffer(data, np.uint8)
    newlines, commas, odd, doubtful = looked(text[begin:])
    if odd or (doubtful and not sound(text)):
        return None
    return text[begin:], newlines, commas  # what comes before is known to be sound
