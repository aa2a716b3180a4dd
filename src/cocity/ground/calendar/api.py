"""The door of the calendar: due dates, what is left, what has passed, and which days are working days.

**How a limit is counted** (the same rule everywhere, `calendar` giving zone, working days and office hours):

* `working_day`: the day of the start does not count; due at the end of office hours of the N-th working day
  after it. With office hours to 17:00: Monday 10:00 + 1 → Tuesday 17:00; Friday 20:00 + 1 → Monday 17:00;
  Saturday + 1 → Monday 17:00 (Monday is the first day counted).
* `natural_day`: the day of the start does not count; due at the last second (23:59:59) of the N-th day after it.
* `working_hour`: only seconds inside office hours of working days count, from the start on. Friday 16:00 + 2 →
  Monday 10:00; a limit that is used up at closing time ends then: Friday 16:00 + 1 → Friday 17:00.
* `urgent_hour`: plain hours, day and night.
* A limit of 0 is due at the start.

**Pauses** give the whole standing time back: in hours to the second; in days what all pauses took together of the
counted days, rounded up to a whole day, so the due date stays at the end of a day. A pause that begins after the
limit has ended changes nothing.

**Provisional**: a day of a year whose list is not announced in the installed data is guessed from weekends and the
holidays fixed by law. A result that rests on such a day says so, and is to be computed again once
`announced_until` has moved; `changed_since` tells which days came out differently.

The day rules follow the Civil Code of China, articles 201 and 203. Moments count in whole seconds, except
`urgent_hour`, which keeps the microseconds.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from cocity.ground.calendar import almanac as book
from cocity.ground.calendar import inputs, rules, words
from cocity.ground.calendar.contracts import CalendarInfo, Day, Due, DueMany, Left, Unit
from cocity.ground.calendar.zones import DAY
from cocity.kit.errors import Invalid
from cocity.kit.text import Text

__all__ = [
    "CalendarInfo",
    "Day",
    "Due",
    "DueMany",
    "Left",
    "Unit",
    "announced_until",
    "calendars",
    "changed_since",
    "due",
    "due_many",
    "elapsed",
    "is_working_day",
    "left",
    "local_day",
    "rests_on_provisional",
    "working_seconds_many",
]

Pauses = inputs.Pauses
_MICROSECOND = timedelta(microseconds=1)


def due(*, start: datetime, limit: int, unit: str, calendar: str, pauses: Pauses = ()) -> Due:
    """When a limit ends that started at `start`.

    An open pause, `(begin, None)`, is left out: the answer is as if it ended where it began; compute again when it
    ends. Raises Invalid naming `start`, `limit`, `unit`, `calendar` or `pauses`.
    """
    counted, amount = inputs.unit_of(unit), inputs.limit_of(limit)
    days = book.almanac(calendar)
    began = inputs.seconds(start, "start")
    standing = inputs.spans(pauses, start, None) if pauses else []
    if counted is Unit.URGENT_HOUR:
        return Due(_urgent(start, amount, standing), False)
    track = _track(days, counted)
    if amount == 0:
        day = track.day(began)
        return Due(start.astimezone(UTC), not track.is_sure(day, day))
    ends = rules.due_at(track, began, amount, _seconds(standing), days=counted in _DAYS)
    return Due(datetime.fromtimestamp(ends, UTC), not track.is_sure(track.day(began), track.day(ends)))


def due_many(starts: NDArray[np.int64] | Sequence[datetime], limit: int, unit: str, calendar: str) -> DueMany:
    """`due` for many starts: whole UTC seconds of shape (n,), or aware datetimes. Same errors, field `starts`."""
    counted, amount = inputs.unit_of(unit), inputs.limit_of(limit)
    days = book.almanac(calendar)
    began = inputs.many_seconds(starts, "starts")
    track = _track(days, counted)
    if counted is Unit.URGENT_HOUR or amount == 0:
        if began.size and int(began.max()) + amount * rules.HOUR > inputs.LATEST:
            raise rules.too_far()
        ends = began + amount * rules.HOUR
    else:
        ends = rules.due_at_many(track, began, amount, days=counted in _DAYS)
    return DueMany(ends, rules.unsure_many(track, began, ends))


def elapsed(*, start: datetime, end: datetime, unit: str, calendar: str, pauses: Pauses = ()) -> float:
    """How much of a limit has been used from `start` to `end`, in the unit, pauses left out.

    In days: 0.0 until the end of the day of the start, then each counted day grows from 0 to 1 over its office
    hours, so exactly N at the due moment of a limit of N. An open pause stands until `end`.
    Raises Invalid naming `start`, `end`, `unit`, `calendar` or `pauses`; `end` before `start` is an error.
    """
    counted = inputs.unit_of(unit)
    days = book.almanac(calendar)
    first, last = inputs.seconds(start, "start"), inputs.seconds(end, "end")
    if end < start:
        raise Invalid(
            Text("结束早于开始；请更正其中之一。", "The end is before the start; mend one of them."),
            field="end",
        )
    standing = inputs.spans(pauses, start, end) if pauses else []
    if counted is Unit.URGENT_HOUR:
        total = end.astimezone(UTC) - start.astimezone(UTC)
        stood = sum(b - a for a, b in rules.merged(_microseconds(standing)))
        return (total // _MICROSECOND - stood) / 3_600_000_000
    return rules.passed(_track(days, counted), first, last, _seconds(standing), days=counted in _DAYS)


def working_seconds_many(
    starts: NDArray[np.int64], ends: NDArray[np.int64], calendar: str
) -> NDArray[np.int64]:
    """Seconds inside office hours of working days from each start to its end; whole UTC seconds, shape (n,).

    Raises Invalid naming `calendar`, `starts` or `ends`. An end before its start gives a negative number.
    """
    track = book.almanac(calendar).working
    first, last = inputs.many_seconds(starts, "starts"), inputs.many_seconds(ends, "ends")
    return rules.position_many(track, last) - rules.position_many(track, first)


def left(*, now: datetime, due_at: datetime, unit: str, calendar: str) -> Left:
    """What is left until `due_at`, or by how much it is over, with a short text for people.

    In days: counted days after today up to the due day, so what was just started with a limit of N has N left.
    Raises Invalid naming `now`, `due_at`, `unit` or `calendar`.
    """
    counted = inputs.unit_of(unit)
    days = book.almanac(calendar)
    track = _track(days, counted)
    today, ends = inputs.seconds(now, "now"), inputs.seconds(due_at, "due_at")
    overdue = now.astimezone(UTC) > due_at.astimezone(UTC)
    first, last = sorted((now.astimezone(UTC), due_at.astimezone(UTC)))
    amount = elapsed(start=first, end=last, unit=unit, calendar=calendar)
    text = (
        _in_days(track, today, ends, counted, overdue=overdue)
        if counted in _DAYS
        else words.in_hours(amount, counted, overdue=overdue)
    )
    unsure = counted in _WORKING and not track.is_sure(*sorted((track.day(today), track.day(ends))))
    signed = -amount if overdue and amount else amount
    return Left(signed, counted, overdue, unsure, words.provisional(text) if unsure else text)


def is_working_day(day: date, calendar: str) -> Day:
    """Whether `day` is a working day, and the name of the holiday or of what it makes up for. Raises Invalid."""
    days = book.almanac(calendar)
    number = book.number(inputs.day_of(day, "day"))
    working = days.working.counted(number - 1, number) == 1
    named = (days.on if working else days.off).get(day, "")
    return Day(day, working, named, not days.working.is_sure(number, number))


def calendars() -> tuple[CalendarInfo, ...]:
    """The calendars written in the data. Others can be asked for by country code: `GB`, `US-NY`."""
    return book.listed()


def announced_until(calendar: str) -> date:
    """The last day that is settled; later ones are provisional. Raises Invalid for an unknown calendar."""
    return book.almanac(calendar).announced[1]


def local_day(at: datetime, calendar: str) -> date:
    """The date at that moment in the calendar's time zone. Raises Invalid naming `at` or `calendar`."""
    track = book.almanac(calendar).natural
    return date.fromordinal(track.day(inputs.seconds(at, "at")) + book.EPOCH)


