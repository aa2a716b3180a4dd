"""Boundaries made simple, to be drawn: a few hundred corners each level, neighbours still side by side."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from cocity.ground.places import index
from cocity.ground.places.contracts import Outline, Outlines
from cocity.ground.places.index import Areas, Index
from cocity.ground.places.models import Layer
from cocity.ground.places.queries import day
from cocity.kit.remember import Remembered

_INDEX: Remembered[int, Index] = Remembered(lambda wanted: dict.fromkeys(wanted, index.current()))
CORNERS = 250  # tolerance: this fraction of the whole width or height


def outlines(kind: str, on: date | None = None) -> Outlines:
    """The surface boundaries of a level, WGS-84, by path of the place; kept until places change.

    No query or one, two or three after a change made elsewhere, which is noticed within seconds. Places without a
    boundary are left out.
    """
    known = _INDEX.get(1)
    return _made(known.areas(Layer.SURFACE.value, kind, day(on))) if known else Outlines((), ())


@lru_cache(maxsize=8)
def _made(areas: Areas) -> Outlines:
    shapes = _simple(areas.shapes)
    drawn = [Outline(place, _rings(shape)) for place, shape in zip(areas.places, shapes, strict=True)]
    return Outlines(tuple(sorted(drawn, key=lambda o: o.place.path)), areas.sources)


def _simple(shapes: NDArray[np.object_]) -> Sequence[Any]:
    if not len(shapes):
        return ()
    west, south, east, north = shapely.total_bounds(shapes)
    tolerance = max(east - west, north - south) / CORNERS
    # Together, so that what two neighbours share stays shared.
    made = shapely.coverage_simplify(shapes, tolerance)
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
