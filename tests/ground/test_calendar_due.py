"""When a limit ends: the rules of the module's docstring, one by one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cocity.ground.calendar.api import due, due_many, elapsed, left
from cocity.kit.errors import Invalid

SHANGHAI, BOSTON = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


def at(text, zone=SHANGHAI):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def ends(start, limit, unit, calendar="CN", pauses=(), zone=SHANGHAI):
    answer = due(start=at(start, zone), limit=limit, unit=unit, calendar=calendar, pauses=pauses)
    assert answer.at.tzinfo is UTC
    return answer.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"), answer.provisional


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        ("2026-11-23 10:00", 1, "2026-11-24 17:00:00"),
        ("2026-11-23 00:00", 1, "2026-11-24 17:00:00"),
        ("2026-11-23 23:59", 5, "2026-11-30 17:00:00"),
        ("2026-11-20 20:00", 1, "2026-11-23 17:00:00"),  # Friday evening
        ("2026-11-21 09:00", 1, "2026-11-23 17:00:00"),  # Saturday: Monday is the first day counted
        ("2026-09-30 10:00", 1, "2026-10-08 17:00:00"),  # over National Day
        ("2026-09-30 10:00", 5, "2026-10-13 17:00:00"),  # Saturday 10 October is worked
        ("2026-02-13 10:00", 1, "2026-02-14 17:00:00"),  # a worked Saturday before Spring Festival
        ("2026-02-13 10:00", 2, "2026-02-24 17:00:00"),
        ("2024-09-13 10:00", 1, "2024-09-14 17:00:00"),
    ],
)
def test_working_days(start, limit, expected):
    assert ends(start, limit, "working_day") == (expected, False)


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        ("2026-11-20 16:00", 1, "2026-11-20 17:00:00"),  # used up at closing time
        ("2026-11-20 16:00", 2, "2026-11-23 10:00:00"),
        ("2026-11-23 11:00", 1, "2026-11-23 13:30:00"),  # over noon
        ("2026-11-23 12:00", 1, "2026-11-23 14:00:00"),
        ("2026-11-23 09:30", 2, "2026-11-23 11:30:00"),  # used up at noon
        ("2026-11-21 12:00", 1, "2026-11-23 10:00:00"),
        ("2026-11-23 06:00", 13, "2026-11-24 17:00:00"),  # two whole days of six and a half hours
    ],
)
def test_working_hours(start, limit, expected):
    assert ends(start, limit, "working_hour") == (expected, False)


def test_natural_days_and_urgent_hours_know_no_holiday_and_are_never_provisional():
    assert ends("2026-09-30 10:00", 3, "natural_day") == ("2026-10-03 23:59:59", False)
    assert ends("2027-10-01 10:00", 60, "natural_day") == ("2027-11-30 23:59:59", False)
    assert ends("2026-10-01 03:00", 24, "urgent_hour") == ("2026-10-02 03:00:00", False)


@pytest.mark.parametrize("year", [1990, 1996, 2011, 2038, 2100, 2199, 2200])
def test_every_year_from_1990_to_2200(year):
    start = datetime(year, 12, 20, 2, tzinfo=UTC)
    for calendar, zone in (("CN", SHANGHAI), ("US-MA", BOSTON)):
        natural = due(start=start, limit=30, unit="natural_day", calendar=calendar).at.astimezone(zone)
        assert natural.date() == start.astimezone(zone).date() + timedelta(days=30)
        urgent = due(start=start, limit=48, unit="urgent_hour", calendar=calendar)
        assert urgent.at - start == timedelta(hours=48)
        working = due(start=start, limit=15, unit="working_day", calendar=calendar)
        assert start + timedelta(days=18) < working.at < start + timedelta(days=40)


@pytest.mark.parametrize(
    ("start", "limit", "provisional"),
    [
        ("2026-12-20 10:00", 5, False),  # due 25 December
        ("2026-12-25 10:00", 1, False),  # due 28 December
        ("2026-12-25 10:00", 2, True),  # due 29 December, which the notice for 2027 may still move
        ("2027-06-01 10:00", 1, True),
        ("2003-12-25 10:00", 1, True),
        ("2003-12-31 10:00", 1, True),  # starts in a year without data
        ("2004-01-02 10:00", 1, False),
    ],
)
def test_a_date_that_rests_on_an_unannounced_day_is_provisional(start, limit, provisional):
    assert ends(start, limit, "working_day")[1] is provisional
    many = due_many([at(start)], limit, "working_day", "CN")
    assert many.provisional.tolist() == [provisional]


def test_a_limit_of_nothing_is_due_at_the_start():
    for unit in ("working_day", "working_hour", "natural_day", "urgent_hour"):
        assert ends("2026-11-21 12:34:56", 0, unit)[0] == "2026-11-21 12:34:56"


def test_the_clock_change_moves_no_office_hour():
    """Boston went to winter time on Sunday 1 November 2026 and to summer time on 8 March 2026."""
    assert ends("2026-10-30 16:00", 2, "working_hour", "US-MA", zone=BOSTON)[0] == "2026-11-02 10:00:00"
    assert ends("2026-03-06 16:00", 2, "working_hour", "US-MA", zone=BOSTON)[0] == "2026-03-09 10:00:00"
    assert ends("2026-10-30 16:00", 1, "working_day", "US-MA", zone=BOSTON)[0] == "2026-11-02 17:00:00"


def test_an_urgent_hour_is_an_hour_over_a_clock_change():
    start = datetime(2026, 3, 8, 0, 30, tzinfo=BOSTON)
    answer = due(start=start, limit=3, unit="urgent_hour", calendar="US-MA")
    assert answer.at == datetime(2026, 3, 8, 8, 30, tzinfo=UTC)
    assert answer.at.astimezone(BOSTON).hour == 4
    natural = due(
        start=datetime(2026, 10, 31, 12, tzinfo=BOSTON), limit=1, unit="natural_day", calendar="US-MA"
    )
    assert natural.at == datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("start", {"start": datetime(2026, 1, 1)}),  # noqa: DTZ001
        ("start", {"start": datetime(1985, 1, 1, tzinfo=UTC)}),
        ("start", {"start": "2026-01-01"}),
        ("limit", {"limit": -1}),
        ("limit", {"limit": 1.5}),
        ("limit", {"limit": True}),
        ("limit", {"limit": 60_000}),
        ("limit", {"limit": 10**30}),
        ("unit", {"unit": "fortnight"}),
        ("unit", {"unit": None}),
        ("calendar", {"calendar": "Atlantis"}),
        ("pauses", {"pauses": [(datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))]}),
        ("pauses", {"pauses": [(datetime(2026, 1, 2), None)]}),  # noqa: DTZ001
    ],
)
def test_bad_input_is_refused_by_the_name_of_the_argument(name, values):
    good = {"start": datetime(2026, 1, 1, tzinfo=UTC), "limit": 1, "unit": "working_day", "calendar": "CN"}
    with pytest.raises(Invalid) as caught:
        due(**(good | values))
    assert caught.value.field == name
    assert caught.value.message.zh
    assert caught.value.message.en


def test_bad_input_of_the_others():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for field, call in {
        "end": lambda: elapsed(start=now, end=now - timedelta(1), unit="working_day", calendar="CN"),
        "now": lambda: left(now=datetime(2026, 1, 1), due_at=now, unit="working_day", calendar="CN"),  # noqa: DTZ001
        "due_at": lambda: left(now=now, due_at=None, unit="working_day", calendar="CN"),
        "starts": lambda: due_many(np.array([1.5]), 1, "working_day", "CN"),
        "limit": lambda: due_many(np.array([0x70000000]), 90_000, "working_day", "CN"),
    }.items():
        with pytest.raises(Invalid) as caught:
            call()
        assert caught.value.field == field
    with pytest.raises(Invalid) as caught:
        due_many(np.array([2**62]), 1, "urgent_hour", "CN")
    assert caught.value.field == "starts"
