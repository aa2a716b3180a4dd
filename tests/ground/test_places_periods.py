"""A place has one name and one parent on any day; what it had before stays known."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cocity.ground.places import api, rules
from cocity.ground.places.models import Place
from cocity.kit.errors import Conflict, NotFound
from tests.ground.places_world import CITY, DAY, draw_city, load
from tests.support.effort import examples

BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 2)
RENAMED = [CITY[1] | {"name_zh": "新东区"}]
MOVED = [CITY[3] | {"parent": "C2"}]


@pytest.mark.django_db
def test_without_a_date_a_new_name_is_a_correction() -> None:
    load(CITY)
    assert load(RENAMED).changed == 1
    assert api.get("C1", BEFORE).name.zh == "新东区"


@pytest.mark.django_db
def test_with_a_date_a_new_name_closes_the_old_row_and_opens_another() -> None:
    load(CITY)
    old = api.get("C1", BEFORE)
    assert load(RENAMED, since=DAY).renewed == 1
    assert api.get("C1", BEFORE) == old
    assert api.get("C1", DAY).name.zh == "新东区"
    assert api.get("C1", DAY).population == 5000
    assert [p.code for p in api.children("C1", AFTER)] == ["C11", "C12"]
    assert [p.code for p in api.children("C1", BEFORE)] == ["C11", "C12"]
    assert load(RENAMED, since=DAY).unchanged == 1
    assert api.by_ids([old.id])[old.id] == old


@pytest.mark.django_db
def test_with_a_date_a_new_parent_takes_all_below_along() -> None:
    load(CITY)
    assert load(MOVED, since=DAY).renewed == 1
    assert api.get("C111", BEFORE).path == "/C/C1/C11/C111/"
    assert api.get("C111", DAY).path == "/C/C2/C11/C111/"
    assert [p.code for p in api.children("C1", BEFORE)] == ["C11", "C12"]
    assert [p.code for p in api.children("C1", DAY)] == ["C12"]
    assert [p.code for p in api.ancestors("C111", DAY)] == ["C", "C2", "C11"]
    assert load(MOVED, since=DAY).unchanged == 1
    assert len(api.tree(on=BEFORE)) == len(api.tree(on=DAY)) == 6


@pytest.mark.django_db
def test_without_a_date_a_new_parent_corrects_all_paths_below() -> None:
    load(CITY)
    load(MOVED)
    assert api.get("C111", BEFORE).path == "/C/C2/C11/C111/"
    assert Place.objects.count() == 6


@pytest.mark.django_db
def test_a_boundary_goes_on_under_the_new_name() -> None:
    load(CITY)
    draw_city()
    load(RENAMED, since=DAY)
    for day, name in ((BEFORE, "东区"), (AFTER, "新东区")):
        place = api.place_of(lon=121.9, lat=31.2, on=day)
        assert place is not None
        assert place.name.zh == name


@pytest.mark.django_db
def test_history_may_come_in_one_file() -> None:
    first = CITY[0] | {"name_zh": "旧城", "valid_from": "1958-01-01", "valid_to": "1990-01-01"}
    second = CITY[0] | {"name_zh": "新城", "valid_from": "1990-01-01", "valid_to": ""}
    assert load([second, first]).created == 2
    assert api.get("C", date(1989, 12, 31)).name.zh == "旧城"
    assert api.get("C", date(1990, 1, 1)).name.zh == "新城"
    with pytest.raises(NotFound):
        api.get("C", date(1957, 12, 31))
    assert load([first, second]).unchanged == 2


@pytest.mark.django_db
def test_periods_of_one_code_must_not_overlap() -> None:
    load([CITY[0] | {"valid_from": "1990-01-01"}])
    report = load([CITY[0] | {"valid_from": "1958-01-01", "valid_to": "1991-01-01"}])
    assert [(p.line, p.field) for p in report.problems] == [(1, "valid_from")]


@pytest.mark.django_db
def test_the_database_refuses_two_rows_of_one_code_since_ever() -> None:
    load(CITY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(code="C", kind="city", name_zh="又一个", path="/C/")


DAYS = st.dates(date(2000, 1, 1), date(2000, 1, 31))
PERIODS = st.builds(rules.Period, st.none() | DAYS, st.none() | DAYS)


@given(st.lists(PERIODS, max_size=5))
def test_periods_are_apart_exactly_when_no_day_lies_in_two(periods: list[rules.Period]) -> None:
    days = [None, date(1999, 1, 1), *(date(2000, 1, n) for n in range(1, 32)), date(2001, 1, 1)]
    most = max((sum(p.holds(d) for p in periods) for d in days), default=0)
    empty = any(p.begin and p.end and p.end <= p.begin for p in periods)
    try:
        rules.require_apart(periods)
    except Conflict:
        assert most > 1 or empty
    else:
        assert most <= 1
        assert not empty


@pytest.mark.django_db
def test_changes_come_in_order_of_time() -> None:
    load(CITY)
    load(RENAMED, since=AFTER)
    report = load([CITY[1] | {"name_zh": "更早的名"}], since=BEFORE)
    assert [p.field for p in report.problems] == ["valid_from"]
    assert api.get("C1", BEFORE).name.zh == "东区"


@pytest.mark.django_db
def test_a_place_stays_above_those_below_it() -> None:
    load(CITY)
    report = load([CITY[3] | {"kind": "grid"}])
    assert [p.field for p in report.problems] == ["kind"]


def test_below_a_place_that_moved_a_row_says_since_when(db: None) -> None:
    """A row has one path: without a day it would lie under the new one also before the move."""
    load(CITY)
    street = CITY[4] | {"parent": "C"}
    assert load([street], since=DAY).renewed == 1
    grid = CITY[5] | {"parent": "C12"}
    new = grid | {"code": "C121"}
    for row in (grid, new):
        assert [p.field for p in load([row]).problems] == ["valid_from"]
    assert load([grid, new], since=DAY).good == 2
    for day, path in ((BEFORE, "/C/C1/C11/C111/"), (DAY, "/C/C12/C111/")):
        assert api.get("C111", day).path == path
    assert api.get("C121", DAY).path == "/C/C12/C121/"


CHANGE = st.tuples(
    st.sampled_from(["C1", "C2", "C11", "C12", "C111"]),
    st.sampled_from(["甲", "乙", "丙"]),
    st.sampled_from(["C", "C1", "C2", "C11", "C12"]),
    st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 6)),
)


@pytest.mark.django_db(transaction=False)
@settings(
    max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(CHANGE, max_size=6))
@example([("C12", "甲", "C", date(2020, 1, 1)), ("C111", "甲", "C12", None)])
def test_after_any_changes_every_day_shows_one_whole_tree(
    changes: list[tuple[str, str, str, date | None]],
) -> None:
    kinds = {row["code"]: row["kind"] for row in CITY}
    with transaction.atomic():
        load(CITY)
        for code, name, parent, since in changes:
            row = {"code": code, "kind": kinds[code], "name_zh": name, "parent": parent}
            report = load([row], since=since)
            if not report.problems:
                assert load([row], since=since).unchanged == 1
                assert api.get(code, since or date(2021, 1, 1)).name.zh == name
        for day in (date(2019, 1, 1), *(date(2020, 1, n) for n in range(1, 8))):
            held = {place.code: place for place in api.tree(on=day)}
            assert len(held) == 6
            for place in held.values():
                above = held[place.parent_code].path if place.parent_code else "/"
                assert place.path == f"{above}{place.code}/"
                assert [p.code for p in api.children(place.code, day)] == sorted(
                    p.code for p in held.values() if p.parent_code == place.code
                )
        transaction.set_rollback(True)
