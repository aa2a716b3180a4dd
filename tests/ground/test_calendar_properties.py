"""What holds for every start, limit, unit and calendar."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cocity.ground.calendar.api import (
    Unit,
    due,
    due_many,
    elapsed,
    is_working_day,
    left,
    local_day,
    rests_on_provisional,
)
from cocity.ground.calendar.zones import zone
from tests.support.effort import examples

ZONES = {"CN": "Asia/Shanghai", "US-MA": "America/New_York", "GB": "Europe/London"}
HOURS = {"CN": ((9, 11.5), (13, 17)), "US-MA": ((9, 17),), "GB": ((9, 17),)}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
seconds = st.integers(
    int(datetime(1990, 1, 2, tzinfo=UTC).timestamp()), int(datetime(2200, 12, 30, tzinfo=UTC).timestamp())
)
starts = seconds.map(lambda s: EPOCH + timedelta(seconds=s))
near = st.integers(0, 40 * 86400).map(lambda s: timedelta(seconds=s))
limits = st.integers(1, 120)
units = st.sampled_from(list(Unit))
calendars = st.sampled_from(list(ZONES))
unhurried = settings(deadline=None)  # the first question to a calendar lays out its days
spans = st.lists(st.tuples(near, near), max_size=4)


@given(starts, near, limits, limits, units, calendars)
@unhurried
def test_later_starts_and_longer_limits_are_never_due_sooner(start, later, a, b, unit, calendar):
    short, long = sorted((a, b))
    first = due(start=start, limit=short, unit=unit, calendar=calendar).at
    assert first > start
    assert first <= due(start=start, limit=long, unit=unit, calendar=calendar).at
    assert (
        first
        <= due(
            start=start + later,
            limit=short,
            unit=unit,
            calendar=calendar,
        ).at
    )


@given(starts, limits, units, calendars)
@unhurried
def test_the_whole_limit_has_passed_when_it_is_due(start, limit, unit, calendar):
    ends = due(start=start, limit=limit, unit=unit, calendar=calendar).at
    assert elapsed(start=start, end=ends, unit=unit, calendar=calendar) == limit
    remaining = left(now=start, due_at=ends, unit=unit, calendar=calendar)
    assert (remaining.amount, remaining.overdue) == (limit, False)


@given(starts, limits, units, calendars, spans)
@unhurried
def test_pauses_are_given_back_whole(start, limit, unit, calendar, pieces):
    pauses = [(start + a, start + a + b) for a, b in pieces]
    ends = due(start=start, limit=limit, unit=unit, calendar=calendar, pauses=pauses).at
    used = elapsed(start=start, end=ends, unit=unit, calendar=calendar, pauses=pauses)
    room = 1 if unit in ("working_day", "natural_day") else 1e-9
    assert limit - 1e-9 <= used < limit + room
    assert ends >= due(start=start, limit=limit, unit=unit, calendar=calendar).at


@given(starts, limits, st.floats(0, 0.999), near, calendars)
@unhurried
def test_an_urgent_limit_moves_by_exactly_the_pause(start, limit, where, length, calendar):
    begin = start + where * timedelta(hours=limit)
    plain = due(start=start, limit=limit, unit="urgent_hour", calendar=calendar).at
    assume(begin < plain)
    moved = due(
        start=start, limit=limit, unit="urgent_hour", calendar=calendar, pauses=[(begin, begin + length)]
    ).at
    assert moved - plain == length


@given(starts, limits, st.sampled_from(["working_day", "working_hour"]), calendars)
@unhurried
def test_working_limits_end_in_office_hours_of_a_working_day(start, limit, unit, calendar):
    answer = due(start=start, limit=limit, unit=unit, calendar=calendar)
    local = answer.at.astimezone(ZoneInfo(ZONES[calendar]))
    assert is_working_day(local.date(), calendar).working
    hour = local.hour + local.minute / 60 + local.second / 3600
    assert any(a < hour <= b for a, b in HOURS[calendar])
    if unit == "working_day":
        assert hour == HOURS[calendar][-1][1]


@given(starts, limits, st.sampled_from(["CN", "US-MA"]))
@settings(max_examples=examples(60), deadline=None)
def test_working_days_are_those_counted_one_by_one(start, limit, calendar):
    ends = due(start=start, limit=limit, unit="working_day", calendar=calendar)
    day, found, sure = local_day(start, calendar), 0, True
    while True:
        sure = sure and not is_working_day(day, calendar).provisional
        if found == limit:
            break
        day += timedelta(days=1)
        found += is_working_day(day, calendar).working
    assert local_day(ends.at, calendar) == day
    assert ends.provisional is not sure
    assert ends.provisional is rests_on_provisional(
        start=start, due_at=ends.at, unit="working_day", calendar=calendar
    )


@given(st.lists(seconds, max_size=20), st.integers(0, 120), units, calendars)
@unhurried
def test_many_are_as_one(moments, limit, unit, calendar):
    many = due_many(np.array(moments, dtype=np.int64), limit, unit, calendar)
    one = [
        due(start=EPOCH + timedelta(seconds=s), limit=limit, unit=unit, calendar=calendar) for s in moments
    ]
    assert many.at.tolist() == [int(answer.at.timestamp()) for answer in one]
    assert many.provisional.tolist() == [answer.provisional for answer in one]
    as_datetimes = due_many([EPOCH + timedelta(seconds=s) for s in moments], limit, unit, calendar)
    assert as_datetimes.at.tolist() == many.at.tolist()


@given(starts, near, near, units, calendars)
@unhurried
def test_what_passed_never_shrinks_as_time_goes_on(start, a, b, unit, calendar):
    assume(
        not _in_a_repeated_hour(start + a, calendar) and not _in_a_repeated_hour(start + max(a, b), calendar)
    )
    first = elapsed(start=start, end=start + min(a, b), unit=unit, calendar=calendar)
    assert 0 <= first <= elapsed(start=start, end=start + max(a, b), unit=unit, calendar=calendar)


def _in_a_repeated_hour(at, calendar):
    """The hour an autumn change repeats is read as its first pass, so a day's fraction stands still or dips there."""
    place = ZoneInfo(ZONES[calendar])
    return any(
        (at + step).astimezone(place).fold for step in (timedelta(0), timedelta(hours=1), timedelta(hours=-1))
    )


