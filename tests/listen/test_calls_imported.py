"""The telephone system's log becomes calls in the journal; bad rows come back."""

from datetime import datetime

import pytest

from cocity.ground.journal import api as journal
from cocity.ground.people.api import SYSTEM
from cocity.kit.errors import Invalid
from cocity.learn.performance import api as performance
from cocity.listen.calls.api import import_calls

LOG = """call,line,offered_at,answered_at
a1,12345,2026-11-20 10:00:00,2026-11-20 10:00:15
a2,12345,2026-11-20 10:00:00,2026-11-20 10:00:16
a3,12345,2026-11-20 10:00:00,
a4,12345,20 November,
a5,12345,2026-11-20 10:00:10,2026-11-20 10:00:00
+86 138,12345,2026-11-20 10:00:00,
"""


@pytest.fixture
def period(now: datetime) -> performance.Period:
    return performance.Period(now.replace(day=1), now)


def connect_rate(period: performance.Period) -> performance.Figure:
    return next(f for f in performance.figures(period) if f.code == "connect_rate")


@pytest.mark.django_db(transaction=True)
def test_without_a_log_there_is_no_figure_and_with_one_unanswered_calls_count(
    now: datetime, period: performance.Period
) -> None:
    performance.rebuild()
    assert connect_rate(period).value is None
    assert connect_rate(period).missing is not None
    done = import_calls(LOG.splitlines(), now=now, actor=SYSTEM)
    assert done.calls == 3
    assert [(p.line, p.field) for p in done.problems] == [
        (5, "offered_at"),
        (6, "answered_at"),
        (7, "call"),
    ]
    performance.update()
    made = connect_rate(period)
    assert (made.numerator, made.denominator, made.missing) == (1, 3, None)


@pytest.mark.django_db(transaction=True)
def test_the_same_file_again_changes_no_figure(now: datetime, period: performance.Period) -> None:
    performance.rebuild()
    for _ in range(2):
        import_calls(LOG.splitlines(), now=now, actor=SYSTEM)
        performance.update()
    assert connect_rate(period).denominator == 3


@pytest.mark.django_db(transaction=True)
def test_a_file_without_its_columns_is_refused_by_name(now: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        import_calls(["caller,time", "1,2"], now=now, actor=SYSTEM)
    assert refused.value.field == "file"
    assert "offered_at" in refused.value.message.en


@pytest.mark.django_db
def test_signs_no_database_keeps_are_left_out_of_the_line(now: datetime) -> None:
    log = ["call,line,offered_at,answered_at", "a1,12\x00345,2026-11-23 10:00:05,"]
    assert import_calls(log, now=now, actor=SYSTEM).calls == 1
    assert journal.of_subject("call:a1")[0].data["line"] == "12345"
