"""Datums convert both ways, to the millimetre, for arrays of any size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocity.engines.geo import Datum, convert, haversine, in_shifted_area

IN_CHINA = st.tuples(st.floats(73.5, 135.0), st.floats(18.0, 53.5))
DATUMS = st.sampled_from(list(Datum))


@pytest.mark.parametrize(
    ("wgs", "gcj"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_known_points_of_three_cities(wgs: tuple[float, float], gcj: tuple[float, float]) -> None:
    """EvilTransform's published vectors: Shanghai, Shenzhen, Beijing."""
    assert haversine(*convert(*wgs, "WGS84", "GCJ02"), *gcj) < 0.01
    assert haversine(*convert(*gcj, "GCJ02", "WGS84"), *wgs) < 0.01


def test_a_known_point_in_baidus_datum() -> None:
    """coordtransform's published vector: GCJ-02 116.404, 39.915 is BD-09 116.41036949371029, 39.92133699351022."""
    assert haversine(*convert(116.404, 39.915, "GCJ02", "BD09"), 116.41036949371029, 39.92133699351022) < 0.01


@given(IN_CHINA, DATUMS, DATUMS)
def test_there_and_back_is_the_same_point(point: tuple[float, float], a: Datum, b: Datum) -> None:
    there = convert(*point, a, b)
    assert haversine(*convert(*there, b, a), *point) < 0.001


@given(IN_CHINA, DATUMS, DATUMS, DATUMS)
def test_the_way_taken_does_not_matter(point: tuple[float, float], a: Datum, b: Datum, c: Datum) -> None:
    by_way_of_b = convert(*convert(*point, a, b), b, c)
    assert haversine(*by_way_of_b, *convert(*point, a, c)) < 0.001


@given(IN_CHINA)
def test_the_shift_is_some_hundred_metres(point: tuple[float, float]) -> None:
    assert 1 < haversine(*convert(*point, "WGS84", "GCJ02"), *point) < 1200


@given(st.floats(-180, 180), st.floats(-90, 90), DATUMS, DATUMS)
def test_outside_china_nothing_moves(lon: float, lat: float, a: Datum, b: Datum) -> None:
    if in_shifted_area([lon - 0.05, lon + 0.05, lon, lon], [lat, lat, lat - 0.05, lat + 0.05]).any():
        return
    x, y = convert(lon, lat, a, b)
    assert (float(x), float(y)) == (lon, lat)


@pytest.mark.parametrize("lon", [121_470_000.0, -1e300, np.inf, 180.0])
def test_points_that_are_on_no_map_are_left_as_they_are(lon: float) -> None:
    for target in Datum:
        x, y = convert(lon, 89.0, "BD09", target)
        assert (float(x), float(y)) == (lon, 89.0)


def test_boston_is_untouched() -> None:
    x, y = convert([-71.06], [42.36], "BD09", "WGS84")
    assert (x[0], y[0]) == (-71.06, 42.36)


def test_cgcs2000_is_taken_as_wgs84() -> None:
    assert convert(121.47, 31.23, "CGCS2000", "WGS84") == (121.47, 31.23)
    assert convert(121.47, 31.23, "CGCS2000", "GCJ02") == convert(121.47, 31.23, "WGS84", "GCJ02")


def test_arrays_keep_their_shape_and_a_missing_point_stays_missing() -> None:
    lons, lats = np.full((3, 4), 121.47), np.full((3, 4), 31.23)
    lons[1, 2] = np.nan
    x, y = convert(lons, lats, "BD09", "WGS84")
    assert x.shape == y.shape == (3, 4)
    assert np.isnan(x[1, 2])
    assert np.isfinite(np.delete(x.ravel(), 6)).all()


def test_the_input_is_not_written_to() -> None:
    lons = np.array([121.47])
    convert(lons, [31.23], "WGS84", "WGS84")[0][0] = 0
    assert lons[0] == 121.47


def test_an_unknown_datum_is_refused() -> None:
    with pytest.raises(ValueError, match="Beijing54"):
        convert(121.47, 31.23, "Beijing54", "WGS84")


def test_distance_of_one_degree_along_the_equator_and_a_meridian() -> None:
    assert haversine(0, 0, 1, 0) == pytest.approx(111_195, abs=1)
    assert haversine(121, 31, 121, 32) == pytest.approx(111_195, abs=1)
    assert haversine(0, 0, 180, 0) == pytest.approx(np.pi * 6371008.8)


@given(IN_CHINA, IN_CHINA, IN_CHINA)
def test_distance_is_a_metric(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> None:
    assert haversine(*a, *b) == pytest.approx(float(haversine(*b, *a)))
    assert haversine(*a, *c) <= haversine(*a, *b) + haversine(*b, *c) + 1e-6
