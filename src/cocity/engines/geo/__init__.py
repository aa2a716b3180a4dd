"""Where things are on the Earth: datums, distances, and coordinates that cannot be meant."""

from cocity.engines.geo.datum import Datum, convert, in_shifted_area
from cocity.engines.geo.distance import EARTH_RADIUS, haversine
from cocity.engines.geo.plausible import Box, Doubt, Finding, examine

__all__ = (
    "EARTH_RADIUS",
    "Box",
    "Datum",
    "Doubt",
    "Finding",
    "convert",
    "examine",
    "haversine",
    "in_shifted_area",
)