@given(
    seconds,
    st.sampled_from([*ZONES.values(), "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns"]),
)
@settings(max_examples=examples(300), deadline=None)
def test_zones_turn_local_and_back_as_the_standard_library_does(moment, name):
    place = zone(
        name,
        int(datetime(1989, 1, 1, tzinfo=UTC).timestamp()),
        int(datetime(2230, 1, 1, tzinfo=UTC).timestamp()),
    )
    expected = datetime.fromtimestamp(moment, ZoneInfo(name))
    wall = int((expected.replace(tzinfo=UTC) - EPOCH).total_seconds())
    assert place.local(moment) == wall
    assert place.utc(wall) == int(expected.replace(fold=0).timestamp())
    assert place.local_many(np.array([moment])).tolist() == [wall]
    assert place.utc_many(np.array([wall])).tolist() == [place.utc(wall)]


def test_every_local_minute_around_a_clock_change_is_as_the_standard_library_has_it():
    place = zone("America/New_York", 1_700_000_000 // 86400 * 86400, 1_800_000_000)
    for change in (datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)):
        base = int((change - EPOCH).total_seconds())
        for wall in range(base, base + 6 * 3600, 60):
            naive = EPOCH + timedelta(seconds=wall)
            assert place.utc(wall) == int(naive.replace(tzinfo=ZoneInfo("America/New_York")).timestamp())


def test_working_days_follow_each_other_in_every_year():
    """Nobody waits more than the longest festival between two working days."""
    days = [date.fromordinal(n) for n in range(date(1990, 1, 1).toordinal(), date(2200, 12, 31).toordinal())]
    for calendar in ("CN", "US-MA"):
        worked = [day for day in days if is_working_day(day, calendar).working]
        assert max((b - a).days for a, b in pairwise(worked)) <= 12
