"""What the calendar hands out, as frozen values."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from cocity.kit.text import Text


class Unit(StrEnum):
    """What a limit is counted in."""

    URGENT_HOUR = "urgent_hour"  # hours that never stop, day and night, every day
    WORKING_HOUR = "working_hour"  # hours inside the office hours of working days
    WORKING_DAY = "working_day"
    NATURAL_DAY = "natural_day"


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due. `at` is in UTC; `provisional` when a day it rests on is not announced yet."""

    at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True, eq=False)
class DueMany:
    """As `Due`, for n starts: `at` int64 (n,) UTC seconds, `provisional` bool (n,)."""

    at: NDArray[np.int64]
    provisional: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a limit, in its unit; negative when overdue, 0.0 while no counted time has passed since."""

    amount: float
    unit: Unit
    overdue: bool
    provisional: bool
    text: Text


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a calendar. `name`: the holiday, or what a make-up working day makes up for; else empty."""

    day: date
    working: bool
    name: Text | str
    provisional: bool


@dataclass(frozen=True, slots=True)
class CalendarInfo:
    """A calendar as listed for people. Days from `announced_from` to `announced_until` are settled."""

    name: str
    title: Text
    time_zone: str
    weekend: frozenset[int]  # ISO weekdays, Monday is 1
    office_hours: tuple[tuple[time, time], ...]
    source: str
    announced_from: date
    announced_until: date
