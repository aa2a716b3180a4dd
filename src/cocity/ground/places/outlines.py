"""Boundaries made simple, to be drawn: a few hundred corners each level, neighbours still side by side."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from cocity.ground.places import edition
from cocity.ground.places.contracts import MapSource, Outline, Outlines
from cocity.ground.places.models import Boundary, Layer
from cocity.ground.places.queries import day, tree, true_on
from cocity.kit.remember import Remembered

_EDITION: Remembered[int, str | None] = Remembered(lambda wanted: dict.fromkeys(wanted, edition.current()))
CORNERS = 250  # tolerance: this fraction of the whole width or height


def outlines(kind: str, on: date | None = None) -> Outlines:
    """The surface boundaries of a level, WGS-84, those drawn from largest to smallest; kept until places change.

    No query or one, five after a change made elsewhere, which is noticed within seconds. Places without a boundary are
    left out.
    """
    return _made(_EDITION.get(1), kind, day(on))


@lru_cache(maxsize=8)
def _made(token: str | None, kind: str, on: date) -> Outlines:
    """`token` is only there so that another edition is another question."""
    rows = Boundary.objects.filter(true_on(on), layer=Layer.SURFACE, place__kind=kind).order_by("pk")
    fields = ("place__code", "wgs84", "datum", "source", "licence", "map_approval", "synthetic")
    known = {place.code: place for place in tree(kind=kind, on=on)}
    found = [row for row in rows.values_list(*fields) if row[0] in known]
    shapes = _simple([shapely.from_wkb(bytes(row[1])) for row in found])
    drawn = [Outline(known[row[0]], _rings(shape)) for row, shape in zip(found, shapes, strict=True)]
    credits = {
        MapSource(datum="WGS84", source=row[3], licence=row[4], map_approval=row[5], synthetic=row[6])
        for row in found
    }
    return Outlines(
        tuple(sorted(drawn, key=lambda o: o.place.path)), tuple(sorted(credits, key=lambda c: c.source))
    )


def _simple(shapes: Sequence[Any]) -> list[Any]:
    if not shapes:
        return []
    west, south, east, north = shapely.total_bounds(shapes)
    tolerance = max(east - west, north - south) / CORNERS
    # Together, so that what two neighbours share stays shared.
    made = shapely.coverage_simplify(np.array(shapes, dtype=object), tolerance)
    return [
        simple if not shapely.is_empty(simple) else shape for simple, shape in zip(made, shapes, strict=True)
    ]


def _rings(shape: Any) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Outer rings, the largest first; holes are left out of a drawing this coarse."""
    parts = sorted(shapely.get_parts(shape), key=shapely.area, reverse=True)
    least = shapely.area(parts[0]) / 200 if parts else 0.0
    return tuple(
        tuple((round(x, 5), round(y, 5)) for x, y in part.exterior.coords)
        for part in parts
        if shapely.area(part) >= least
    )
