"""The days of each calendar, laid out once when first asked for and kept for the life of the process."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from django.conf import settings

from cocity.ground.calendar.contracts import CalendarInfo
from cocity.ground.calendar.definitions import DEFAULT_HOURS, Definition, Notice, read_definitions
from cocity.ground.calendar.rules import Track
from cocity.ground.calendar.sources import knows, notices, statutory
from cocity.ground.calendar.zones import DAY, Zone, zone
from cocity.kit.errors import Invalid
from cocity.kit.text import Text

DATA = Path(__file__).parent / "data"
EPOCH = date(1970, 1, 1).toordinal()
FIRST_YEAR, LAST_YEAR = 1990, 2230  # of what may be asked; a long limit that starts in 2200 still ends inside
TABLE = (date(FIRST_YEAR - 1, 1, 1), date(LAST_YEAR, 12, 31))
WHOLE_DAY = ((0, DAY - 1),)


@dataclass(frozen=True)
class Almanac:
    """One calendar, ready to be asked. `off` and `on` name its holidays and make-up working days.

    `working` counts working days, `natural` every day. `announced` is the first and last settled day.
    `guess` says what a day would be by weekends and statutory days alone, without any notice.
    """

    definition: Definition
    working: Track
    natural: Track
    off: Mapping[date, Text]
    on: Mapping[date, Text]
    guess: Track
    announced: tuple[date, date]


def number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH


def definitions() -> dict[str, Definition]:
    """Every calendar written in the data, with what the city's own file says over ours."""
    return _definitions(settings.CITY)


@cache
def _definitions(city: Path | None) -> dict[str, Definition]:
    own = city / "calendars.yaml" if city else None
    return read_definitions(DATA / "calendars.yaml", *([own] if own and own.exists() else []))


@cache
def _zones() -> dict[str, str]:
    return dict(yaml.safe_load((DATA / "zones.yaml").read_text(encoding="utf-8"))["zones"])


def almanac(name: str) -> Almanac:
    """The calendar `name`; `city` means the one set in COCITY_CALENDAR. Raises Invalid for an unknown name."""
    if name == "city":
        name = settings.CALENDAR
    return _almanac(name, settings.CITY)


@cache
def _almanac(name: str, city: Path | None) -> Almanac:
    definition = _definitions(city).get(name) or _generic(name)
    place = _zone(definition.time_zone)
    certain = _certain_years(definition)
    off, on = _named_days(definition, _notices(definition))
    guess_off, guess_on = _named_days(definition, {})
    from_, until = announced_days(definition, certain)
    sure = (number(from_), number(until))
    weekend = _weekend(definition)
    return Almanac(
        definition,
        _track(place, weekend, off, on, definition.hours, sure),
        _track(place, frozenset(), {}, {}, WHOLE_DAY, (number(TABLE[0]), number(TABLE[1]))),
        off,
        on,
        _track(place, weekend, guess_off, guess_on, definition.hours, sure),
        (from_, until),
    )


def forget() -> None:
    """Read the files anew at the next question: after a city has changed its calendars.yaml."""
    _definitions.cache_clear()
    _almanac.cache_clear()


def _generic(name: str) -> Definition:
    """A calendar nobody has written an entry for: `GB`, `US-NY`."""
    country, dash, rest = name.partition("-")
    part = rest if dash else None
    time_zone = _zones().get(name, _zones().get(country)) if knows(country, part) else None
    if time_zone is None:
        listed = ", ".join(definitions())
        raise Invalid(
            Text(
                f"没有名为 {name} 的日历；可用 {listed}，或国家代码（如 GB、US-NY）。",
                f"There is no calendar {name}; use {listed}, or a country's code such as GB or US-NY.",
            ),
            field="calendar",
        )
    return Definition(name, Text.of(name), time_zone, None, DEFAULT_HOURS, country, part, None, 0, {}, {})


def _zone(name: str) -> Zone:
    first, last = (number(day) * DAY for day in TABLE)
    return zone(name, first - DAY, last + 2 * DAY)


