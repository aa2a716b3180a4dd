"""What is left, in words a person reads. Pure."""

from cocity.ground.calendar.contracts import Unit
from cocity.kit.text import Text

NAMES = {
    Unit.URGENT_HOUR: Text("小时", "hour"),
    Unit.WORKING_HOUR: Text("个工作小时", "working hour"),
    Unit.WORKING_DAY: Text("个工作日", "working day"),
    Unit.NATURAL_DAY: Text("天", "day"),
}
MINUTES = {
    Unit.URGENT_HOUR: Text("分钟", "minute"),
    Unit.WORKING_HOUR: Text("个工作分钟", "working minute"),
}


def in_hours(amount: float, unit: Unit, *, overdue: bool) -> Text:
    """`amount` hours, never negative; under an hour it is said in minutes."""
    names, count = (NAMES, int(amount)) if amount >= 1 else (MINUTES, int(amount * 60))
    return _counted(count, names[unit], overdue=overdue)


def in_days(count: int, unit: Unit, *, overdue: bool, at: str) -> Text:
    """`count` whole days between today and the due day; `at` is the local time when both are the same day."""
    if at and unit is Unit.NATURAL_DAY:
        return Text("今天已到期", "was due today") if overdue else Text("今天到期", "due today")
    if at and overdue:
        return Text(f"今天 {at} 已到期", f"was due today at {at}")
    if at:
        return Text(f"今天 {at} 到期", f"due today at {at}")
    return _counted(count, NAMES[unit], overdue=overdue)


def provisional(text: Text) -> Text:
    """The same, with the mark of a date that may still move."""
    return Text(f"{text.zh}（暂定）", f"{text.en} (provisional)")


def _counted(count: int, name: Text, *, overdue: bool) -> Text:
    many = "" if count == 1 else "s"
    if count == 0:
        return (
            Text(f"已超期，不足 1 {name.zh}", f"overdue by less than 1 {name.en}")
            if overdue
            else Text(f"还剩不足 1 {name.zh}", f"less than 1 {name.en} left")
        )
    if overdue:
        return Text(f"已超 {count} {name.zh}", f"{count} {name.en}{many} overdue")
    return Text(f"还剩 {count} {name.zh}", f"{count} {name.en}{many} left")
