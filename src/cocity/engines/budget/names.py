"""The cells of a vote, for compiled loops: the projects it names, and the points it gives them.

Arrays are handed on as pointers, see `words`. A pair (data, size) is a text.
"""
# Compiled code has no place for early types: mypy sees plain functions.

import numpy as np
from numba import njit

from cocity.engines.budget.words import MIX, ONE, inside, key, lowest, marks, pointer, same

COMMA, ZERO = 44, 48
LIMIT = 1 << 36  # points of one vote stay below ten times that


@njit(cache=True)
def places(ids, starts, bits):  # type: ignore[no-untyped-def]
    """Projects by their id's key in open addressing, 2**bits slots: keys, 0 where free, and the projects' numbers."""
    keys, numbers = np.zeros(1 << bits, np.uint64), np.full(1 << bits, -1, np.int64)
    text = pointer(ids), len(ids)
    for n in range(len(starts) - 1):
        k = key(text, starts[n], starts[n + 1])
        at = slot(k, bits)
        while keys[at]:
            at = (at + 1) & (len(keys) - 1)
        keys[at], numbers[at] = k, n
    return keys, numbers


@inside
def slot(k, bits):  # type: ignore[no-untyped-def]
    """Where to begin looking for a key."""
    return np.int64((k * MIX) >> np.uint64(64 - bits))


@inside
def found(text, low, high, names):  # type: ignore[no-untyped-def]
    """Which project these bytes name; -1 when none, or when two long ids have the same key."""
    ids, starts, keys, numbers, bits = names
    k = key(text, low, high)
    at = slot(k, bits)
    while keys[at] != k and keys[at]:
        at = (at + 1) & ((1 << bits) - 1)
    p = numbers[at]
    if (
        p >= 0
        and high - low > 8
        and not (  # shorter keys are the id itself
            starts[p + 1] - starts[p] == high - low and same(text, low, high, ids, starts[p])
        )
    ):
        return np.int64(-1)
    return p


@inside
def named(text, low, high, projects, fill, most, names):  # type: ignore[no-untyped-def]
    """The projects a vote names, into `projects[fill:]`: how many, at most so many; -1 where the cell is not plain."""
    many, item, at = 0, low, low
    while at <= high and low < high:
        ends = marks(text, at, COMMA)
        if high - at < 64:  # the end of the cell ends its last item
            last = ONE << np.uint64(high - at)
            ends = (ends & (last - ONE)) | last
        while ends:
            end = at + lowest(ends)
            p = found(text, item, end, names)
            if p < 0 or many == most:
                return -1
            projects[fill + many] = p
            many += 1
            item = end + 1
            ends &= ends - ONE
        at += 64
    return many


@njit(cache=True)
def given(text, low, high, points, fill):  # type: ignore[no-untyped-def]
    """A cell of points, whole numbers with commas, into `points[fill:]`: how many, or -1 if it is not plain."""
    data, many, i = text[0], 0, low
    while i < high:
        amount, begin = np.int64(0), i
        while ZERO <= data[i] <= ZERO + 9 and amount < LIMIT:
            amount = amount * 10 + np.int64(data[i]) - ZERO
            i += 1
        if i == begin or (i < high and data[i] != COMMA) or i == high - 1:
            return -1
        points[fill + many] = amount
        many += 1
        i += 1
    return many
