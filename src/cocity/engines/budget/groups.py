"""Equal ballots found by their text and by their content, for compiled loops.

Arrays are handed on as pointers, see `words`. A pair (data, size) is a text.
"""
# Compiled code has no place for early types: mypy sees plain functions.

import numpy as np
from numba import njit

from cocity.engines.budget.slots import LOWER, UPPER, first
from cocity.engines.budget.words import MIX, ONE, SPREAD, lowest, same, stirred


@njit(cache=True)
def marked(projects, fill, many, bits, words):  # type: ignore[no-untyped-def]
    """Sort a ballot without points by marking its projects in `bits`; its hash, or 0 where a project stands twice."""
    for w in range(words):
        bits[w] = 0
    for k in range(fill, fill + many):
        bits[projects[k] >> 6] |= ONE << np.uint64(projects[k] & 63)
    h, at = SPREAD + np.uint64(many), fill
    for w in range(words):
        left = bits[w]
        h = (h ^ left) * MIX
        h ^= h >> np.uint64(31)
        while left:
            projects[at] = (w << 6) + lowest(left)
            left &= left - ONE
            at += 1
    return stirred(h * MIX) | ONE if at == fill + many else np.uint64(0)


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


@njit(cache=True)
def grouped(slots, size, h, projects, points, start, fill, many, pointed):  # type: ignore[no-untyped-def]
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


@njit(cache=True)
def recalled(slots, size, h, texts, text, low, high):  # type: ignore[no-untyped-def]
    """(slot, the group of a ballot of this very text); -1 and a free slot where there is none yet."""
    at = first(h, size)
    while slots[at]:
        if (slots[at] ^ h) & UPPER == 0:
            n = 2 * (np.int64(slots[at] & LOWER) - 1)
            if texts[n + 1] >> 32 == high - low and same(text, low, high, text, texts[n]):
                return at, texts[n + 1] & 0xFFFFFFFF
        at = (at + 1) & (size - 1)
    return at, np.int64(-1)
