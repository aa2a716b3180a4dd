"""Exact filters of set-similarity joins: what cannot reach the threshold is never compared.

Prefix filter of Chaudhuri, Ganti, Kaushik (ICDE 2006) and PPJoin (Xiao, Wang, Lin, Yu, WWW 2008): if shingles are put
in one order, rare ones first, two sets of Jaccard ≥ t share one of their first |x| - ⌈t·|x|⌉ + 1. Before it, a text
of which more than |x| - ⌈t·|x|⌉ shingles stand in no other text is dropped.
"""

import math

import numpy as np
from numba import njit

_MIX = 0x9E3779B97F4A7C15
_OTHER = 0xD6E8FEB86659FD93


@njit(cache=True, inline="always")
def mixed(key):  # type: ignore[no-untyped-def]
    """A well-mixed 64-bit number of a shingle, one to one."""
    h = key * np.uint64(_MIX)
    h ^= h >> np.uint64(32)
    h *= np.uint64(_OTHER)
    return h ^ (h >> np.uint64(29))


@njit(cache=True, inline="always")
def bucket(key, shift):  # type: ignore[no-untyped-def]
    """The bucket in which a shingle is counted: the highest 64 - `shift` bits of a product."""
    return (key * np.uint64(_MIX)) >> shift


@njit(cache=True, inline="always")
def needed(size, least):  # type: ignore[no-untyped-def]
    """⌈least · size⌉, without the doubt of floating point at whole numbers."""
    return math.ceil(least * size - 1e-9)


@njit(cache=True, nogil=True)
def rarest(keys, size, counts, shift, least, order, cells):  # type: ignore[no-untyped-def]
    """As `prefix`, by counting instead of ordering, so a few more than needed: as many as share the last one's cell.

    The order is by the count kept for the shingle's bucket, then by six bits of the mixed number; a longer prefix
    loses no pair. `cells` is scratch; `order` receives whole mixed numbers.
    """
    take = size - needed(size, least) + 1
    rare, fine = np.zeros(256, np.int64), np.zeros(64, np.int64)
    for i in range(size):
        number = mixed(keys[i])
        order[i], cells[i] = number, counts[bucket(keys[i], shift)]
        rare[cells[i]] += 1
    take -= rare[1]
    if take <= 0:
        return 0
    edge, before = 2, 0
    while edge < 255 and before + rare[edge] < take:
        before += rare[edge]
        edge += 1
    for i in range(size):
        fine[order[i] & np.uint64(63)] += cells[i] == edge
    last, before = 0, before + fine[0]
    while last < 63 and before < take:
        last += 1
        before += fine[last]
    n = 0
    for i in range(size):
        inside = cells[i] == edge and (order[i] & np.uint64(63)) <= np.uint64(last)
        order[n] = order[i]
        n += inside or 1 < cells[i] < edge
    return n


@njit(cache=True, nogil=True)
def prefix(keys, size, counts, shift, least, order, ranks):  # type: ignore[no-untyped-def]
    """The rarest shingles of one text into `order`, as `mixed` numbers; how many. Those in no other text are left out.

    The order is by the count kept for the shingle's bucket, then by the mixed number: both are the same for every
    text as long as `counts` does not change. A bucket counted once holds a shingle that no other text has.
    """
    take = size - needed(size, least) + 1
    low = np.uint64(0xFFFFFFFFFFFFFF)
    shared = 0
    for i in range(size):
        common = np.uint64(counts[bucket(keys[i], shift)])
        if common == 1:
            take -= 1
        else:
            ranks[shared] = (common << np.uint64(56)) | (mixed(keys[i]) & low)
            shared += 1
    take = max(min(take, shared), 0)
    chosen = np.partition(ranks[:shared], take - 1) if 0 < take < shared else ranks
    for i in range(take):
        order[i] = chosen[i] & low
    return take
