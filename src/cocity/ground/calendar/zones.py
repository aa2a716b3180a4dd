"""A time zone as sorted numbers, so that a million moments turn local at once. Pure: no clock."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

DAY = 86400


@dataclass(frozen=True)
class Zone:
    """Offsets from UTC in seconds: `offsets[i]` holds before `changes[i]` (UTC seconds), the last one after all.

    A local time that exists twice means the first; one that a spring change leaves out is read with the
    offset before the change, as `datetime` does with `fold=0`.
    """

    name: str
    changes: tuple[int, ...]
    offsets: tuple[int, ...]

    @cached_property
    def local_changes(self) -> tuple[int, ...]:
        """The changes as local seconds."""
        pairs = zip(self.changes, self.offsets, self.offsets[1:], strict=False)
        return tuple(at + max(before, after) for at, before, after in pairs)

    def local(self, utc: int) -> int:
        """Local seconds (wall clock since 1970-01-01 00:00) of UTC seconds."""
        return utc + self.offsets[bisect_right(self.changes, utc)]

    def utc(self, local: int) -> int:
        """UTC seconds of local seconds."""
        return local - self.offsets[bisect_right(self.local_changes, local)]

    @cached_property
    def _arrays(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        as_array = [np.array(v, dtype=np.int64) for v in (self.changes, self.local_changes, self.offsets)]
        return as_array[0], as_array[1], as_array[2]

    def local_many(self, utc: NDArray[np.int64]) -> NDArray[np.int64]:
        """`local` for an array of any shape."""
        changes, _, offsets = self._arrays
        return utc + offsets[np.searchsorted(changes, utc, side="right")]

    def utc_many(self, local: NDArray[np.int64]) -> NDArray[np.int64]:
        """`utc` for an array of any shape."""
        _, local_changes, offsets = self._arrays
        return local - offsets[np.searchsorted(local_changes, local, side="right")]


@cache
def zone(name: str, first: int, last: int) -> Zone:
    """The zone `name` between two UTC seconds, read from the machine's time-zone data.

    Raises zoneinfo.ZoneInfoNotFoundError for a name the data does not hold.
    """
    info = ZoneInfo(name)
    changes = tuple(_changes(info, first, last))
    return Zone(name, changes, tuple(_offset(info, at) for at in (first, *changes)))


def _changes(info: ZoneInfo, first: int, last: int) -> Iterator[int]:
    # Two changes within one day are unknown in any zone, so a look a day finds them all.
    before = _offset(info, first)
    for day in range(first, last, DAY):
        after = _offset(info, day + DAY)
        if after != before:
            yield _change_between(info, day, day + DAY)
        before = after


def _change_between(info: ZoneInfo, low: int, high: int) -> int:
    before = _offset(info, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(info, middle) == before else (low, middle)
    return high


def _offset(info: ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, UTC).astimezone(info).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
