"""The arithmetic of limits on plain numbers. Pure: no database, no clock, no files.

A `Track` lays the open seconds of all counted days end to end: the *position* of a moment is the number of
open seconds before it. Adding a limit is adding to the position; measuring is subtracting two. Working days
run on a track of working days and office hours, natural days on one where every day counts and is open until
its last second (23:59:59), so one rule serves both:

* a limit in days starts with the end of the day of the start, which does not count itself;
* a limit in hours starts at the start;
* a limit that ends with a day's last open second ends then, not at the next opening.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cocity.ground.calendar.zones import DAY, Zone
from cocity.kit.errors import Invalid
from cocity.kit.text import Text

Span = tuple[int, int]
HOUR = 3600


@dataclass(frozen=True)
class Track:
    """Counted days and their open hours in one zone. Day numbers count from 1970-01-01.

    `before[i]` is how many counted days come before day `first + i`; `days[k]` is the k-th counted day's number;
    `hours` are local seconds of the day, in order; days from `sure_from` to `sure_until` are announced.
    """

    zone: Zone
    first: int
    before: "array[int]"
    days: "array[int]"
    hours: tuple[Span, ...]
    sure_from: int
    sure_until: int

    @cached_property
    def open_seconds(self) -> int:
        """Open seconds of one counted day."""
        return sum(end - start for start, end in self.hours)

    def day(self, utc: int) -> int:
        """The local day's number."""
        return self.zone.local(utc) // DAY

    def counted(self, first: int, last: int) -> int:
        """How many counted days come after day `first`, up to and with day `last`; negative when it is earlier."""
        return self.before[last - self.first + 1] - self.before[first - self.first + 1]

    def position(self, utc: int) -> int:
        """Open seconds before this moment."""
        day, second = divmod(self.zone.local(utc), DAY)
        index = day - self.first
        before = self.before[index]
        if self.before[index + 1] == before:
            return before * self.open_seconds
        return before * self.open_seconds + sum(min(max(second, a), b) - a for a, b in self.hours)

    def end_of_day(self, utc: int) -> int:
        """The position at the end of this moment's day: where a limit in days starts."""
        return self.before[self.day(utc) - self.first + 1] * self.open_seconds

    def moment(self, position: int) -> int:
        """UTC seconds of the earliest moment with this position (over 0). Raises Invalid past the last day."""
        index, rest = divmod(position - 1, self.open_seconds)
        if index >= len(self.days):
            raise too_far()
        return self.zone.utc(self.days[index] * DAY + _second_of(self.hours, rest + 1))

    def is_sure(self, first: int, last: int) -> bool:
        """Whether every day from day `first` to day `last` is announced."""
        return self.sure_from <= first and last <= self.sure_until


def _second_of(hours: tuple[Span, ...], rest: int) -> int:
    for start, end in hours:
        if rest <= end - start:
            return start + rest
        rest -= end - start
    raise ValueError("more than a day's open seconds")


def too_far() -> Invalid:
    """The limit leads beyond the years the calendars reach."""
    return Invalid(
        Text(
            "期限太长，超出了日历的年份范围；请改小。",
            "The limit reaches beyond the years of the calendar; use a smaller one.",
        ),
        field="limit",
    )


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, the overlapping ones made one, so that no standing second is given back twice."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def advance(origin: int, amount: int, standing: Sequence[Span], whole: int) -> int:
    """`origin + amount`, moved on by the standing time that begins before it is reached.

    `standing` are merged spans on the same scale; what they give back together is rounded up to `whole`.
    """
    target, given = origin + amount, 0
    for start, end in standing:
        if start >= target:
            break
        given += max(end, origin) - max(start, origin)
        target = origin + amount + -(-given // whole) * whole
    return target


def due_at(track: Track, start: int, limit: int, pauses: Sequence[Span], *, days: bool) -> int:
    """UTC seconds at which a limit over 0 ends; `days`: counted in days, else in hours."""
    origin = track.end_of_day(start) if days else track.position(start)
    size = track.open_seconds if days else HOUR
    standing = [(track.position(a), track.position(b)) for a, b in pauses]
    return track.moment(advance(origin, limit * size, standing, size if days else 1))


def passed(track: Track, start: int, end: int, pauses: Sequence[Span], *, days: bool) -> float:
    """Counted days (or hours) from `start` to `end`, `start <= end`, without the pauses (merged, within them)."""
    origin = track.end_of_day(start) if days else track.position(start)
    total = max(track.position(end), origin) - origin
    for a, b in pauses:
        total -= max(track.position(b), origin) - max(track.position(a), origin)
    return total / (track.open_seconds if days else HOUR)


def due_at_many(track: Track, starts: NDArray[np.int64], limit: int, *, days: bool) -> NDArray[np.int64]:
    """`due_at` for an array of starts, without pauses."""
    if days:
        before = np.frombuffer(track.before, dtype=np.int64)
        place = before[track.zone.local_many(starts) // DAY - track.first + 1] + (limit - 1)
        seconds: NDArray[np.int64] | int = track.hours[-1][1]
    else:
        place, rest = np.divmod(position_many(track, starts) + (limit * HOUR - 1), track.open_seconds)
        seconds = _second_of_many(track.hours, rest + 1)
    if place.size and int(place.max()) >= len(track.days):
        raise too_far()
    return track.zone.utc_many(np.frombuffer(track.days, dtype=np.int64)[place] * DAY + seconds)


def position_many(track: Track, moments: NDArray[np.int64]) -> NDArray[np.int64]:
    """`Track.position` for an array of moments (UTC seconds)."""
    before = np.frombuffer(track.before, dtype=np.int64)
    local = track.zone.local_many(moments)
    index = local // DAY - track.first
    return before[index] * track.open_seconds + _open_many(track, local, index, before)


def _open_many(
    track: Track, local: NDArray[np.int64], index: NDArray[np.int64], before: NDArray[np.int64]
) -> NDArray[np.int64]:
    second = local % DAY
    opened = np.zeros_like(second)
    for start, end in track.hours:
        opened += np.clip(second, start, end) - start
    return opened * (before[index + 1] - before[index])


def _second_of_many(hours: tuple[Span, ...], rest: NDArray[np.int64]) -> NDArray[np.int64]:
    used = np.cumsum([end - start for start, end in hours])
    shift = np.array([end for _, end in hours], dtype=np.int64) - used
    second: NDArray[np.int64] = rest + shift[np.searchsorted(used, rest, side="left")]
    return second


def unsure_many(track: Track, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the spans of time rest on a day that is not announced."""
    first = track.zone.utc(track.sure_from * DAY)
    after = track.zone.utc((track.sure_until + 1) * DAY)
    return (starts < first) | (ends >= after)