def rests_on_provisional(*, start: datetime, due_at: datetime, unit: str, calendar: str) -> bool:
    """Whether a stored due date rests on a day that is not announced, with the data installed now."""
    counted = inputs.unit_of(unit)
    track = _track(book.almanac(calendar), counted)
    first, last = inputs.seconds(start, "start"), inputs.seconds(due_at, "due_at")
    return counted in _WORKING and not track.is_sure(track.day(first), track.day(last))


def changed_since(old_announced: date, calendar: str) -> tuple[Day, ...]:
    """The days announced after `old_announced` that came out differently from the guess, in order.

    Empty also when nothing was announced since. A due date computed before and resting on the days between
    `old_announced` and `announced_until` is to be computed again. Raises Invalid.
    """
    days = book.almanac(calendar)
    first = book.number(inputs.day_of(old_announced, "old_announced")) + 1
    last = book.number(days.announced[1])
    return tuple(
        is_working_day(date.fromordinal(number + book.EPOCH), calendar)
        for number in range(first, last + 1)
        if days.working.counted(number - 1, number) != days.guess.counted(number - 1, number)
    )


_DAYS = frozenset((Unit.WORKING_DAY, Unit.NATURAL_DAY))
_WORKING = frozenset((Unit.WORKING_DAY, Unit.WORKING_HOUR))


def _track(days: book.Almanac, unit: Unit) -> rules.Track:
    return days.working if unit in _WORKING else days.natural


def _seconds(standing: inputs.Spans) -> list[rules.Span]:
    return rules.merged((inputs.seconds(a, "pauses"), inputs.seconds(b, "pauses")) for a, b in standing)


def _microseconds(standing: inputs.Spans) -> list[rules.Span]:
    return [((a - inputs.EPOCH) // _MICROSECOND, (b - inputs.EPOCH) // _MICROSECOND) for a, b in standing]


def _urgent(start: datetime, limit: int, standing: inputs.Spans) -> datetime:
    began = (start - inputs.EPOCH) // _MICROSECOND
    ends = rules.advance(began, limit * 3_600_000_000, rules.merged(_microseconds(standing)), 1)
    if ends > inputs.LATEST * 1_000_000:
        raise rules.too_far()
    return inputs.EPOCH + ends * _MICROSECOND


def _in_days(track: rules.Track, now: int, due_at: int, unit: Unit, *, overdue: bool) -> Text:
    today, last = track.day(now), track.day(due_at)
    at = ""
    if today == last:
        minutes = track.zone.local(due_at) % DAY // 60
        at = f"{minutes // 60:02}:{minutes % 60:02}"
    return words.in_days(abs(track.counted(today, last)), unit, overdue=overdue, at=at)
