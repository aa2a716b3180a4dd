"""A point that cannot be meant is told apart by what went wrong with it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocity.engines.geo import Box, Doubt, Finding, examine

CITY = Box(120.8, 30.6, 122.1, 31.9)


def test_a_point_inside_raises_no_doubt() -> None:
    assert examine(121.47, 31.23, CITY) is None


@pytest.mark.parametrize(
    ("lon", "lat", "doubt"),
    [
        (31.23, 121.47, Doubt.SWAPPED),
        (-121.47, 31.23, Doubt.SIGN),
        (121.47, -31.23, Doubt.SIGN),
        (121470000, 31230000, Doubt.SCALED),
        (13522079.0, 3663150.0, Doubt.METRES),
    ],
)
def test_what_was_meant_is_offered(lon: float, lat: float, doubt: Doubt) -> None:
    found = examine(lon, lat, CITY)
    assert found is not None
    assert found.doubt is doubt
    assert found.meant == pytest.approx((121.47, 31.23), abs=0.01)


@pytest.mark.parametrize(
    ("lon", "lat", "doubt"),
    [
        (0, 0, Doubt.ZERO),
        (math.nan, 31.23, Doubt.NOT_A_NUMBER),
        (math.inf, 31.23, Doubt.NOT_A_NUMBER),
        (200, 31.23, Doubt.OUT_OF_RANGE),
        (123.9, 31.23, Doubt.OUTSIDE),
        (-71.06, 42.36, Doubt.OUTSIDE),
    ],
)
def test_where_nothing_fits_nothing_is_offered(lon: float, lat: float, doubt: Doubt) -> None:
    assert examine(lon, lat, CITY) == Finding(doubt)


@given(st.floats(), st.floats())
def test_any_two_numbers_get_an_answer_and_an_offer_lies_inside(lon: float, lat: float) -> None:
    found = examine(lon, lat, CITY)
    if found is None:
        assert CITY.holds(lon, lat)
    elif found.meant:
        assert CITY.holds(*found.meant)


def test_the_exact_outline_decides_over_the_box() -> None:
    assert examine(121.0, 31.0, CITY, inside=lambda lon, lat: lon > 121.2) == Finding(Doubt.OUTSIDE)
