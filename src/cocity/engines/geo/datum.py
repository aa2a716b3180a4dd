"""WGS-84, GCJ-02, BD-09 and CGCS2000, each to each.

GCJ-02 (the datum of maps published in China) and BD-09 (Baidu's, a second shift on top of it) have no
official public formula. Used here is the one known since 2010-2013 and shared by all public converters
(EvilTransform; coolypf; wandergis/coordtransform; described in Wikipedia, "Restrictions on geographic data
in China"): shifts in metres as polynomials and sines of the position relative to 105° E, 35° N, brought to
degrees on the Krasovsky 1940 ellipsoid. Independent writers agree to the centimetre.

CGCS2000 (EPSG:4490) and WGS-84 (EPSG:4326) have the same origin, axes and semi-major axis; their flattenings
differ by 1.6e-7 (0.1 mm on the ground), and their realisations by plate motion since epoch 2000.0: some
centimetres, far below what a city's boundaries resolve. They are taken as equal.

The shift applies inside the rectangle 72.004-137.8347° E, 0.8293-55.8271° N that the public converters use;
outside it coordinates are untouched. The rectangle also covers neighbours (Seoul, Hanoi), whose data are in
WGS-84 and must be declared so. Up to one kilometre outside the rectangle's edge the shift has no inverse.
"""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]

WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
KRASOVSKY_AXIS = 6378245.0  # metres
KRASOVSKY_E2 = 0.00669342162296594323
BAIDU_WAVE = np.pi * 3000.0 / 180.0
REACH = 0.1  # degrees; more than any point is shifted
# Rounds of the inverse that end at the limit of float64: one leaves at most 1/300 (GCJ-02), 1/50 (BD-09).
GCJ_ROUNDS, BAIDU_ROUNDS = 5, 8


class Datum(StrEnum):
    """What longitude and latitude refer to."""

    WGS84 = "WGS84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ02"
    BD09 = "BD09"


def in_shifted_area(lons: ArrayLike, lats: ArrayLike) -> NDArray[np.bool_]:
    """Whether WGS-84 points (degrees) lie where GCJ-02 and BD-09 differ from it; same shape as the input."""
    lon, lat = np.asarray(lons, np.float64), np.asarray(lats, np.float64)
    return (lon > WEST) & (lon < EAST) & (lat > SOUTH) & (lat < NORTH)


def convert(
    lons: ArrayLike, lats: ArrayLike, source: Datum | str, target: Datum | str
) -> tuple[Floats, Floats]:
    """Longitudes and latitudes (degrees, any equal shapes) from one datum to another.

    There and back differs by less than a millimetre. NaN stays NaN. ValueError for a datum not known.
    """
    lon, lat = np.asarray(lons, np.float64), np.asarray(lats, np.float64)
    source, target = _plain(Datum(source)), _plain(Datum(target))
    if source is target:
        return lon.copy(), lat.copy()
    lon, lat = _to_wgs84(lon, lat, source)
    inside = in_shifted_area(lon, lat)
    moved = _from_wgs84(np.where(inside, lon, np.nan), np.where(inside, lat, np.nan), target)
    return np.where(inside, moved[0], lon), np.where(inside, moved[1], lat)


def _plain(datum: Datum) -> Datum:
    return Datum.WGS84 if datum is Datum.CGCS2000 else datum


def _to_wgs84(lon: Floats, lat: Floats, source: Datum) -> tuple[Floats, Floats]:
    # Far away the formula grows without bound and its inverse does not settle: NaN keeps such points out.
    near = (lon > WEST - REACH) & (lon < EAST + REACH) & (lat > SOUTH - REACH) & (lat < NORTH + REACH)
    x, y = np.where(near, lon, np.nan), np.where(near, lat, np.nan)
    if source is Datum.BD09:
        x, y = _undo(_baidu_shift, x, y, BAIDU_ROUNDS)
    if source is not Datum.WGS84:
        x, y = _undo(_gcj_shift, x, y, GCJ_ROUNDS)
    inside = in_shifted_area(x, y)
    return np.where(inside, x, lon), np.where(inside, y, lat)


def _from_wgs84(lon: Floats, lat: Floats, target: Datum) -> tuple[Floats, Floats]:
    if target is Datum.WGS84:
        return lon, lat
    dx, dy = _gcj_shift(lon, lat)
    lon, lat = lon + dx, lat + dy
    if target is Datum.BD09:
        dx, dy = _baidu_shift(lon, lat)
        lon, lat = lon + dx, lat + dy
    return lon, lat


def _undo(shift: Shift, lon: Floats, lat: Floats, rounds: int) -> tuple[Floats, Floats]:
    """The point that `shift` moves to (lon, lat): x ← given - shift(x), a contraction."""
    x, y = lon, lat
    for _ in range(rounds):
        dx, dy = shift(x, y)
        x, y = lon - dx, lat - dy
    return x, y


def _gcj_shift(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Degrees to add to WGS-84 to get GCJ-02."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    fine = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (fine + _waves(y, (20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0))) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (fine + _waves(x, (20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0))) * 2.0 / 3.0
    phi = np.radians(lat)
    w2 = 1.0 - KRASOVSKY_E2 * np.sin(phi) ** 2
    w = np.sqrt(w2)
    meridian = KRASOVSKY_AXIS * (1.0 - KRASOVSKY_E2) / (w2 * w)
    parallel = KRASOVSKY_AXIS / w * np.cos(phi)
    return np.degrees(east / parallel), np.degrees(north / meridian)


def _waves(t: Floats, *terms: tuple[float, float]) -> Floats:
    """Sum of amplitude * sin(pi * t / length)."""
    total = np.zeros_like(t)
    for amplitude, length in terms:
        total = total + amplitude * np.sin(np.pi * t / length)
    return total


def _baidu_shift(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Degrees to add to GCJ-02 to get BD-09: a small wave of radius and angle, and a constant."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * BAIDU_WAVE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * BAIDU_WAVE)
    return radius * np.cos(angle) + 0.0065 - lon, radius * np.sin(angle) + 0.006 - lat
