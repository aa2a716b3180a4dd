"""Times and numbers of people in a text, made exact where the day of writing is known."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = 20_000
_FULL = re.compile(r"((?:19|20)\d{2})\s?[年./-]\s?(\d{1,2})\s?[月./-]\s?(\d{1,2})[日号]?")
_MONTH = re.compile(r"((?:19|20)\d{2})年(\d{1,2})月(?!\s?\d)")
_DAY = re.compile(r"(?<![年\d])(\d{1,2})月(\d{1,2})[日号]")
_AGO = {
    "大前天": 3,
    "前天": 2,
    "昨天": 1,
    "昨晚": 1,
    "昨日": 1,
    "今天": 0,
    "今晚": 0,
    "今早": 0,
    "今日": 0,
    "明天": -1,
}
_WORDS = re.compile("|".join(_AGO))
_SPAN = re.compile(
    r"(?:上|这|本|下)(?:个)?(?:周|星期|礼拜|月)|去年|今年|前年|近[日期]|最近|每天|每晚|长期|(?:凌晨|早上|上午|中午|下午|傍晚|晚上|半夜|深夜)(?:\d{1,2}[点:：](?:\d{1,2}分?|半)?)?|\d{1,2}点(?:\d{1,2}分|半)?"
)
_PEOPLE = re.compile(
    r"(?:近|约|上|共)?([\d一二三四五六七八九十百千万两几多]{1,7})(?:多|余)?(户|人|名|位|家)(?:居民|业主|住户|村民|学生|家庭|老人|群众|家长|员工|职工|商户)?"
)


@dataclass(frozen=True, slots=True)
class When:
    """Characters `start` to `end` speak of a time. `day` in ISO form (2019-03-05 or 2019-03), "" where it is open."""

    start: int
    end: int
    words: str
    day: str
    confidence: float


@dataclass(frozen=True, slots=True)
class People:
    """Characters `start` to `end` say how many people, households or firms."""

    start: int
    end: int
    words: str
    unit: str


def times_in(text: str, written: date | None = None) -> tuple[When, ...]:
    """Times in the first `LONGEST` characters, by position; impossible days are left out. `written`: when it was said."""
    taken: set[int] = set()
    found = []
    for when in _all(text[:LONGEST], written):
        if taken.isdisjoint(range(when.start, when.end)):
            taken.update(range(when.start, when.end))
            found.append(when)
    return tuple(sorted(found, key=lambda each: each.start))


def people_in(text: str) -> tuple[People, ...]:
    """Numbers of people in the first `LONGEST` characters."""
    return tuple(People(*m.span(), m[0], m[2]) for m in _PEOPLE.finditer(text[:LONGEST]))


def _all(text: str, written: date | None) -> Iterator[When]:
    for match in _FULL.finditer(text):
        if day := _day(*map(int, match.groups())):
            yield When(*match.span(), match[0], day.isoformat(), 0.95)
    for match in _MONTH.finditer(text):
        if day := _day(int(match[1]), int(match[2]), 1):
            yield When(*match.span(), match[0], day.isoformat()[:7], 0.9)
    for match in _DAY.finditer(text):
        nearest = _nearest(int(match[1]), int(match[2]), written)
        if nearest is not None:
            yield When(*match.span(), match[0], nearest, 0.7 if nearest else 0.3)
    for match in _WORDS.finditer(text):
        told = (written - timedelta(days=_AGO[match[0]])).isoformat() if written else ""
        yield When(*match.span(), match[0], told, 0.9 if told else 0.3)
    for match in _SPAN.finditer(text):
        yield When(*match.span(), match[0], "", 0.5)


def _nearest(month: int, day: int, written: date | None) -> str | None:
    """The latest such day not after the day of writing; open ("") without one; None for no day at all."""
    if not _day(2000, month, day):
        return None
    if written is None:
        return ""
    years = (written.year - n for n in range(5))
    found = next((d for year in years if (d := _day(year, month, day)) and d <= written), None)
    return found.isoformat() if found else ""


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
