"""The cells of a vote, for compiled loops: the projects it names, and the points it gives them.

Arrays are handed on as pointers, see `words`. A pair (data, size) is a text.
"""
# Compiled code has no place for early types: mypy sees plain functions.

import numpy as np
from numba import njit

from cocity.engines.budget.words import ONE, key, lowest, marks, pointer, same, stirred

COMMA, ZERO = 44, 48
LIMIT = 1 << 36  # points of one vote stay below ten times that


@njit(cache=True)
def places(ids, starts, size):  # type: ignore[no-untyped-def]
    """Projects by their id's key in open addressing: keys and the projects' numbers, -1 where free."""
    keys, numbers = np.zeros(size, np.uint64), np.full(size, -1, np.int64)
    text = pointer(ids), len(ids)
    for n in range(len(starts) - 1):
        k = key(text, starts[n], starts[n + 1])
        at = np.int64(stirred(k) & np.uint64(size - 1))
        while numbers[at] >= 0:
            at = (at + 1) & (size - 1)
        keys[at], numbers[at] = k, n
    return keys, numbers


@njit(cache=True)
def found(text, low, high, names):  # type: ignore[no-untyped-def]
    """Which project these bytes name, compared letter by letter; -1 when none."""
    ids, starts, keys, numbers, size = names
    k = key(text, low, high)
    at = np.int64(stirred(k) & np.uint64(size - 1))
    while numbers[at] >= 0:
        p = numbers[at]
        alike = keys[at] == k and starts[p + 1] - starts[p] == high - low
        if alike and (high - low <= 8 or same(text, low, high, ids, starts[p])):
            return p
        at = (at + 1) & (size - 1)
    return np.int64(-1)


@njit(cache=True)
def named(text, low, high, projects, fill, most, names):  # type: ignore[no-untyped-def]
    """The projects a vote names, into `projects[fill:]`: how many, at most so many; -1 where the cell is not plain."""
    many, item, at = 0, low, low
    if low == high:
        return many
    commas = marks(text, at, COMMA)
    while True:
        while commas == 0 and at + 64 < high:
            at += 64
            commas = marks(text, at, COMMA)
        end = min(at + lowest(commas), high) if commas else high
        p = found(text, item, end, names)
        if p < 0 or many == most:
            return -1
        projects[fill + many] = p
        many += 1
        if end == high:
            return many
        commas &= commas - ONE
        item = end + 1


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
