"""Votes read 64 bytes at a time and equal ballots counted together: the usual case at the speed of memory.

Whatever is not plain (a quote, a blank inside a cell, an unknown project, a number with a point, a ballot that names
a project twice) stops the scan, and the rows are read the slow way, which says what is wrong and where.

A ballot's text seen before is not taken apart again; one that is new is looked for among the ballots, since the same
projects may have been named in another order.
"""

from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from cocity.engines.budget.contracts import Int32s, Int64s
from cocity.engines.budget.names import places
from cocity.engines.budget.rows import BRIEF, alike, briefly, grouped, rows
from cocity.engines.budget.slots import larger
from cocity.engines.budget.utf8 import looked, sound

SLOTS = 1024  # of a new table
FIRST = 500  # rows tell whether texts are brief
NEW = 2 / 3  # of ballots


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

    `ranked`: points are m … 1 in the order named. If the voters' ids ascend, by letters or longer ones later, none stands
    twice; else all are kept and compared.
    """
    plain = _plain(data, begin)
    if plain is None:
        return None
    return _scan(*plain, columns, ids, ranked=ranked, keep=False) or _scan(
        *plain, columns, ids, ranked=ranked, keep=True
    )


def _scan(
    text: NDArray[np.uint8],
    most: int,
    commas: int,
    columns: Columns,
    ids: list[bytes],
    *,
    ranked: bool,
    keep: bool,
) -> Scanned | None:
    wide, pointed = (4 if columns.points >= 0 else 2), ranked or columns.points >= 0
    items = most + commas
    start, voters, kept, listed, points, cells, people = _pieces(
        most + 1, most, most * keep, (items + 1) // 2, items * pointed, wide * most, most
    )
    who, projects = kept.view(np.uint64), listed.view(np.int32)
    stop, last = np.empty(columns.many, np.int64), np.array([0, 0, 0, 3], np.uint64)
    many = rows(text, columns.many, columns.voter, columns.vote, columns.points, stop, last, who, cells)
    if many < 0 or (keep and not _distinct(who[:many])):
        return None
    texts = _texts(text, cells, wide, many, people, whole=columns.points in (-1, columns.vote + 1))
    names, starts = np.frombuffer(b"".join(ids), np.uint8), np.array([0, *accumulate(map(len, ids))])
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
    """How many texts of ballots there are, at the front of `cells`, cast by `people` each. Where most are new, or ballots do
    not stand in one piece, it is quicker not to look for equal ones: the rest stays as it is.
    """
    first = cells[: wide * min(many, FIRST)]
    brief = bool((first[wide - 1 :: wide] - first[::wide] <= BRIEF).all())
    row, texts, slots = 0, 0, SLOTS
    known = np.zeros(3 * slots if brief else slots, np.uint64)
    while whole and row < many:
        row, texts = (briefly if brief else alike)(text, cells, wide, many, row, texts, known, people)
        if 2 * texts < slots or texts > NEW * row:
            break
        slots *= 4
        known = np.zeros(3 * slots, np.uint64) if brief else larger(known)
    rest = many - row
    cells[wide * texts : wide * (texts + rest)] = cells[wide * row : wide * many]
    people[texts : texts + rest] = 1
    return texts + rest


def _pieces(*sizes: int) -> list[Int64s]:
    """Arrays out of one block: the system takes its time to give memory and to take it back, piece by piece."""
    ends = [*accumulate(sizes)]
    block = np.empty(ends[-1], np.int64)
    return [block[end - size : end] for end, size in zip(ends, sizes, strict=True)]


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
