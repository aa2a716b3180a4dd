"""The districts as a schematic map: who stands apart from the city as a whole, and who cannot be told from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians

from cocity.doors.open.names import Named
from cocity.doors.open.said import amount
from cocity.ground.places import api as places
from cocity.kit.parts import Link, Words
from cocity.kit.text import Text
from cocity.learn.performance import api as performance

WIDE = 600.0  # units of the drawing
SAID: Mapping[str, Text] = {
    "above": Text("高于全市", "Above the city as a whole"),
    "level": Text("与全市分不开", "Cannot be told from the whole"),
    "below": Text("低于全市", "Below the city as a whole"),
    "none": Text("没有数据", "No data"),
}


@dataclass(frozen=True, slots=True)
class Area:
    """One district: its path, where its number stands, how it stands to the whole (a key of SAID)."""

    number: int
    path: str
    x: float
    y: float
    stands: str
    name: Words | Link
    value: Words
    said: Text


@dataclass(frozen=True, slots=True)
class Map:
    """What `open/map.html` shows."""

    title: Text
    height: float
    areas: tuple[Area, ...]
    legend: tuple[tuple[str, Text], ...]
    sources: tuple[places.MapSource, ...]
    synthetic: bool


def district_map(
    figures: Sequence[performance.Figure], whole: performance.Figure, names: Named
) -> Map | None:
    """None where no district has a boundary."""
    found = places.outlines("district")
    if not found.places:
        return None
    by_code = {figure.key: figure for figure in figures}
    corners = [corner for outline in found.places for ring in outline.rings for corner in ring]
    frame = Frame.around(corners)
    areas = tuple(
        _area(n, outline, frame, by_code.get(outline.place.code), whole, names)
        for n, outline in enumerate(found.places, 1)
    )
    there = {area.stands for area in areas}
    return Map(
        title=Text("各区示意图：{title}", "Districts, schematic: {title}").with_values(title=whole.title),
        height=frame.height,
        areas=areas,
        legend=tuple((stands, words) for stands, words in SAID.items() if stands in there),
        sources=found.sources,
        synthetic=any(source.synthetic for source in found.sources),
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """From degrees to units of the drawing, true to shape at the middle latitude."""

    west: float
    north: float
    across: float
    down: float
    height: float

    @classmethod
    def around(cls, corners: Sequence[tuple[float, float]]) -> "Frame":
        """The frame that just holds the corners."""
        west, east = min(x for x, _ in corners), max(x for x, _ in corners)
        south, north = min(y for _, y in corners), max(y for _, y in corners)
        across = (WIDE - 8) / ((east - west) or 1.0)
        down = across / cos(radians((south + north) / 2))
        return cls(west, north, across, down, round((north - south) * down + 8, 1))

    def at(self, corner: tuple[float, float]) -> tuple[float, float]:
        """Where a corner is drawn."""
        return round((corner[0] - self.west) * self.across + 4, 1), round(
            (self.north - corner[1]) * self.down + 4, 1
        )


def _area(
    number: int,
    outline: places.Outline,
    frame: Frame,
    figure: performance.Figure | None,
    whole: performance.Figure,
    names: Named,
) -> Area:
    rings = [[frame.at(corner) for corner in ring] for ring in outline.rings]
    path = "".join("M" + "L".join(f"{x} {y}" for x, y in ring[:-1]) + "Z" for ring in rings)
    x, y = _middle(rings[0])
    stands = _stands(figure, whole)
    name = names.get(outline.place.code, outline.place.name)
    value = amount(figure.value if figure else None, whole.unit)
    return Area(number, path, x, y, stands, name, value, SAID[stands])


def _stands(figure: performance.Figure | None, whole: performance.Figure) -> str:
    if figure is None or figure.value is None:
        return "none"
    if not performance.comparable(figure, whole) or whole.value is None:
        return "level"
    between = figure.best_interval
    return "above" if between is not None and between.lo > whole.value else "below"


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The centre of mass of a closed ring; for a line, its first corner."""
    turns = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(ring)]
    six_areas = 3 * sum(turn for _, _, turn in turns)
    if not six_areas:
        return ring[0]
    x = sum((a[0] + b[0]) * turn for a, b, turn in turns)
    y = sum((a[1] + b[1]) * turn for a, b, turn in turns)
    return round(x / six_areas, 1), round(y / six_areas, 1)
