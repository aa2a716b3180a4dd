"""Where it is: the place inside the one around it, and the point, as a drawing of a few lines made on the server."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cocity.ground.places.contracts import MapSource, Outline, Outlines
from cocity.kit.parts import Words

SIDE, EDGE = 300.0, 10.0


@dataclass(frozen=True, slots=True)
class Locator:
    """The drawing, and what must stand under it: source and 审图号."""

    svg: SafeString
    sources: tuple[MapSource, ...]


@dataclass(frozen=True, slots=True)
class _View:
    """Degrees to the drawing: east to the right, north up, one scale both ways at this latitude."""

    west: float
    north: float
    squeeze: float
    scale: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = EDGE + (lon - self.west) * self.squeeze * self.scale
        return round(x, 1), round(EDGE + (self.north - lat) * self.scale, 1)


def locate(
    path: Sequence[str], levels: Sequence[Outlines], point: tuple[float, float] | None, title: Words
) -> Locator | None:
    """The deepest two of `levels` that know a place of `path`, drawn with the point if one is known; else None."""
    there = [(found, level) for level in levels for found in level.places if found.place.code in path][-2:]
    if not there:
        return None
    view, height = _fitted(there[0][0])
    names = ("around", "here")[-len(there) :]
    lines = ((name, _path(found, view)) for name, (found, _) in zip(names, there, strict=True))
    drawn = format_html_join("", '<path class="{}" d="{}"/>', lines)
    dot = format_html('<circle class="spot" cx="{}" cy="{}" r="6"/>', *view.at(*point)) if point else ""
    svg = format_html(
        '<svg class="locator" viewBox="0 0 {} {}" role="img"><title>{}</title>{}{}</svg>',
        SIDE,
        height,
        title,
        drawn,
        dot,
    )
    return Locator(svg, there[-1][1].sources)


def _fitted(outer: Outline) -> tuple[_View, float]:
    """The view that holds the outer place, and the drawing's height."""
    corners = [corner for ring in outer.rings for corner in ring]
    west, east = min(x for x, _ in corners), max(x for x, _ in corners)
    south, north = min(y for _, y in corners), max(y for _, y in corners)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    scale = (SIDE - 2 * EDGE) / max(wide, high)
    return _View(west, north, squeeze, scale), round(high * scale + 2 * EDGE, 1)


def _path(outline: Outline, view: _View) -> str:
    rings = (" L".join("{} {}".format(*view.at(*corner)) for corner in ring) for ring in outline.rings)
    return " ".join(f"M{ring}Z" for ring in rings)
