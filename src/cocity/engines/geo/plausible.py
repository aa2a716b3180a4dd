"""Coordinates that cannot be meant, and what was probably meant instead."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

WEB_MERCATOR_RADIUS = 6378137.0
SCALES = (1e5, 1e6, 1e7)


class Box(NamedTuple):
    """An extent in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north


class Doubt(StrEnum):
    """What is wrong with a point."""

    NOT_A_NUMBER = "not_a_number"
    ZERO = "zero"  # (0, 0): what many devices send when they do not know
    SWAPPED = "swapped"  # latitude was given as longitude
    SIGN = "sign"  # east or north was given as negative
    SCALED = "scaled"  # whole numbers of a hundred-thousandth, millionth or ten-millionth of a degree
    METRES = "metres"  # Web Mercator (EPSG:3857) metres
    OUT_OF_RANGE = "out_of_range"  # no such place on Earth
    OUTSIDE = "outside"  # a place on Earth, but not here


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt and, where one guess falls inside, the point (lon, lat in degrees) that was probably meant."""

    doubt: Doubt
    meant: tuple[float, float] | None = None


def examine(
    lon: float, lat: float, box: Box, inside: Callable[[float, float], bool] | None = None
) -> Finding | None:
    """None if the point (degrees) lies inside, else why not.

    `inside` decides exactly; without it `box` alone decides. A guess is offered only when it lies inside.
    """
    holds = inside or box.holds
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return Finding(Doubt.NOT_A_NUMBER)
    if box.holds(lon, lat) and holds(lon, lat):
        return None
    if lon == 0 and lat == 0:
        return Finding(Doubt.ZERO)
    for doubt, guess in _guesses(lon, lat):
        if box.holds(*guess) and holds(*guess):
            return Finding(doubt, guess)
    return Finding(Doubt.OUTSIDE if abs(lon) <= 180 and abs(lat) <= 90 else Doubt.OUT_OF_RANGE)


def _guesses(lon: float, lat: float) -> list[tuple[Doubt, tuple[float, float]]]:
    found = [(Doubt.SWAPPED, (lat, lon))]
    found += [(Doubt.SIGN, signs) for signs in ((-lon, lat), (lon, -lat), (-lon, -lat))]
    found += [(Doubt.SCALED, (lon / scale, lat / scale)) for scale in SCALES]
    found += [(Doubt.METRES, _from_metres(lon, lat))]
    return found


def _from_metres(x: float, y: float) -> tuple[float, float]:
    """Degrees of Web Mercator metres; beyond the poles' reach the latitude saturates."""
    angle = 2 * math.atan(math.exp(min(y / WEB_MERCATOR_RADIUS, 700.0))) - math.pi / 2
    return math.degrees(x / WEB_MERCATOR_RADIUS), math.degrees(angle)
