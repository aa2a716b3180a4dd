"""Statements kept ready store what Django's own would, count as its own do, and refuse what it would refuse."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from cocity.ground.commitments.models import ClockRun, Commitment
from cocity.ground.people.models import Body
from cocity.kit import bulk, statements
from tests.world import World

AT = datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=UTC)
EVERY_KIND = {
    "due_at": AT,
    "paused_until": None,
    "added": timedelta(days=3, microseconds=7),
    "pauses": [["2026-01-01", '引号" 🏮 \\N']],
    "pausable": True,
    "provisional": False,
    "breach": "warn_holder",
    "limit": 2**31 - 1,
}


def test_values_of_every_kind_read_back_as_they_were(world: World) -> None:
    number = world.say("路灯不亮").number
    clock = ClockRun.objects.filter(commitment__number=number).first()
    assert clock is not None
    for name, value in EVERY_KIND.items():
        setattr(clock, name, value)
    statements.update(ClockRun, tuple(EVERY_KIND), clock)
    read = ClockRun.objects.get(pk=clock.pk)
    assert {name: getattr(read, name) for name in EVERY_KIND} == EVERY_KIND


@pytest.mark.parametrize("count", [1, bulk.WORTH_COPYING])
def test_a_day_is_the_day_in_the_city_and_not_the_databases(db: None, count: int) -> None:
    """One statement and COPY say the same, on either database."""
    night = datetime(2026, 1, 1, 2, tzinfo=ZoneInfo("Asia/Shanghai"))  # the day before in UTC
    for name, day in (
        ("a", night),
        ("b", night.astimezone(UTC)),
        ("c", "2026-01-01"),
        ("d", date(2026, 1, 1)),
    ):
        rows = [
            bulk.fresh(Body, code=f"{name}{n}", kind="city", name_zh="x", valid_from=day)
            for n in range(count)
        ]
        bulk.create(Body, rows)
    assert set(Body.objects.values_list("valid_from", flat=True)) == {date(2026, 1, 1)}
    odd = [
        bulk.fresh(Body, code=f"e{n}", kind="city", name_zh="x", valid_from="01/02/2026")
        for n in range(count)
    ]
    with pytest.raises(ValidationError):
        bulk.create(Body, odd)


@pytest.mark.parametrize(
    "naive", [datetime.fromisoformat("2026-01-01T02:00"), "2026-01-01 02:00", date(2026, 1, 1)]
)
def test_a_moment_without_a_zone_is_not_taken_for_utc(world: World, naive: object) -> None:
    number = world.say("路灯不亮").number
    clock = ClockRun.objects.filter(commitment__number=number).first()
    assert clock is not None
    clock.due_at = naive
    with pytest.warns(RuntimeWarning, match="naive datetime"):
        statements.update(ClockRun, ("due_at",), clock)
    clock.refresh_from_db()
    assert clock.due_at.astimezone(ZoneInfo("Asia/Shanghai")).date() == date(2026, 1, 1)


def test_only_the_fields_named_are_written(world: World) -> None:
    row = Commitment.objects.get(number=world.say("路灯不亮").number)
    title, row.title, row.level = row.title, "另一个", 2
    statements.update(Commitment, ("level",), row)
    row.refresh_from_db()
    assert (row.title, row.level) == (title, 2)


def test_a_row_that_is_gone_is_an_error_and_not_silence(db: None) -> None:
    ghost = Body(pk=10**9, code="x", kind="city", name_zh="x", path="/x/")
    with pytest.raises(DatabaseError, match="not there any more"):
        statements.update(Body, ("code",), ghost)


@pytest.mark.parametrize("count", [1, 8, bulk.WORTH_COPYING - 1])
def test_each_number_of_rows_is_one_statement_that_is_counted(db: None, count: int) -> None:
    rows = [bulk.fresh(Body, code=f"b{n}", kind="city", name_zh="x", path="/x/") for n in range(count)]
    with CaptureQueriesContext(connection) as captured:
        bulk.create(Body, rows)
    assert len([q for q in captured if "INSERT" in q["sql"]]) == 1
    assert [row.code for row in Body.objects.order_by("id")] == [row.code for row in rows]
    assert [row.pk for row in rows] == list(Body.objects.order_by("id").values_list("pk", flat=True))


def test_a_constraint_holds_for_a_single_row(db: None) -> None:
    for expected in (None, IntegrityError):
        row = bulk.fresh(Body, code="same", kind="city", name_zh="x", path="/x/")
        if expected is None:
            bulk.create(Body, [row])
        else:
            with pytest.raises(expected):
                bulk.create(Body, [row])


def test_the_same_statement_many_times_gives_each_its_own_answer(db: None) -> None:
    """Past the number of uses from which PostgreSQL keeps the plan, with values of other sizes and with none."""
    made = []
    for n in range(12):
        row = bulk.fresh(Body, code=f"b{n}", kind="city", name_zh="字" * (n + 1), path=f"/b{n}/")
        row.valid_from = None if n % 2 else AT.date()
        bulk.create(Body, [row])
        made.append(row)
    read = Body.objects.in_bulk([row.pk for row in made])
    assert [(read[row.pk].name_zh, read[row.pk].valid_from) for row in made] == [
        (row.name_zh, row.valid_from) for row in made
    ]


def test_a_unique_row_is_found_or_made_and_left_as_it_is(db: None) -> None:
    first = bulk.fresh(Body, code="one", kind="city", name_zh="甲", path="/one/")
    again = bulk.fresh(Body, code="one", kind="city", name_zh="乙", path="/two/")
    keys = {bulk.find_or_make(row, unique="code") for row in (first, again)}
    assert [(body.pk, body.name_zh) for body in Body.objects.all()] == [(keys.pop(), "甲")]
    assert not keys
