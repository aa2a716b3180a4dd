"""What holds for sheets of paper. Pure."""

from datetime import date, datetime, time, tzinfo

from cocity.kit.errors import Forbidden, Invalid
from cocity.kit.text import Text

TAKERS = ("agent", "dispatcher", "editor")
MOST_AT_ONCE = 100
LEVELS = ("city", "district", "street", "community")
WAYS = ("read_back", "second_worker")
NOON = time(12, 0)


def check_day(day: date, *, printed_on: date, today: date) -> None:
    """Raises Invalid(handed_in_on) for a day before the sheet was printed or one that has not come yet."""
    if day > today:
        raise Invalid(
            Text("交来的日期不能在今天之后", "It cannot have been handed in after today"),
            field="handed_in_on",
        )
    if day < printed_on:
        said = Text(
            "这张单子 {day} 才印出来，请核对交来的日期",
            "This sheet was printed on {day}; check the day it was handed in",
        )
        raise Invalid(said.with_values(day=f"{printed_on:%Y-%m-%d}"), field="handed_in_on")


def received_at(day: date, *, printed_at: datetime, now: datetime, zone: tzinfo) -> datetime:
    """The moment a sheet counts as heard: noon of the day it was handed in, never before it was printed and never
    after now. Limits in days do not look at the hour, so the clock is that of the same words said that day."""
    return min(max(datetime.combine(day, NOON, zone), printed_at), now)


def check_way(way: str, *, typed_by: str, actor: str) -> None:
    """Raises Invalid(way) for an unknown one, Forbidden when the one who typed it plays the second worker."""
    if way not in WAYS:
        raise Invalid(Text("请选择怎样核对的", "Choose how it was checked"), field="way")
    if way == "second_worker" and typed_by == actor:
        raise Forbidden(
            Text(
                "录入的人不能自己当第二位核对人", "Whoever typed it cannot be the second worker who checks it"
            ),
            field="way",
        )