def _notices(definition: Definition) -> dict[int, Notice]:
    packaged = notices(definition.notices) if definition.notices else {}
    return {**packaged, **definition.announced}


def _certain_years(definition: Definition) -> tuple[int, int]:
    """First and last year that are settled: by notices where the calendar has them, else by law."""
    years = sorted(_notices(definition))
    if not definition.notices and definition.country:
        law = statutory(definition.country, definition.subdivision, TABLE[0].year, TABLE[1].year)
        return law.first_year, law.last_year
    if not years:
        return TABLE[1].year, TABLE[1].year - 1
    last = next(year for year in reversed(years) if all(y in years for y in range(years[0], year)))
    return years[0], last


def announced_days(definition: Definition, years: tuple[int, int]) -> tuple[date, date]:
    """The first and last settled day. The end of the last year may still move with the next year's notice."""
    end = date(years[1], 12, 31).toordinal() - definition.unsettled_days
    return date(years[0], 1, 1), date.fromordinal(end)


def _weekend(definition: Definition) -> frozenset[int]:
    if definition.weekend is not None:
        return definition.weekend
    if definition.country is None:
        return frozenset((6, 7))
    return statutory(definition.country, definition.subdivision, TABLE[0].year, TABLE[1].year).weekend


def _named_days(
    definition: Definition, told: Mapping[int, Notice]
) -> tuple[dict[date, Text], dict[date, Text]]:
    """Holidays and make-up working days: a notice where there is one, else by law, else the fixed days."""
    off: dict[date, Text] = {}
    on: dict[date, Text] = {}
    covered = set(told)
    if definition.country:
        law = statutory(definition.country, definition.subdivision, TABLE[0].year, TABLE[1].year)
        # Where notices decide, a day the package happens to have moved is no part of the law.
        moved = law.moved if definition.notices else frozenset()
        off = {day: name for day, name in law.off.items() if day.year not in covered and day not in moved}
        on = {day: name for day, name in law.on.items() if day.year not in covered and day not in moved}
        covered |= {day.year for day in law.off}
    for year in range(TABLE[0].year, TABLE[1].year + 1):
        if year not in covered:
            off |= {date(year, *day): name for day, name in definition.fixed.items()}
    for notice in told.values():
        off |= notice.off
        on |= notice.on
    return off, {day: name for day, name in on.items() if day not in off}


def _track(
    place: Zone,
    weekend: frozenset[int],
    off: Mapping[date, Text],
    on: Mapping[date, Text],
    hours: tuple[tuple[int, int], ...],
    sure: tuple[int, int],
) -> Track:
    first, last = number(TABLE[0]), number(TABLE[1])
    days = np.arange(first, last + 1, dtype=np.int64)
    counted = ~np.isin((days + 3) % 7 + 1, sorted(weekend))  # 1970-01-01 was a Thursday
    counted[list(_indexes(off, first))] = False
    counted[list(_indexes(on, first))] = True
    before = np.concatenate(([0], np.cumsum(counted, dtype=np.int64)))
    return Track(place, first, _array(before), _array(days[counted]), hours, *sure)


def _indexes(days: Mapping[date, Text], first: int) -> Iterator[int]:
    return (number(day) - first for day in days if TABLE[0] <= day <= TABLE[1])


def _array(values: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> "array[int]":
    # A plain array hands out Python integers, several times faster than numpy does one at a time.
    return array("q", values.tobytes())


def listed() -> tuple[CalendarInfo, ...]:
    """The written calendars, in the order of the data."""
    return tuple(_info(definition) for definition in definitions().values())


def _info(definition: Definition) -> CalendarInfo:
    from_, until = announced_days(definition, _certain_years(definition))
    source = definition.notices or (f"holidays: {definition.country}" if definition.country else "")
    hours = tuple(
        (time(a // 3600, a % 3600 // 60), time(b // 3600, b % 3600 // 60)) for a, b in definition.hours
    )
    return CalendarInfo(
        definition.name,
        definition.title,
        definition.time_zone,
        _weekend(definition),
        hours,
        source,
        from_,
        until,
    )
