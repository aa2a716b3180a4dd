"""What is left, in numbers and in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cocity.ground.calendar.api import left

ZONE = ZoneInfo("Asia/Shanghai")


def of(now, due_at, unit):
    now, due_at = (datetime.fromisoformat(text).replace(tzinfo=ZONE) for text in (now, due_at))
    return left(now=now, due_at=due_at, unit=unit, calendar="CN")


@pytest.mark.parametrize(
    ("now", "due_at", "unit", "amount", "zh", "en"),
    [
        ("2026-11-23 10:00", "2026-11-25 17:00", "working_day", 2, "还剩 2 个工作日", "2 working days left"),
        ("2026-11-20 10:00", "2026-11-23 17:00", "working_day", 1, "还剩 1 个工作日", "1 working day left"),
        ("2026-11-25 10:00", "2026-11-25 17:00", "working_day", 0, "今天 17:00 到期", "due today at 17:00"),
        (
            "2026-11-25 18:00",
            "2026-11-25 17:00",
            "working_day",
            0,
            "今天 17:00 已到期",
            "was due today at 17:00",
        ),
        (
            *("2026-11-21 12:00", "2026-11-20 17:00", "working_day", 0),
            *("已超期，不足 1 个工作日", "overdue by less than 1 working day"),
        ),
        (
            "2026-11-30 17:00",
            "2026-11-25 17:00",
            "working_day",
            -3,
            "已超 3 个工作日",
            "3 working days overdue",
        ),
        ("2026-11-23 10:00", "2026-11-24 23:59:59", "natural_day", 1, "还剩 1 天", "1 day left"),
        ("2026-11-23 10:00", "2026-11-23 23:59:59", "natural_day", 0, "今天到期", "due today"),
        ("2026-11-26 23:59:59", "2026-11-23 23:59:59", "natural_day", -3, "已超 3 天", "3 days overdue"),
        ("2026-11-23 10:00", "2026-11-23 12:30", "urgent_hour", 2.5, "还剩 2 小时", "2 hours left"),
        ("2026-11-23 10:00", "2026-11-23 10:30", "urgent_hour", 0.5, "还剩 30 分钟", "30 minutes left"),
        (
            *("2026-11-23 10:00", "2026-11-23 10:00:30", "urgent_hour", 30 / 3600),
            *("还剩不足 1 分钟", "less than 1 minute left"),
        ),
        ("2026-11-23 11:00", "2026-11-23 10:00", "urgent_hour", -1, "已超 1 小时", "1 hour overdue"),
        (
            "2026-11-20 16:00",
            "2026-11-23 10:00",
            "working_hour",
            2,
            "还剩 2 个工作小时",
            "2 working hours left",
        ),
    ],
)
def test_in_words(now, due_at, unit, amount, zh, en):
    answer = of(now, due_at, unit)
    assert answer.amount == pytest.approx(amount)
    assert (answer.text.zh, answer.text.en) == (zh, en)
    assert answer.overdue is (now > due_at)
    assert not answer.provisional


def test_a_date_that_may_still_move_says_so():
    answer = of("2026-12-24 10:00", "2027-01-04 17:00", "working_day")
    assert answer.provisional
    assert answer.text.zh.endswith("（暂定）")
    assert answer.text.en.endswith("(provisional)")
    assert not of("2026-12-24 10:00", "2027-01-04 23:59:59", "natural_day").provisional


def test_overdue_by_no_working_time_is_not_minus_nothing():
    assert str(of("2026-11-25 18:00", "2026-11-25 17:00", "working_day").amount) == "0.0"
