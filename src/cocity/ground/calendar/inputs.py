"""What callers hand in, checked: each refusal names the argument and says what to do."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from operator import index
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cocity.ground.calendar.almanac import FIRST_YEAR, LAST_YEAR
from cocity.ground.calendar.contracts import Unit
from cocity.ground.calendar.rules import too_far
from cocity.kit.errors import Invalid
from cocity.kit.text import Text

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
# A day's slack at both ends, for the zones that are ahead of or behind UTC.
EARLIEST = int(datetime(FIRST_YEAR - 1, 12, 31, tzinfo=UTC).timestamp())
LATEST = int(datetime(LAST_YEAR, 12, 30, tzinfo=UTC).timestamp())
LONGEST = 10_000_000  # more than the hours of the whole table
UNITS = {unit.value: unit for unit in Unit}
Pauses = Sequence[tuple[datetime, datetime | None]]
Spans = list[tuple[datetime, datetime]]


def unit_of(value: str) -> Unit:
    """Raises Invalid for anything that is not a unit."""
    try:
        return UNITS[value]
    except (KeyError, TypeError):
        known = ", ".join(UNITS)
        raise Invalid(
            Text(
                f"没有 {value} 这个计时单位；可用 {known}。", f"There is no unit {value}; use one of {known}."
            ),
            field="unit",
        ) from None


def limit_of(value: Any) -> int:
    """Raises Invalid for what is not a whole number of 0 or more."""
    try:
        limit = index(value)
    except TypeError:
        limit = -1
    if limit < 0 or isinstance(value, bool):
        raise Invalid(
            Text("期限应为不小于 0 的整数。", "The limit should be a whole number of 0 or more."),
            field="limit",
        )
    if limit > LONGEST:
        raise too_far()
    return limit


def seconds(value: datetime, field: str) -> int:
    """Whole UTC seconds. Raises Invalid for a datetime without a time zone or outside the table's years."""
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise Invalid(
            Text(f"{field} 应为带时区的时间。", f"{field} should be a datetime with a time zone."),
            field=field,
        )
    result = (value - EPOCH) // _SECOND
    if not EARLIEST <= result <= LATEST:
        raise _out_of_range(field)
    return result


def day_of(value: date, field: str) -> date:
    """Raises Invalid for what is not a plain date, or outside the table's years."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Invalid(Text(f"{field} 应为日期。", f"{field} should be a date."), field=field)
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise _out_of_range(field)
    return value


def many_seconds(values: "NDArray[np.int64] | Sequence[datetime]", field: str) -> NDArray[np.int64]:
    """UTC seconds of whole-number arrays or of aware datetimes. Raises Invalid as `seconds` does."""
    if isinstance(values, np.ndarray):
        if values.dtype.kind not in "iu" or values.ndim != 1:
            raise Invalid(
                Text(
                    f"{field} 应为一维整数数组（UTC 秒）。",
                    f"{field} should be a one-dimensional array of whole UTC seconds.",
                ),
                field=field,
            )
        result = values.astype(np.int64, copy=False)
    else:
        result = np.fromiter((seconds(value, field) for value in values), dtype=np.int64, count=len(values))
    if result.size and not (result.min() >= EARLIEST and result.max() <= LATEST):
        raise _out_of_range(field)
    return result


def spans(pauses: Pauses, start: datetime, until: datetime | None) -> Spans:
    """Pauses as closed spans from `start` on, in UTC. An open one ends at `until`; without it, it is left out.

    Raises Invalid for a pause that ends before it begins.
    """
    result: Spans = []
    for begin, end in pauses:
        seconds(begin, "pauses")
        if end is not None:
            seconds(end, "pauses")
            if end.astimezone(UTC) < begin.astimezone(UTC):
                raise Invalid(
                    Text("暂停的结束早于开始；请更正。", "A pause ends before it begins; mend it."),
                    field="pauses",
                )
        if (last := end or until) is None:
            continue
        first, last = max(begin.astimezone(UTC), start.astimezone(UTC)), last.astimezone(UTC)
        last = last if until is None else min(last, until.astimezone(UTC))
        if first < last:
            result.append((first, last))
    return result


def _out_of_range(field: str) -> Invalid:
    return Invalid(
        Text(
            f"{field} 应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间。",
            f"{field} should be in the years {FIRST_YEAR} to {LAST_YEAR}.",
        ),
        field=field,
    )
