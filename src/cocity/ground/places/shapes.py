"""Geometry of boundaries: read from GeoJSON, mended, brought to WGS-84."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from cocity.engines.geo import convert
from cocity.kit.errors import Invalid
from cocity.kit.text import Text

Geometries = NDArray[np.object_]


def area_of(geometry: Any) -> shapely.Geometry:
    """The Polygon or MultiPolygon of a GeoJSON geometry in degrees, as given. Raises Invalid(field="geometry")."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        kind = geometry.get("type") if isinstance(geometry, dict) else geometry
        said = Text(
            "边界应是 Polygon 或 MultiPolygon，这里是 {kind}。",
            "A boundary is a Polygon or MultiPolygon, not {kind}.",
        )
        raise Invalid(said.with_values(kind=kind), field="geometry")
    try:
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.GEOSException, ValueError) as error:
        said = Text("边界坐标读不懂：{why}", "The coordinates of the boundary cannot be read: {why}")
        raise Invalid(said.with_values(why=error), field="geometry") from error
    _require_degrees(shape)
    return shape


def _require_degrees(shape: shapely.Geometry) -> None:
    west, south, east, north = (float(v) for v in shapely.bounds(shape))
    if shapely.is_empty(shape) or not np.isfinite(shapely.get_coordinates(shape)).all():
        said = Text("边界是空的，或坐标不是数。", "The boundary is empty, or a coordinate is not a number.")
        raise Invalid(said, field="geometry")
    if _fits(west, east, 180) and _fits(south, north, 90):
        return
    if _fits(west, east, 90) and _fits(south, north, 180):
        said = Text(
            "经纬度似乎写反了：GeoJSON 先写经度，再写纬度。",
            "Latitude and longitude seem swapped: GeoJSON has longitude first.",
        )
    else:
        said = Text(
            "坐标不是度（{x}, {y}）；请先转成经纬度。",
            "The coordinates are not degrees ({x}, {y}); convert them to longitude and latitude first.",
        ).with_values(x=west, y=south)
    raise Invalid(said, field="geometry")


def _fits(least: float, most: float, limit: float) -> bool:
    return -limit <= least and most <= limit


def mended(shape: shapely.Geometry) -> tuple[shapely.Geometry, str]:
    """The valid area of a shape and what was wrong with it, if anything. Raises Invalid(field="geometry")."""
    if shapely.is_valid(shape):
        return shape, ""
    parts = shapely.get_parts(shapely.make_valid(shape))
    areas = [p for p in shapely.get_parts(parts) if shapely.area(p) > 0]
    if not areas:
        said = Text("边界没有面积。", "The boundary has no area.")
        raise Invalid(said, field="geometry")
    return shapely.union_all(areas), str(shapely.is_valid_reason(shape))


def to_wgs84(shapes: Sequence[shapely.Geometry], datum: str) -> Geometries:
    """The shapes in WGS-84; corners move, edges stay straight (a few millimetres apart over a kilometre)."""

    def moved(corners: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(convert(corners[:, 0], corners[:, 1], datum, "WGS84"))

    return np.asarray(shapely.transform(np.array(shapes, dtype=object), moved))
