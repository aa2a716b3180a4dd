"""A point is found in the deepest place that covers it, in any datum, on any day, by the hundred thousand."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cocity.engines.geo import convert
from cocity.ground.places import api
from cocity.ground.places.models import Boundary
from cocity.kit.errors import Invalid, NotFound
from tests.ground.places_world import CITY, DAY, MADE_UP, draw, draw_city, load, square
from tests.support.effort import examples

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> None:
    load(CITY)
    draw_city()


def code_at(lon: float, lat: float, **options: object) -> str | None:
    place = api.place_of(lon=lon, lat=lat, **options)  # type: ignore[arg-type]
    return place.code if place else None


@pytest.mark.usefixtures("city")
def test_the_deepest_place_is_found() -> None:
    assert code_at(121.55, 31.05) == "C111"
    assert code_at(121.7, 31.4) == "C11"
    assert code_at(121.9, 31.4) == "C1"
    assert code_at(121.2, 31.4) == "C2"
    assert code_at(120.0, 31.4) is None
    assert code_at(float("nan"), 31.4) is None


@pytest.mark.usefixtures("city")
def test_only_one_level_may_be_asked_for() -> None:
    assert code_at(121.55, 31.05, kind="district") == "C1"
    assert code_at(121.2, 31.4, kind="grid") is None


@pytest.mark.usefixtures("city")
def test_a_point_on_a_shared_edge_lies_in_one_place_and_always_the_same() -> None:
    assert code_at(121.5, 31.05) == "C111"
    assert {code_at(121.75, 31.2) for _ in range(3)} == {"C11"}


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("datum", ["WGS84", "CGCS2000", "GCJ02", "BD09"])
def test_points_come_in_any_datum(datum: str) -> None:
    lon, lat = (float(v) for v in convert(121.5001, 31.0001, "WGS84", datum))
    assert code_at(lon, lat, datum=datum) == "C111"


@pytest.mark.usefixtures("city")
def test_layers_are_apart() -> None:
    draw(square("C2", 121.5, 31.0, 122.0, 31.5), of=replace(MADE_UP, layer="underground"))
    assert code_at(121.55, 31.05) == "C111"
    assert code_at(121.55, 31.05, layer="underground") == "C2"
    assert code_at(121.55, 31.05, layer="air") is None


@pytest.mark.usefixtures("city")
def test_a_boundary_that_moved_on_a_day() -> None:
    report = draw(square("C2", 120.5, 31.0, 121.5, 31.5), of=replace(MADE_UP, since=DAY))
    assert report.renewed == 1
    assert code_at(120.7, 31.2, on=DAY) == "C2"
    assert code_at(120.7, 31.2, on=DAY.replace(month=6)) is None


def test_what_was_given_and_what_it_is_in_wgs84_are_both_kept() -> None:
    load(CITY)
    draw(
        square("C1", 121.5, 31.0, 122.0, 31.5), of=replace(MADE_UP, datum="BD09", map_approval="GS(2026)1号")
    )
    kept = Boundary.objects.get()
    assert shapely.bounds(shapely.from_wkb(bytes(kept.as_given))) == pytest.approx([121.5, 31.0, 122.0, 31.5])
    west, south = convert(121.5, 31.0, "BD09", "WGS84")
    corner = shapely.get_coordinates(shapely.from_wkb(bytes(kept.wgs84)))[0]
    assert corner == pytest.approx([float(west), float(south)], abs=1e-12)
    assert (kept.datum, kept.map_approval, kept.synthetic) == ("BD09", "GS(2026)1号", True)


@pytest.mark.usefixtures("city")
def test_the_same_boundary_again_changes_nothing_and_another_replaces_it() -> None:
    assert draw(square("C2", 121.0, 31.0, 121.5, 31.5)).unchanged == 1
    assert draw(square("C2", 120.5, 31.0, 121.5, 31.5)).changed == 1
    assert code_at(120.7, 31.2) == "C2"


@pytest.mark.usefixtures("city")
def test_a_change_that_is_rolled_back_leaves_no_trace() -> None:
    assert code_at(120.7, 31.2) is None
    with transaction.atomic():
        draw(square("C2", 120.5, 31.0, 121.5, 31.5))
        assert code_at(120.7, 31.2) == "C2"
        transaction.set_rollback(True)
    assert code_at(120.7, 31.2) is None


def test_bad_features_are_returned_and_the_rest_goes_in() -> None:
    load(CITY)
    point = {
        "type": "Feature",
        "properties": {"code": "C11"},
        "geometry": {"type": "Point", "coordinates": [1, 2]},
    }
    open_ring = square("C12", 121, 31, 122, 32)
    open_ring["geometry"]["coordinates"][0].pop()
    report = draw(
        square("C1", 121.5, 31.0, 122.0, 31.5),
        square("C9", 121.5, 31.0, 122.0, 31.5),
        point,
        square("C2", 31.0, 121.0, 31.5, 121.5),
        square("C111", 13522079, 3663150, 13522179, 3663250),
        open_ring,
        square("C1", 121.5, 31.0, 122.0, 31.5),
    )
    assert report.created == 1
    assert [(p.line, p.field) for p in report.problems] == [
        (2, "code"),
        (3, "geometry"),
        (4, "geometry"),
        (5, "geometry"),
        (6, "geometry"),
        (7, "code"),
    ]
    assert "swapped" in report.problems[2].message.en


def test_an_area_that_crosses_itself_is_mended_and_said() -> None:
    load(CITY)
    bow_tie = square("C1", 121.5, 31.0, 122.0, 31.5)
    ring = bow_tie["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    report = draw(bow_tie)
    assert report.created == 1
    assert report.repaired[0].startswith("C1: Self-intersection")
    assert code_at(121.75, 31.1) == "C1" or code_at(121.55, 31.25) == "C1"


def test_an_unknown_datum_layer_or_source_is_refused() -> None:
    for fault in ({"datum": "XIAN80"}, {"layer": "space"}, {"source": ""}):
        with pytest.raises(Invalid) as caught:
            draw(of=replace(MADE_UP, **fault))  # type: ignore[arg-type]
        assert [caught.value.field] == list(fault)


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("lon", "lat", "datum", "code", "says"),
    [
        (31.2, 121.7, "WGS84", "swapped", "121.700000"),
        (0.0, 0.0, "WGS84", "zero", "(0, 0)"),
        (121700000, 31200000, "WGS84", "scaled", "31.200000"),
        (122.5, 31.2, "WGS84", "outside", "nearest place is East, 47.6 km"),
        (121.4, 30.9, "GCJ02", "outside", "nearest place is West"),
        (500, 31.2, "WGS84", "out_of_range", "±180"),
    ],
)
def test_a_point_outside_is_refused_with_a_suggestion(
    lon: float, lat: float, datum: str, code: str, says: str
) -> None:
    with pytest.raises(Invalid) as caught:
        api.check_point(lon, lat, datum, "C")
    assert caught.value.code == code
    assert says in caught.value.message.en
    assert caught.value.message.zh != caught.value.message.en


@pytest.mark.usefixtures("city")
def test_a_point_inside_passes_by_the_boundaries_of_places_below() -> None:
    api.check_point(121.7, 31.2, "WGS84", "C")
    api.check_point(121.7, 31.2, "WGS84", "C1")
    with pytest.raises(Invalid):
        api.check_point(121.7, 31.2, "WGS84", "C2")
    with pytest.raises(NotFound):
        api.check_point(121.7, 31.2, "WGS84", "C9")


def test_without_any_boundary_only_the_impossible_is_refused() -> None:
    load(CITY)
    api.check_point(10, 10, "WGS84", "C")
    with pytest.raises(Invalid):
        api.check_point(10, 100, "WGS84", "C2")


def test_what_is_missing_is_said() -> None:
    load(CITY)
    draw(square("C1", 121.5, 31.0, 122.0, 31.5), of=replace(MADE_UP, synthetic=False))
    found = {(gap.place.code, gap.kind.value) for gap in api.gaps()}
    assert ("C1", "no_map_approval") in found
    assert ("C1", "no_boundary") not in found
    assert {code for code, kind in found if kind == "no_boundary"} == {"C", "C2", "C11", "C12", "C111"}
    assert ("C11", "no_population") in found
    load([CITY[2] | {"valid_to": "2026-07-01"}])
    load([CITY[3] | {"parent": "C2"}])
    assert ("C11", "parent_ended") in {(g.place.code, g.kind.value) for g in api.gaps(DAY)}


@settings(
    max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.tuples(st.floats(120.9, 122.1), st.floats(30.9, 31.6)), max_size=30))
@pytest.mark.usefixtures("city")
def test_many_points_at_once_give_what_each_gives_alone(points: list[tuple[float, float]]) -> None:
    ids = api.places_of([x for x, _ in points], [y for _, y in points])
    alone = [api.place_of(lon=x, lat=y) for x, y in points]
    assert ids.tolist() == [place.id if place else api.NOWHERE for place in alone]


@pytest.mark.usefixtures("city")
def test_two_hundred_thousand_points_take_one_query(django_assert_num_queries: object) -> None:
    rng = np.random.default_rng(7)
    lons, lats = rng.uniform(121, 122, 200_000), rng.uniform(31, 31.5, 200_000)
    api.places_of(lons[:1], lats[:1])
    with django_assert_num_queries(1):  # type: ignore[operator]
        ids = api.places_of(lons, lats, datum="GCJ02")
    assert (ids != api.NOWHERE).mean() > 0.97


@pytest.mark.usefixtures("city")
def test_lengths_that_differ_are_refused() -> None:
    with pytest.raises(Invalid):
        api.places_of([121.5, 121.6], [31.2])
