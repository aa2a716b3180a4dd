"""Equal ballots found by their text and by their content, for compiled loops.

Arrays are handed on as pointers, see `words`. A pair (data, size) is a text.
"""
# Compiled code has no place for early types: mypy sees plain functions.

import numpy as np
from numba import njit

from cocity.engines.budget.slots import LOWER, UPPER, first
from cocity.engines.budget.words import MIX, ONE, SPREAD, blended, differing, inside, ones, stirred


@inside
def marked(said, many, projects, fill, bits, words):  # type: ignore[no-untyped-def]
    """A ballot without points, sorted, into `projects[fill:]`; its hash, or 0 where a project stands twice.

    Marked in `bits`, a project's place is how many marks are below its own. `bits` are pairs: marks, and marks before.
    """
    for w in range(words):
        bits[2 * w] = 0
    for k in range(many):
        bits[2 * (said[k] >> 6)] |= ONE << np.uint64(said[k] & 63)
    h, before = SPREAD + np.uint64(many), 0
    for w in range(words):
        bits[2 * w + 1] = before
        before += ones(bits[2 * w])
        h = (h ^ bits[2 * w]) * MIX
        h ^= h >> np.uint64(31)
    if before != many:
        return np.uint64(0)
    for k in range(many):
        w, mark = 2 * (said[k] >> 6), ONE << np.uint64(said[k] & 63)
        projects[fill + np.int64(bits[w + 1]) + ones(bits[w] & (mark - ONE))] = said[k]
    return stirred(h * MIX) | ONE


@njit(cache=True)
def arranged(projects, points, fill, many, pointed):  # type: ignore[no-untyped-def]
    """Sort one ballot by project (short, mostly sorted); its hash, or 0 where a project stands twice."""
    for k in range(1, many):
        p, j = projects[fill + k], k
        amount = points[fill + k] if pointed else 1
        while j > 0 and projects[fill + j - 1] >= p:
            if projects[fill + j - 1] == p:
                return np.uint64(0)
            projects[fill + j] = projects[fill + j - 1]
            if pointed:
                points[fill + j] = points[fill + j - 1]
            j -= 1
        projects[fill + j] = p
        if pointed:
            points[fill + j] = amount
    h = SPREAD + np.uint64(many)
    for k in range(many):
        h = (h ^ np.uint64(projects[fill + k])) * MIX
        if pointed:
            h = (h ^ np.uint64(points[fill + k])) * SPREAD
        h ^= h >> np.uint64(31)
    return stirred(h * MIX) | ONE


@inside
def met(slots, size, h, projects, points, start, fill, many, pointed):  # type: ignore[no-untyped-def]
    """(slot, the group of an equal ballot); -1 and a free slot where there is none yet."""
    at = first(h, size)
    while slots[at]:
        if (slots[at] ^ h) & UPPER == 0:
            g = np.int64(slots[at] & LOWER) - 1
            low, k = start[g], 0
            if start[g + 1] - low == many:
                while (
                    k < many
                    and projects[low + k] == projects[fill + k]
                    and (not pointed or points[low + k] == points[fill + k])
                ):
                    k += 1
                if k == many:
                    return at, g
        at = (at + 1) & (size - 1)
    return at, np.int64(-1)


@inside
def lettered(data, low, high):  # type: ignore[no-untyped-def]
    """A hash of a text's bytes, 32 at a time: as many must be there to read after its end."""
    h = SPREAD + np.uint64(high - low)
    while high - low > 32:
        h = stirred(h ^ blended(data, low, 32)) * MIX
        low += 32
    return stirred(h ^ blended(data, low, high - low)) * MIX


@inside
def recalled(slots, size, h, data, cells, wide, low, high):  # type: ignore[no-untyped-def]
    """(slot, the text of a ballot in these letters); -1 and a free slot where there is none yet."""
    at = first(h, size)
    while slots[at]:
        if (slots[at] ^ h) & UPPER == 0:
            n = np.int64(slots[at] & LOWER) - 1
            begin, left = cells[wide * n], high - low
            if cells[wide * n + wide - 1] - begin == left:
                while left > 32 and differing(data, high - left, begin) == 0:
                    begin, left = begin + 32, left - 32
                if left <= 32 and differing(data, high - left, begin) & ((ONE << np.uint64(left)) - ONE) == 0:
                    return at, n
        at = (at + 1) & (size - 1)
    return at, np.int64(-1)
