"""What `calendars.yaml` says, read and checked; a mistake is refused with the file and the entry it stands in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from cocity.ground.calendar.rules import Span
from cocity.kit.errors import Invalid
from cocity.kit.text import Text

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SOURCES = ("chinesecalendar",)  # packages of yearly notices; sources.py reads them
DEFAULT_HOURS: tuple[Span, ...] = ((9 * 3600, 17 * 3600),)
Names = Mapping[date, Text]


@dataclass(frozen=True, slots=True)
class Notice:
    """One announced year: days off and make-up working days; days of the December before belong to it too."""

    off: Names
    on: Names


@dataclass(frozen=True, slots=True)
class Definition:
    """One calendar as written. `weekend` holds ISO weekdays, or is None for the country's own."""

    name: str
    title: Text
    time_zone: str
    weekend: frozenset[int] | None
    hours: tuple[Span, ...]
    country: str | None
    subdivision: str | None
    notices: str | None
    unsettled_days: int
    fixed: Mapping[tuple[int, int], Text]
    announced: Mapping[int, Notice]


def read_definitions(*paths: Path) -> dict[str, Definition]:
    """The calendars of the files, by name; an entry of a later file replaces the fields it gives.

    Raises Invalid, `field` being `file: calendar.entry`.
    """
    found: dict[str, Any] = {}
    file_of: dict[str, str] = {}
    for path in paths:
        for name, entry in _entries(path).items():
            found[name] = {**found.get(name, {}), **entry}
            file_of[name] = path.name
    return {name: _definition(file_of[name], name, entry) for name, entry in found.items()}


def _entries(path: Path) -> dict[str, dict[str, Any]]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise Invalid(
            Text(f"{path.name} 不是有效的 YAML：{error}", f"{path.name} is no valid YAML: {error}"),
            field=path.name,
        ) from error
    entries = content.get("calendars") if isinstance(content, dict) else None
    if not isinstance(entries, dict):
        raise _wrong(path.name, "calendars", "以 calendars: 开头的列表", "a mapping under calendars:")
    for name, entry in entries.items():
        if not isinstance(entry, dict):
            raise _wrong(path.name, str(name), "各字段", "fields")
    return {str(name): entry for name, entry in entries.items()}


def _definition(file: str, name: str, entry: dict[str, Any]) -> Definition:
    known = set(READERS)
    for field in entry:
        if field not in known:
            raise _wrong(
                file, f"{name}.{field}", "以下字段之一：" + "、".join(known), "one of " + ", ".join(known)
            )
    values: dict[str, Any] = {}
    for field, (read, default, zh, en) in READERS.items():
        if field not in entry and default is not REQUIRED:
            values[field] = default
            continue
        try:
            values[field] = read(entry[field])
        except (KeyError, TypeError, ValueError, AttributeError, ZoneInfoNotFoundError) as error:
            raise _wrong(file, f"{name}.{field}", zh, en) from error
    return Definition(name=name, hours=values.pop("office_hours"), **values)


def _wrong(file: str, entry: str, zh: str, en: str) -> Invalid:
    return Invalid(
        Text(f"{file} 的 {entry} 应为：{zh}。", f"{file}: {entry} should be {en}."), field=f"{file}: {entry}"
    )


def _zone(value: Any) -> str:
    return ZoneInfo(str(value)).key


def _weekend(value: Any) -> frozenset[int]:
    days = frozenset(WEEKDAYS.index(str(day)) + 1 for day in value)
    if len(days) == len(WEEKDAYS):
        raise ValueError(value)
    return days


def _hours(value: Any) -> tuple[Span, ...]:
    spans = []
    for item in value:
        match = re.fullmatch(r"(\d\d):(\d\d)-(\d\d):(\d\d)", item)
        if match is None:
            raise ValueError(item)
        h1, m1, h2, m2 = map(int, match.groups())
        spans.append((h1 * 3600 + m1 * 60, h2 * 3600 + m2 * 60))
    times = [second for span in spans for second in span]
    if not times or any(a >= b for a, b in pairwise(times)) or times[-1] > 86399:
        raise ValueError(value)
    return tuple(spans)


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 31:
        raise ValueError(value)
    return value


def _fixed(value: Any) -> dict[tuple[int, int], Text]:
    days = {date.fromisoformat(f"2001-{day}"): Text.of(title) for day, title in value.items()}
    return {(day.month, day.day): title for day, title in days.items()}


def _notices(value: Any) -> dict[int, Notice]:
    return {int(year): _notice(int(year), entry or {}) for year, entry in value.items()}


def _notice(year: int, entry: Any) -> Notice:
    if set(entry) - {"holidays", "workdays"}:
        raise ValueError(entry)
    named = {
        part: {_day(d): Text.of(t) for d, t in entry.get(part, {}).items()}
        for part in ("holidays", "workdays")
    }
    for day in (*named["holidays"], *named["workdays"]):
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            raise ValueError(day)
    return Notice(named["holidays"], named["workdays"])


def _source(value: Any) -> str:
    if value not in SOURCES:
        raise ValueError(value)
    return str(value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


REQUIRED = object()
READERS: dict[str, tuple[Callable[[Any], Any], Any, str, str]] = {
    "title": (Text.of, REQUIRED, "{zh: 中文, en: English}", "{zh: 中文, en: English}"),
    "time_zone": (_zone, REQUIRED, "时区名，如 Asia/Shanghai", "a time zone such as Asia/Shanghai"),
    "weekend": (
        _weekend,
        None,
        "星期的英文名列表，如 [saturday, sunday]，不能七天都是",
        "a list such as [saturday, sunday], not all seven",
    ),
    "office_hours": (
        _hours,
        DEFAULT_HOURS,
        "先后不重叠的时段，如 09:00-17:00",
        "spans in order, not overlapping, such as 09:00-17:00",
    ),
    "country": (str, None, "国家代码", "a country code"),
    "subdivision": (str, None, "地区代码", "a subdivision's code"),
    "notices": (_source, None, "、".join(SOURCES), " or ".join(SOURCES)),
    "unsettled_days": (_count, 0, "0 到 31 的整数", "a whole number from 0 to 31"),
    "fixed": (_fixed, {}, "“月-日”: 名称", '"MM-DD": name'),
    "announced": (
        _notices,
        {},
        "年份: {holidays: {日期: 名称}, workdays: {日期: 名称}}，日期在当年或上年十二月",
        "year: {holidays: {date: name}, workdays: {date: name}}, dates in that year or the December before",
    ),
}
