"""Standing time is given back, all of it and once."""

from datetime import datetime
from zoneinfo import ZoneInfo

from cocity.ground.calendar.api import due, elapsed

ZONE = ZoneInfo("Asia/Shanghai")


def at(text):
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE)


def ends(start, limit, unit, *pauses):
    spans = [(at(a), at(b) if b else None) for a, b in pauses]
    answer = due(start=at(start), limit=limit, unit=unit, calendar="CN", pauses=spans)
    return answer.at.astimezone(ZONE).strftime("%d %H:%M:%S")


def test_hours_come_back_to_the_second():
    assert ends("02 10:00", 24, "urgent_hour", ("02 12:00", "02 13:00:30")) == "03 11:00:30"
    assert ends("02 10:00", 2, "working_hour", ("02 10:30", "02 14:00")) == "02 15:30:00"


def test_a_pause_outside_office_hours_takes_no_working_time():
    assert ends("02 10:00", 2, "working_hour", ("02 11:30", "02 13:00")) == "02 13:30:00"
    assert ends("06 10:00", 1, "working_day", ("06 18:00", "09 08:00")) == "09 17:00:00"


def test_days_come_back_whole_all_pauses_together():
    assert ends("02 10:00", 5, "working_day") == "09 17:00:00"
    assert ends("02 10:00", 5, "working_day", ("03 09:00", "04 17:00")) == "11 17:00:00"
    assert ends("02 10:00", 5, "working_day", ("03 10:00", "03 11:00")) == "10 17:00:00"
    split = (("03 10:00", "03 11:00"), ("04 10:00", "04 11:00"), ("05 13:00", "05 17:00"))
    assert ends("02 10:00", 5, "working_day", *split) == "10 17:00:00"


def test_standing_on_the_day_of_the_start_takes_nothing_for_it_does_not_count():
    assert ends("02 10:00", 5, "working_day", ("02 11:00", "02 16:00")) == "09 17:00:00"


def test_a_pause_after_the_end_or_before_the_start_changes_nothing():
    assert ends("02 10:00", 1, "working_day", ("04 09:00", "05 17:00")) == "03 17:00:00"
    assert ends("03 10:00", 1, "working_day", ("02 09:00", "03 09:30")) == "04 17:00:00"
    assert ends("03 10:00", 2, "urgent_hour", ("03 12:00", "03 15:00")) == "03 12:00:00"


def test_a_pause_reached_only_through_another_pause_counts():
    assert (
        ends("02 10:00", 1, "working_day", ("03 09:00", "03 17:00"), ("04 09:00", "04 17:00"))
        == "05 17:00:00"
    )


def test_overlapping_pauses_are_given_back_once():
    assert (
        ends("02 10:00", 4, "urgent_hour", ("02 11:00", "02 13:00"), ("02 12:00", "02 14:00"))
        == "02 17:00:00"
    )


def test_an_open_pause_is_left_out_of_the_due_date_and_stands_until_the_end_of_what_is_measured():
    assert ends("02 10:00", 5, "working_day", ("03 09:00", None)) == "09 17:00:00"
    used = elapsed(
        start=at("02 10:00"),
        end=at("06 12:00"),
        unit="working_hour",
        calendar="CN",
        pauses=[(at("02 11:00"), None)],
    )
    assert used == 1.0


def test_what_passed_leaves_the_pauses_out():
    def days(*pauses):
        spans = [(at(a), at(b)) for a, b in pauses]
        return elapsed(
            start=at("02 10:00"), end=at("09 17:00"), unit="working_day", calendar="CN", pauses=spans
        )

    assert days() == 5.0
    assert days(("03 09:00", "04 17:00")) == 3.0
    assert days(("01 09:00", "02 17:00")) == 5.0
    assert days(("09 13:00", "20 17:00")) == 5 - 4 / 6.5
