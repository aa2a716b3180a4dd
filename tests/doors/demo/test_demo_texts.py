"""The texts of the demo: many, ours, over everything people may bring."""

import random
from collections import Counter

from cocity.doors.console.demo.arrivals import HOURS, arrivals
from cocity.doors.console.demo.corpus import filled, templates
from cocity.doors.console.demo.data import read
from cocity.doors.console.demo.geography import boundaries
from cocity.doors.console.demo.plan import spots
from cocity.listen.intake.api import categories, holds_personal, kinds
from tests.doors.demo.conftest import NOW


def test_at_least_two_hundred_texts_none_twice() -> None:
    texts = [each.text for each in templates()]
    assert len(texts) == len(set(texts)) >= 200


def test_every_category_layer_kind_and_language_is_spoken() -> None:
    known = categories()
    leaves = {code for code in known if "/" in code}
    assert {each.category for each in templates()} == leaves == set(read("to"))
    assert {known[each.category].layer for each in templates()} == {"underground", "surface", "air"}
    assert {each.kind for each in templates()} == set(kinds())
    assert sum(each.english for each in templates()) >= 10
    assert {each.who for each in templates()} >= {"elder", "rider", "newcomer", "parent"}


def test_slots_are_filled_and_nothing_personal_is_in_a_text() -> None:
    rng = random.Random(1)
    for each in templates():
        text = filled(each.text, rng)
        assert "{" not in text
        assert not holds_personal(text)


def test_voices_come_by_day_not_by_night_and_the_storm_day_is_the_fullest() -> None:
    plan = spots()
    coming = arrivals(
        random.Random(3),
        today=NOW.date(),
        days=90,
        count=4000,
        zone=NOW.tzinfo,
        plan=plan,
        set_=["310101002"],
    )
    days = Counter(each.at.date() for each in coming)
    assert days.most_common(1)[0][1] > 1.8 * sorted(days.values())[len(days) // 2]
    assert len(HOURS) == 24
    at_night = sum(each.at.hour < 6 for each in coming)
    assert at_night < len(coming) / 12
    assert {each.channel for each in coming} == {"web", "hotline", "paper", "open311", "api"}


def test_the_plan_has_sixteen_districts_and_every_place_an_area_inside_the_one_above() -> None:
    from shapely.geometry import shape

    plan = spots()
    kinds_ = Counter(spot.kind for spot in plan)
    assert (kinds_["city"], kinds_["district"], kinds_["street"]) == (1, 16, 215)
    assert 3 * 215 <= kinds_["community"] <= 6 * 215
    areas = {f["properties"]["code"]: shape(f["geometry"]) for f in boundaries(plan)["features"]}
    for spot in plan:
        assert areas[spot.code].is_valid
        assert areas[spot.code].area > 0
        if spot.parent:
            outside = areas[spot.code].difference(areas[spot.parent].buffer(1e-4))
            assert outside.area < 1e-9


def test_the_same_areas_are_drawn_every_time() -> None:
    assert boundaries(spots()) == boundaries(spots())
