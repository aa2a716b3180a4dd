"""All near-duplicate pairs of a list of texts at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit

from cocity.engines.text.near.filters import bucket, needed, rarest
from cocity.engines.text.near.shingles import LEAST, SHINGLE, distinct, lacking, room_for, units_of
from cocity.engines.text.near.thinning import thinned


@dataclass(frozen=True, slots=True)
class Pair:
    """Rows `first` < `second` (from 0) and their Jaccard similarity."""

    first: int
    second: int
    similarity: float


def pairs_of(texts: Sequence[str], least: float = LEAST) -> list[Pair]:
    """Every pair of Jaccard ≥ `least`, ordered by rows; texts without a character are alike to nothing.

    Raises ValueError unless 0 < least ≤ 1.
    """
    if not 0 < least <= 1:
        raise ValueError("the least similarity lies above 0 and at most at 1")
    units, bounds = units_of(texts)
    if units.size == 0:
        return []
    rows = thinned(units, bounds, least)
    counts, shift = rarity(units, bounds, rows)
    first, second, similarity = joined(units, bounds, rows, counts, shift, least)
    order = np.lexsort((second, first))
    columns = (first[order].tolist(), second[order].tolist(), similarity[order].tolist())
    return [Pair(*each) for each in zip(*columns, strict=True)]


@njit(cache=True, nogil=True)
def rarity(units, bounds, rows):  # type: ignore[no-untyped-def]
    """(counts, shift): how often the shingles of each bucket stand in `rows`, at most 255, to put rare ones first."""
    total = 0
    for i in rows:
        total += bounds[i + 1] - bounds[i]
    counts = np.zeros(room_for(total), np.uint8)
    shift = np.uint64(64 - int(np.log2(counts.size) + 0.5))
    for i in rows:
        key = np.uint64(0)
        for j in range(bounds[i], bounds[i + 1]):
            key = (key << np.uint64(16)) | np.uint64(units[j])
            if j - bounds[i] >= SHINGLE - 1 or j == bounds[i + 1] - 1:
                at = bucket(key, shift)
                counts[at] += counts[at] < 255
    return counts, shift


@njit(cache=True, nogil=True)
def _grown(array):  # type: ignore[no-untyped-def]
    wider = np.empty((2 * len(array), array.shape[1]), array.dtype)
    wider[: len(array)] = array
    return wider


@njit(cache=True, nogil=True)
def _longer(array):  # type: ignore[no-untyped-def]
    wider = np.empty(2 * array.size, array.dtype)
    wider[: array.size] = array
    return wider


@njit(cache=True, nogil=True)
def _posted(a, take, order, heads, posts, at, last, met):  # type: ignore[no-untyped-def]
    """Posts the prefix of row `a` from place `at` on and gathers into `met` the earlier rows that it meets; how many.

    A post: the one before it in its list, its row, half of the shingle's number.
    """
    mask, n = np.uint64(heads.size - 1), 0
    for k in range(take):
        half, head = np.int32(order[k] >> np.uint64(32)), (order[k] >> np.uint64(6)) & mask
        before = post = heads[head]
        while post >= 0:
            b = posts[post, 1]
            if posts[post, 2] == half and last[b] != a:
                last[b] = a
                met[n] = b
                n += 1
            post = posts[post, 0]
        posts[at, 0], posts[at, 1], posts[at, 2] = before, a, half
        heads[head] = at
        at += 1
    return n


@njit(cache=True, nogil=True)
def joined(units, bounds, rows, counts, shift, least):  # type: ignore[no-untyped-def]
    """(first, second, similarity) of all pairs among `rows`."""
    longest = total = 0
    for i in rows:
        longest, total = max(longest, bounds[i + 1] - bounds[i]), total + bounds[i + 1] - bounds[i]
    keys, order = np.empty(longest + 2, np.uint64), np.empty(longest + 2, np.uint64)
    cells, room = np.empty(longest + 2, np.uint8), room_for(longest)
    seen, strange = np.empty(room, np.uint64), np.empty(room, np.uint64)
    stamps, marks = np.full(room, -1, np.int32), np.full(room, -1, np.int32)
    heads, posts = np.full(room_for(total // 8), -1, np.int32), np.empty((total // 3 + 1024, 3), np.int32)
    sizes, last = np.zeros(rows.size, np.int32), np.full(rows.size, -1, np.int32)
    met = np.empty(rows.size, np.int32)
    first, second, similarity = np.empty(64, np.int64), np.empty(64, np.int64), np.empty(64, np.float64)
    posted = found = looked = 0
    for a in range(rows.size):
        i = rows[a]
        mine = units[bounds[i] : bounds[i + 1]]
        room = room_for(mine.size)
        size = sizes[a] = distinct(mine, keys, room, seen, stamps, a)
        take = rarest(keys, size, counts, shift, least, order, cells)
        while posted + take > len(posts):
            posts = _grown(posts)
        many = _posted(a, take, order, heads, posts, posted, last, met)
        posted += take
        for b in met[:many]:
            if min(size, sizes[b]) < needed(max(size, sizes[b]), least):
                continue
            looked += 1
            j = rows[b]
            theirs = units[bounds[j] : bounds[j + 1]]
            most = sizes[b] - needed(size + sizes[b], least / (1 + least))
            lack = lacking(theirs, mine, room, seen, stamps, a, strange, marks, looked, most)
            alike = (sizes[b] - lack) / (size + lack)
            if alike >= least - 1e-12:
                if found == first.size:
                    first, second, similarity = _longer(first), _longer(second), _longer(similarity)
                first[found], second[found], similarity[found] = j, i, alike
                found += 1
    return first[:found], second[:found], similarity[:found]
