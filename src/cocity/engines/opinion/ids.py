"""Ids as people wrote them, and the numbers the engine counts by."""

from collections.abc import Sequence

import numpy as np

from cocity.engines.opinion.arrays import Int32s
from cocity.engines.opinion.scan import first_seen

SPARSE = 1 << 22  # ids up to here are looked up in a table however few there are


class Numbers:
    """Numbers 0, 1, … for ids in the order they are first asked for."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def knows(self, name: str) -> bool:
        return name in self._numbers

    def of(self, name: str) -> int:
        """The id's number, the next one for a new id."""
        return self._numbers.setdefault(name, len(self._numbers))

    @property
    def names(self) -> list[str]:
        return list(self._numbers)


def numbered(ids: Int32s) -> tuple[list[str], Int32s]:
    """Different ids in the order they first come, and the number of each entry."""
    if not ids.size:
        return [], ids
    top = int(ids.max())
    if top <= max(SPARSE, 4 * ids.size):
        number = np.full(top + 1, -1, np.int32)
        order = np.empty(top + 1, np.int64)
        seen = first_seen(ids.view(np.uint32), number, order)
        return [str(one) for one in order[:seen].tolist()], number[ids]
    different, first, place = np.unique(ids, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(order.size, np.int32)
    rank[order] = np.arange(order.size, dtype=np.int32)
    return [str(one) for one in different[order].tolist()], rank[place.ravel()]


def in_order(names: Sequence[str]) -> list[int]:
    """Places of the ids in order: whole numbers by value, then everything else as text."""
    return sorted(range(len(names)), key=lambda n: _rank(names[n]))


def _rank(name: str) -> tuple[int, int, str]:
    whole = name.isascii() and name.isdigit() and len(name) < 19
    return (0, int(name), name) if whole else (1, 0, name)
