"""Dates as people say them, in both languages and in the city's time zone."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from cocity.kit.text import Text

_WEEKDAYS = (
    ("星期一", "Monday"),
    ("星期二", "Tuesday"),
    ("星期三", "Wednesday"),
    ("星期四", "Thursday"),
    ("星期五", "Friday"),
    ("星期六", "Saturday"),
    ("星期日", "Sunday"),
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def local(at: datetime) -> datetime:
    """The moment in the city's time zone. Raises ValueError for a naive one."""
    return timezone.localtime(at)


def day_words(day: date | datetime) -> Text:
    """`2026年11月23日 星期一`, `Monday 23 November 2026`."""
    on = local(day) if isinstance(day, datetime) else day
    zh, en = _WEEKDAYS[on.weekday()]
    return Text(f"{on.year}年{on.month}月{on.day}日 {zh}", f"{en} {on.day} {_MONTHS[on.month - 1]} {on.year}")


def moment_words(at: datetime) -> Text:
    """`2026年11月23日 14:05`, `23 November 2026, 14:05`."""
    on = local(at)
    return Text(
        f"{on.year}年{on.month}月{on.day}日 {on:%H:%M}",
        f"{on.day} {_MONTHS[on.month - 1]} {on.year}, {on:%H:%M}",
    )


def left_words(due: datetime, now: datetime) -> Text:
    """How long until `due`, or how long past it, in whole days (from two days on) or hours; natural time."""
    late = now > due
    gap = abs(due - now)
    if gap >= timedelta(days=2):
        count, unit = gap.days, ("天", "days")
    elif gap >= timedelta(hours=1):
        hours = int(gap / timedelta(hours=1))
        count, unit = hours, ("小时", "hour" if hours == 1 else "hours")
    else:
        return (
            Text("已超过不到 1 小时", "less than an hour late")
            if late
            else Text("不到 1 小时", "within an hour")
        )
    if late:
        return Text(f"已超过 {count} {unit[0]}", f"{count} {unit[1]} late")
    return Text(f"还剩 {count} {unit[0]}", f"{count} {unit[1]} left")
