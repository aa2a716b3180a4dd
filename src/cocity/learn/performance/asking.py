"""What anyone may ask about the figures: a period, and at most one narrowing.

Periods of the public are the last 30, 90 or 365 days or whole calendar months, and figures are narrowed by one thing
at a time: from two questions that differ by a day or by a second filter, what one person said could be found by
subtracting.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cocity.ground.commitments import api as commitments
from cocity.ground.people import api as people
from cocity.ground.places import api as places
from cocity.kit.errors import Invalid, NotFound
from cocity.kit.text import Text
from cocity.learn.performance.contracts import EVERYTHING, Filters, Period
from cocity.listen.intake import api as intake

ROLLING = {"30": 30, "90": 90, "365": 365}
EARLIEST = 1990
MOST_MONTHS = 120
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
NARROWINGS = ("place", "body", "category", "procedure")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question made plain. `first` and `last` are days, both in it; `choice` is 30, 90, 365 or months;
    `narrowing` and `value` name the filter, both empty without one."""

    period: Period
    choice: str
    first: date
    last: date
    filters: Filters = EVERYTHING
    narrowing: str = ""
    value: str = ""


def asked(given: Mapping[str, str], *, now: datetime) -> Asked:
    """From plain values: `period`, or `from` and `to` as YYYY-MM; and one of place, body, category, procedure.

    Raises Invalid(period | from | to | filters) and NotFound(place | body | category | procedure).
    """
    choice, first, last = _days(given, timezone.localtime(now).date())
    narrowing, value = _narrowing(given)
    filters = _filters(narrowing, value) if narrowing else EVERYTHING
    return Asked(between(first, last), choice, first, last, filters, narrowing, value)


def between(first: date, last: date) -> Period:
    """From the beginning of `first` to the end of `last`, in the city's time zone."""
    return Period(_midnight(first), _midnight(last + timedelta(days=1)))


def months(count: int, *, now: datetime) -> tuple[tuple[date, Period], ...]:
    """The last `count` calendar months up to this one, oldest first: (first day, period)."""
    day = timezone.localtime(now).date().replace(day=1)
    found = []
    for _ in range(count):
        found.append((day, between(day, _month_end(day))))
        day = (day - timedelta(days=1)).replace(day=1)
    return tuple(reversed(found))


def _days(given: Mapping[str, str], today: date) -> tuple[str, date, date]:
    if given.get("from") or given.get("to"):
        first, last = _month(given, "from", today), _month_end(_month(given, "to", today))
        if last < first:
            raise Invalid(Text("结束月份早于开始月份", "The last month is before the first"), field="to")
        if (last.year - first.year) * 12 + last.month - first.month >= MOST_MONTHS:
            raise Invalid(Text("一次最多十年", "At most ten years at a time"), field="from")
        return "months", first, last
    choice = given.get("period") or "30"
    if choice not in ROLLING:
        raise Invalid(
            Text(
                "时段应是 30、90 或 365（天），或用起止月份 from、to（如 2026-08）",
                "The period is 30, 90 or 365 (days), or months by from and to (like 2026-08)",
            ),
            field="period",
        )
    return choice, today - timedelta(days=ROLLING[choice] - 1), today


def _month(given: Mapping[str, str], field: str, today: date) -> date:
    text = given.get(field, "")
    at = date.fromisoformat(f"{text}-01") if MONTH.fullmatch(text) else date.min
    if not date(EARLIEST, 1, 1) <= at <= today:
        raise Invalid(
            Text("请写月份，如 2026-08，不晚于本月", "Write a month like 2026-08, not after this one"),
            field=field,
        )
    return at


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def _narrowing(given: Mapping[str, str]) -> tuple[str, str]:
    found = [(name, given[name]) for name in NARROWINGS if given.get(name)]
    if len(found) > 1:
        raise Invalid(
            Text(
                "一次只能按一项筛选：几项叠加，可能推算出某个人怎么说",
                "One filter at a time: several together could tell what one person said",
            ),
            field="filters",
        )
    return found[0] if found else ("", "")


def _filters(narrowing: str, value: str) -> Filters:
    if narrowing == "place":
        return Filters(place=places.get(value).path)
    if narrowing == "body":
        return Filters(body=people.body_by_code(value).id)
    known = intake.categories() if narrowing == "category" else commitments.load_all()
    if value not in known:
        raise NotFound(
            Text("没有“{value}”这一项", "There is no “{value}”").with_values(value=value[:40]),
            field=narrowing,
        )
    return Filters(category=value) if narrowing == "category" else Filters(procedure=value)
