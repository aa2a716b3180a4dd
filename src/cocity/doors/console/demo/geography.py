"""Areas drawn for the demo: a schematic geography, not a map. Districts lie about where they are; every line is ours.

Each street is a point of a spiral around its district's centre; its area is what lies nearer to it than to any other
(a Voronoi cell) inside the circles of all districts.
"""

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import shapely

from cocity.doors.console.demo.plan import Spot

GOLDEN = math.pi * (3 - math.sqrt(5))
KM_PER_DEGREE = 111.2
ROUND = 1.18  # circles reach a little beyond the district's area, so that neighbours touch
DIGITS = 5  # of a degree: about a metre


def boundaries(spots: Sequence[Spot]) -> dict[str, Any]:
    """A GeoJSON FeatureCollection with the area of every place, by its code (WGS-84 degrees)."""
    districts = [spot for spot in spots if spot.kind == "district"]
    streets = _below(spots, "street")
    ground = shapely.unary_union([_circle(district) for district in districts])
    centres = {
        street.code: point
        for district in districts
        for street, point in zip(
            streets[district.code], _spiral(district, len(streets[district.code])), strict=True
        )
    }
    areas = _cells(centres, ground)
    for district in districts:
        areas[district.code] = shapely.unary_union([areas[street.code] for street in streets[district.code]])
    for street, communities in _below(spots, "community").items():
        areas.update(_cells(_inside(areas[street], [spot.code for spot in communities]), areas[street]))
    city = next(spot for spot in spots if spot.kind == "city")
    areas[city.code] = shapely.unary_union([areas[district.code] for district in districts])
    return {"type": "FeatureCollection", "features": [_feature(code, area) for code, area in areas.items()]}


def _below(spots: Sequence[Spot], kind: str) -> dict[str, list[Spot]]:
    found: dict[str, list[Spot]] = defaultdict(list)
    for spot in spots:
        if spot.kind == kind:
            found[spot.parent].append(spot)
    return found


def _radius(district: Spot) -> float:
    """Of the circle with the district's area, in degrees of latitude."""
    return math.sqrt(district.km2 / math.pi) / KM_PER_DEGREE


def _circle(district: Spot) -> shapely.Geometry:
    lon, lat = district.at
    circle = shapely.Point(0, 0).buffer(_radius(district) * ROUND, quad_segs=12)
    squeeze = 1 / math.cos(math.radians(lat))
    return shapely.transform(circle, lambda xy: xy * [squeeze, 1] + [lon, lat])


def _spiral(district: Spot, count: int) -> list[tuple[float, float]]:
    """`count` points spread evenly over the district's circle (a sunflower's seeds)."""
    lon, lat = district.at
    squeeze = 1 / math.cos(math.radians(lat))
    points = []
    for n in range(count):
        r, angle = _radius(district) * math.sqrt((n + 0.5) / count), n * GOLDEN
        points.append((lon + r * math.cos(angle) * squeeze, lat + r * math.sin(angle)))
    return points


def _inside(area: shapely.Geometry, codes: Sequence[str]) -> dict[str, tuple[float, float]]:
    """A point for each code around the middle of an area."""
    middle = shapely.point_on_surface(area)
    reach = 0.3 * math.sqrt(float(shapely.area(area)))
    return {
        code: (middle.x + reach * math.cos(angle), middle.y + reach * math.sin(angle))
        for n, code in enumerate(codes)
        for angle in (2 * math.pi * n / len(codes),)
    }


def _cells(
    points: Mapping[str, tuple[float, float]], ground: shapely.Geometry
) -> dict[str, shapely.Geometry]:
    """What of the ground lies nearest to each point."""
    cloud = shapely.multipoints(list(points.values()))
    cells = shapely.get_parts(shapely.voronoi_polygons(cloud, extend_to=ground, ordered=True))
    cut = shapely.intersection(cells, ground)
    return dict(zip(points, shapely.set_precision(cut, 10**-DIGITS), strict=True))


def _feature(code: str, area: shapely.Geometry) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code}, "geometry": json.loads(shapely.to_geojson(area))}
