"""Texts that no other can be near to are dropped by counting alone, before anything is compared.

A shingle counts here as a 32-bit number (a sum of its characters times odd constants, which compiles to vector
instructions), kept as two bits in a table small enough for the processor's cache. Two shingles in one bucket can only
make a text look shared, never alone: what is dropped is dropped for certain.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cocity.engines.text.near.filters import needed
from cocity.engines.text.near.shingles import SHINGLE

ROUNDS = 2  # the second counts among those that the first left
_A, _B, _C, _D = (np.uint32(odd) for odd in (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F))


def thinned(units: NDArray[np.uint16], bounds: NDArray[np.int64], least: float) -> NDArray[np.int64]:
    """The rows that may have a near-duplicate, ascending."""
    lengths = np.diff(bounds)
    rows = np.flatnonzero(lengths)
    places = np.empty(int(lengths.max(initial=0)) + 1, np.uint32)
    for _ in range(ROUNDS):
        bits = int(np.clip(np.ceil(np.log2(lengths[rows].sum() + 1)) + 1, 12, 30))
        few, shift = np.zeros(1 << (bits - 2), np.uint8), np.uint32(32 - bits)
        _count(units, bounds, rows, few, shift, places)
        rows = _promising(units, bounds, rows, few, shift, least, places)
    return rows


@njit(cache=True, nogil=True)
def _places(text, shift, places):  # type: ignore[no-untyped-def]
    """The bucket of every shingle of a text into `places`; how many. The text has at least one character."""
    if text.size < SHINGLE:
        whole = np.uint32(0)
        for unit in text:
            whole = np.uint32((whole + unit) * _A)
        places[0] = whole >> shift
        return 1
    first, second, third, fourth = text[:-3], text[1:-2], text[2:-1], text[3:]
    for j in range(first.size):
        mixed = np.uint32(first[j] * _A) + np.uint32(second[j] * _B) + np.uint32(third[j] * _C)
        places[j] = np.uint32(mixed + np.uint32(fourth[j] * _D)) >> shift
    return first.size


@njit(cache=True, nogil=True)
def _count(units, bounds, rows, few, shift, places):  # type: ignore[no-untyped-def]
    """Marks in `few` which buckets hold one shingle (1) and which more (3); one repeated in a text counts as more."""
    for i in rows:
        for k in range(_places(units[bounds[i] : bounds[i + 1]], shift, places)):
            at = places[k] >> np.uint32(2)
            place = np.uint8((places[k] & np.uint32(3)) << np.uint32(1))
            old = few[at]
            few[at] = old | np.uint8((((old >> place) & 1) << 1 | 1) << place)


@njit(cache=True, nogil=True)
def _promising(units, bounds, rows, few, shift, least, places):  # type: ignore[no-untyped-def]
    """Those of `rows` of which enough shingles may stand in another text.

    A bucket that holds one holds a shingle of this text alone. Repeats within a text only make the bounds looser.
    """
    found = np.empty(rows.size, np.int64)
    n = 0
    for i in rows:
        most = _places(units[bounds[i] : bounds[i + 1]], shift, places)
        spare = most - needed(most, least)
        for k in range(most):
            place = np.uint8((places[k] & np.uint32(3)) << np.uint32(1))
            spare -= (few[places[k] >> np.uint32(2)] >> place) & 3 == 1
            if spare < 0:
                break
        if spare >= 0:
            found[n] = i
            n += 1
    return found[:n]
