"""Shingles: the set of four characters in a row of a text without its white space, each packed into 64 bits.

Sixteen bits a character hold the basic plane exactly. Characters beyond it (emoji, rare Han) are folded into the
2,048 surrogate values, so two of them can rarely be taken for one another; nothing else is approximate.
"""

from collections.abc import Iterable

import numpy as np
from numba import njit
from numpy.typing import NDArray

SHINGLE = 4  # characters
TOGETHER = 256  # texts decoded at once: little enough to stay in the processor's cache
LEAST = 0.7  # Jaccard similarity of a near-duplicate
_MIX = 0x9E3779B97F4A7C15
_SPACES = "".join(chr(c) for c in range(0x10000) if chr(c).isspace())


def _spaces() -> NDArray[np.bool_]:
    table = np.zeros(0x10000, np.bool_)
    table[[ord(c) for c in _SPACES]] = True
    return table


SPACE = _spaces()


def units_of(texts: Iterable[str]) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    """Characters without white space, end to end, with (n + 1) bounds."""
    kept = list(texts)
    lengths = np.fromiter((len(text) for text in kept), np.int64, len(kept))
    units, bounds = np.empty(int(lengths.sum()), np.uint16), np.zeros(len(kept) + 1, np.int64)
    for at in range(0, len(kept), TOGETHER):
        joined = "".join(kept[at : at + TOGETHER])
        squeezed(_points(joined), lengths[at : at + TOGETHER], SPACE, units, bounds[at:])
    return units[: bounds[-1]], bounds


def units_of_one(text: str) -> NDArray[np.uint16]:
    """Characters of one text without white space: what `units_of` gives, without the cost of a batch."""
    return _points("".join(text.split()))


def _points(text: str) -> NDArray[np.uint16]:
    """Every character as 16 bits. Writable, like a slice of a batch: compiled code is made once for both."""
    points = np.frombuffer(bytearray(text.encode("utf-16-le", "surrogatepass")), np.uint16)
    if points.size == len(text):
        return points
    wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.where(wide > 0xFFFF, 0xD800 + wide % 0x800, wide).astype(np.uint16)


@njit(cache=True, nogil=True)
def squeezed(points, lengths, space, units, bounds):  # type: ignore[no-untyped-def]
    """Puts the characters that are no white space into `units` from `bounds[0]` on, and their ends into `bounds`."""
    n, at = bounds[0], 0
    for i in range(lengths.size):
        for j in range(at, at + lengths[i]):
            units[n] = points[j]  # never past the end: no more are kept than read
            n += not space[points[j]]
        at += lengths[i]
        bounds[i + 1] = n


@njit(cache=True, inline="always")
def _slot(key, mask, seen, stamps, stamp):  # type: ignore[no-untyped-def]
    """Where a key stands in the table, or would."""
    at = (key * np.uint64(_MIX)) >> np.uint64(32) & mask
    while stamps[at] == stamp and seen[at] != key:
        at = (at + np.uint64(1)) & mask
    return at


@njit(cache=True, nogil=True)
def distinct(units, keys, room, seen, stamps, stamp):  # type: ignore[no-untyped-def]
    """Distinct shingles of one text into `keys` (by first place); how many.

    A text of fewer than four characters is one shingle; an empty one has none. The first `room` (a power of two) of `seen` and
    `stamps` are an open-addressing table with room for twice the shingles; an entry counts only if its stamp is `stamp`.
    """
    mask = np.uint64(room - 1)
    n = 0
    key = np.uint64(0)
    last = units.size - 1
    for i in range(units.size):
        key = (key << np.uint64(16)) | np.uint64(units[i])
        if i < SHINGLE - 1 and i != last:
            continue
        at = _slot(key, mask, seen, stamps, stamp)
        if stamps[at] != stamp:
            seen[at], stamps[at] = key, stamp
            keys[n] = key
            n += 1
    return n


@njit(cache=True, nogil=True)
def overlap(units, mine, marks, room, seen, stamps, stamp):  # type: ignore[no-untyped-def]
    """How many distinct shingles of a text are among those that `distinct` last put into the table under `stamp`.

    `marks` (one for each slot) remembers with the number `mine` which were counted for this text.
    """
    n, last = 0, units.size - 1
    mask, key = np.uint64(room - 1), np.uint64(0)
    for i in range(units.size):
        key = (key << np.uint64(16)) | np.uint64(units[i])
        if i < SHINGLE - 1 and i != last:
            continue
        at = _slot(key, mask, seen, stamps, stamp)
        if stamps[at] == stamp and marks[at] != mine:
            marks[at] = mine
            n += 1
    return n


@njit(cache=True, nogil=True)
def room_for(longest):  # type: ignore[no-untyped-def]
    """Slots of the table for texts of at most `longest` characters: a power of two, at most half full."""
    room = 64
    while room < 2 * longest + 2:
        room *= 2
    return room


@njit(cache=True, nogil=True)
def lacking(theirs, mine, room, seen, stamps, stamp, strange, marks, mark, most):  # type: ignore[no-untyped-def]
    """How many distinct shingles of `theirs` are not among those of `mine`, which `distinct` put into the table under
    `stamp`; no further than `most` + 1.

    Only those that touch what lies between the beginning and the end that both texts share are looked up. `strange`
    and `marks` are a second table, with room for all of `theirs`: shingles already counted under the number `mark`.
    """
    shared = min(theirs.size, mine.size)
    same = ending = 0
    while same < shared and theirs[same] == mine[same]:
        same += 1
    while ending < shared - same and theirs[theirs.size - 1 - ending] == mine[mine.size - 1 - ending]:
        ending += 1
    begin, end = max(same - SHINGLE + 1, 0), min(theirs.size - ending + SHINGLE - 1, theirs.size)
    mask, other = np.uint64(room - 1), np.uint64(room_for(theirs.size) - 1)
    key, n = np.uint64(0), 0
    for i in range(begin, end):
        key = (key << np.uint64(16)) | np.uint64(theirs[i])
        if i - begin < SHINGLE - 1 and not (begin == 0 and i == theirs.size - 1):
            continue
        if stamps[_slot(key, mask, seen, stamps, stamp)] != stamp:
            at = _slot(key, other, strange, marks, mark)
            if marks[at] != mark:
                strange[at], marks[at] = key, mark
                n += 1
                if n > most:
                    return n
    return n


def shingles(text: str) -> frozenset[str]:
    """The same by plain Python, for checks and explanations."""
    plain = "".join(text.split())
    if len(plain) < SHINGLE:
        return frozenset([plain] if plain else [])
    return frozenset(plain[i : i + SHINGLE] for i in range(len(plain) - SHINGLE + 1))


def jaccard(one: str, other: str) -> float:
    """Shared shingles over all shingles of both; 0 where both are empty."""
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b) if a or b else 0.0
