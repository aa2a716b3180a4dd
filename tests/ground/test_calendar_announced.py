"""A year is announced: what was guessed is found and computed again. And a city writes calendars of its own."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from cocity.ground.calendar import almanac
from cocity.ground.calendar.api import (
    announced_until,
    calendars,
    changed_since,
    due,
    is_working_day,
    rests_on_provisional,
)
from cocity.kit.errors import Invalid

ZONE = ZoneInfo("Asia/Shanghai")
# An invented notice: nobody has announced 2027 in the data these tests run on.
INVENTED = """
calendars:
  CN:
    announced:
      2027:
        holidays:
          2026-12-31: {zh: 元旦, en: New Year's Day}
          2027-01-01: {zh: 元旦, en: New Year's Day}
        workdays:
          2027-01-03: {zh: 元旦调休上班, en: Make-up working day for New Year's Day}
"""


@pytest.fixture
def city(tmp_path, settings):
    """Writes the city's own calendars.yaml and has it read."""

    def write(text):
        (tmp_path / "calendars.yaml").write_text(text, encoding="utf-8")
        settings.CITY = tmp_path
        almanac.forget()

    yield write
    almanac.forget()


def test_a_notice_moves_a_provisional_date_and_settles_it(city):
    start = datetime(2026, 12, 30, 10, tzinfo=ZONE)
    guessed = due(start=start, limit=1, unit="working_day", calendar="CN")
    known_until = announced_until("CN")
    assert guessed.at.astimezone(ZONE).date() == date(2026, 12, 31)
    assert guessed.provisional

    city(INVENTED)
    assert announced_until("CN") == date(2027, 12, 28)
    assert not rests_on_provisional(start=start, due_at=guessed.at, unit="working_day", calendar="CN")
    changed = {day.day: day.working for day in changed_since(known_until, "CN")}
    assert changed[date(2026, 12, 31)] is False
    assert changed[date(2027, 1, 3)] is True
    settled = due(start=start, limit=1, unit="working_day", calendar="CN")
    assert settled.at.astimezone(ZONE).date() == date(2027, 1, 3)
    assert not settled.provisional


def test_nothing_has_changed_when_nothing_was_announced():
    assert changed_since(announced_until("CN"), "CN") == ()
    assert changed_since(date(2026, 12, 31), "CN") == ()


def test_what_the_notice_for_2026_changed_against_the_guess():
    """Taken against the day before the list of 2026 came: the guess knows no exchanged days."""
    changed = {str(day.day): day.working for day in changed_since(date(2025, 12, 28), "CN")}
    assert changed["2026-01-02"] is False
    assert changed["2026-02-14"] is True
    assert changed["2026-10-10"] is True
    assert "2026-10-01" not in changed


def test_only_working_units_rest_on_announcements():
    start, end = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 3, 9, tzinfo=UTC)
    answers = {
        unit: rests_on_provisional(start=start, due_at=end, unit=unit, calendar="CN")
        for unit in ("working_day", "working_hour", "natural_day", "urgent_hour")
    }
    assert answers == {"working_day": True, "working_hour": True, "natural_day": False, "urgent_hour": False}


def test_a_city_writes_a_calendar_of_its_own(city):
    city("""
calendars:
  Hillside:
    title: {zh: 山边, en: Hillside}
    time_zone: Europe/Madrid
    weekend: [sunday]
    office_hours: ["08:00-14:00"]
    fixed: {"06-24": {zh: 圣约翰节, en: St John}}
    announced: {2026: {}}
""")
    assert "Hillside" in {info.name for info in calendars()}
    assert is_working_day(date(2026, 11, 28), "Hillside").working  # Saturday
    # A year with a notice of its own rests on it alone; other years on the fixed days.
    assert is_working_day(date(2026, 6, 24), "Hillside").working
    assert not is_working_day(date(2027, 6, 24), "Hillside").working
    answer = due(
        start=datetime(2026, 11, 27, 9, tzinfo=UTC), limit=1, unit="working_day", calendar="Hillside"
    )
    assert answer.at == datetime(2026, 11, 28, 13, tzinfo=UTC)
    assert not answer.provisional


def test_a_city_may_change_one_field_and_keep_the_rest(city):
    city('calendars: {CN: {office_hours: ["08:30-12:00", "14:00-17:30"]}}')
    answer = due(start=datetime(2026, 11, 23, tzinfo=UTC), limit=1, unit="working_day", calendar="CN")
    assert answer.at.astimezone(ZONE).strftime("%d %H:%M") == "24 17:30"
    assert is_working_day(date(2026, 10, 10), "CN").working


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("[]", "calendars"),
        ("calendars: {CN: 5}", "CN"),
        ("calendars: {X: {title: {zh: 甲}, time_zone: Asia/Shanghai}}", "X.title"),
        ("calendars: {X: {title: X}}", "X.time_zone"),
        ("calendars: {X: {title: X, time_zone: Mars/Base}}", "X.time_zone"),
        ("calendars: {CN: {weekend: [caturday]}}", "CN.weekend"),
        (
            "calendars: {CN: {weekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]}}",
            "CN.weekend",
        ),
        ('calendars: {CN: {office_hours: ["9-17"]}}', "CN.office_hours"),
        ('calendars: {CN: {office_hours: ["17:00-09:00"]}}', "CN.office_hours"),
        ('calendars: {CN: {office_hours: ["09:00-25:00"]}}', "CN.office_hours"),
        ("calendars: {CN: {office_hours: []}}", "CN.office_hours"),
        ("calendars: {CN: {unsettled_days: many}}", "CN.unsettled_days"),
        ('calendars: {CN: {fixed: {"02-31": 某日}}}', "CN.fixed"),
        ("calendars: {CN: {announced: {2027: {holidays: {2026-11-30: 某日}}}}}", "CN.announced"),
        ('calendars: {CN: {fixed: {"02-29": 某日}}}', "CN.fixed"),
        ("calendars: {CN: {announced: {2027: {hollidays: {}}}}}", "CN.announced"),
        ("calendars: {CN: {holydays: {}}}", "CN.holydays"),
        ("calendars: {CN: {notices: rumours}}", "CN.notices"),
    ],
)
def test_a_mistake_in_the_file_is_refused_where_it_stands(city, text, entry):
    city(text)
    with pytest.raises(Invalid) as caught:
        calendars()
    assert caught.value.field == f"calendars.yaml: {entry}"
    assert caught.value.message.zh
    assert caught.value.message.en


def test_a_file_that_is_no_yaml_is_refused_with_its_line(city):
    city("calendars:\n  CN: [\n")
    with pytest.raises(Invalid, match="line 3"):
        calendars()
