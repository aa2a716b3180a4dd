"""Which days are working days, in which calendar, and how sure that is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import yaml

from cocity.ground.calendar import almanac, api
from cocity.ground.calendar.api import announced_until, calendars, is_working_day, local_day
from cocity.kit.errors import Invalid

WORKED_ON_A_WEEKEND = [
    *("2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29"),
    *("2024-10-12", "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
    *("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
]
OFF_ON_A_WEEKDAY = [
    *("2024-02-15", "2024-04-04", "2024-05-03", "2024-06-10", "2024-09-16", "2024-10-07"),
    *("2025-01-28", "2025-02-04", "2025-05-05", "2025-06-02", "2025-10-08"),
    *("2026-01-02", "2026-02-16", "2026-02-23", "2026-04-06", "2026-05-05", "2026-06-19", "2026-10-07"),
]


@pytest.mark.parametrize("day", WORKED_ON_A_WEEKEND)
def test_a_make_up_weekend_day_is_worked_and_says_for_what(day):
    answer = is_working_day(date.fromisoformat(day), "CN")
    assert answer.day.isoweekday() >= 6
    assert answer.working
    assert "调休" in answer.name.zh
    assert not answer.provisional


@pytest.mark.parametrize("day", OFF_ON_A_WEEKDAY)
def test_a_holiday_on_a_weekday_is_off_and_named(day):
    answer = is_working_day(date.fromisoformat(day), "CN")
    assert answer.day.isoweekday() <= 5
    assert not answer.working
    assert answer.name.zh
    assert answer.name.en
    assert not answer.provisional


def test_the_announced_days_are_those_of_the_package_itself():
    import chinese_calendar

    for number in range(date(2004, 1, 1).toordinal(), date(2026, 12, 31).toordinal() + 1):
        day = date.fromordinal(number)
        assert is_working_day(day, "CN").working == chinese_calendar.is_workday(day), day


def test_an_ordinary_day_has_no_name():
    assert is_working_day(date(2026, 11, 23), "CN").name == ""
    assert is_working_day(date(2026, 11, 22), "CN").name == ""


def test_a_year_not_announced_is_guessed_from_the_law_and_marked():
    spring = is_working_day(date(2027, 2, 8), "CN")
    assert (spring.working, spring.provisional, spring.name.zh) == (False, True, "春节")
    assert is_working_day(date(2027, 11, 22), "CN").provisional
    assert not is_working_day(date(2027, 6, 9), "CN").working  # 端午
    assert not is_working_day(date(2027, 9, 15), "CN").working  # 中秋


def test_the_last_days_of_december_wait_for_the_next_notice():
    """The notices for 2007 and 2018/19 moved 29 to 31 December of the year before."""
    assert announced_until("CN") == date(2026, 12, 28)
    assert not is_working_day(date(2026, 12, 28), "CN").provisional
    assert is_working_day(date(2026, 12, 29), "CN").provisional


def test_before_the_data_begins_is_a_guess_too():
    assert is_working_day(date(2003, 12, 31), "CN").provisional
    assert not is_working_day(date(2004, 1, 2), "CN").provisional
    assert not is_working_day(date(1990, 10, 1), "CN").working


@pytest.mark.parametrize("year", [2101, 2150, 2200])
def test_where_no_lunar_table_reaches_the_fixed_days_remain(year):
    for month, day in ((1, 1), (5, 1), (10, 1), (10, 3)):
        answer = is_working_day(date(year, month, day), "CN")
        assert (answer.working, answer.provisional) == (False, True)


def test_boston_rests_on_patriots_day_and_works_on_an_eve_that_china_has_off():
    answer = is_working_day(date(2011, 4, 18), "US-MA")
    assert (answer.working, answer.name.zh, answer.name.en) == (False, "爱国者日", "Patriots' Day")
    assert not answer.provisional
    assert is_working_day(date(2011, 10, 3), "US-MA").working
    observed = is_working_day(date(2027, 7, 5), "US-MA")
    assert (observed.working, observed.name.zh) == (False, "独立日（补假）")


def test_a_country_nobody_wrote_an_entry_for_is_asked_by_its_code():
    assert not is_working_day(date(2026, 12, 28), "GB").working  # Boxing Day falls on a Saturday
    assert local_day(datetime(2026, 7, 1, 6, tzinfo=UTC), "US-CA") == date(2026, 6, 30)
    assert local_day(datetime(2026, 7, 1, 6, tzinfo=UTC), "US-NY") == date(2026, 7, 1)


def test_a_country_whose_feasts_are_estimated_is_certain_only_so_far():
    assert announced_until("MY").year < 2100
    assert is_working_day(date(2060, 3, 1), "MY").provisional


def test_the_city_has_a_calendar_by_setting(settings):
    settings.CALENDAR = "US-MA"
    assert not is_working_day(date(2026, 11, 26), "city").working
    settings.CALENDAR = "CN"
    assert is_working_day(date(2026, 11, 26), "city").working


def test_the_local_day_is_the_calendars():
    at = datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert local_day(at, "CN") == date(2026, 11, 24)
    assert local_day(at, "US-MA") == date(2026, 11, 23)


def test_the_list_for_people_is_complete_in_both_languages():
    listed = {info.name: info for info in calendars()}
    assert {"CN", "US-MA"} <= set(listed)
    for info in listed.values():
        assert info.title.zh
        assert info.title.en
        assert info.office_hours
        assert info.announced_from <= info.announced_until


@pytest.mark.parametrize("name", ["XX", "US-ZZ", "", "cn", "GB-", "../CN", "AQ"])
def test_an_unknown_calendar_is_refused_by_name(name):
    with pytest.raises(Invalid) as caught:
        is_working_day(date(2026, 1, 1), name)
    assert caught.value.field == "calendar"


@pytest.mark.parametrize("day", [date(1989, 12, 31), date(2300, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)])
def test_a_day_the_table_does_not_hold_is_refused(day):
    with pytest.raises(Invalid) as caught:
        api.is_working_day(day, "CN")
    assert caught.value.field == "day"


def test_every_zone_in_the_data_is_one_the_machine_knows():
    content = yaml.safe_load((almanac.DATA / "zones.yaml").read_text(encoding="utf-8"))
    for name, zone in content["zones"].items():
        assert ZoneInfo(zone).key == zone, name
