"""Tables that find equal things by hash, for compiled loops: open addressing, twice as many slots as things at least.

A slot holds the upper half of a hash and, in the lower half, a number from 1; 0 is free. The place is taken from a
hash's upper bits, so a table grows without hashing anything again.
"""

import numpy as np
from numba import njit

from cocity.engines.budget.words import inside

UPPER, LOWER = np.uint64(0xFFFFFFFF00000000), np.uint64(0xFFFFFFFF)


@inside
def first(h, size):  # type: ignore[no-untyped-def]
    """Where to begin looking for a hash among `size` slots, a power of two."""
    return np.int64(((h >> np.uint64(32)) * np.uint64(size)) >> np.uint64(32))


@njit(cache=True)
def larger(slots):  # type: ignore[no-untyped-def]
    """The same in four times the room."""
    found = np.zeros(4 * len(slots), np.uint64)
    for slot in slots:
        if slot:
            at = first(slot, len(found))
            while found[at]:
                at = (at + 1) & (len(found) - 1)
            found[at] = slot
    return found
