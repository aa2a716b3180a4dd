"""A small made-up city of squares, for tests of places."""

from datetime import UTC, date, datetime
from typing import Any

from cocity.ground.people.api import SYSTEM
from cocity.ground.places import api
from cocity.ground.places.api import ImportReport, MapSource

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
DAY = date(2026, 7, 1)
MADE_UP = MapSource(datum="WGS84", source="made up for a test", synthetic=True)

CITY = [
    {"code": "C", "kind": "city", "name_zh": "试城", "name_en": "Testville", "parent": ""},
    {
        "code": "C1",
        "kind": "district",
        "name_zh": "东区",
        "name_en": "East",
        "parent": "C",
        "population": "5000",
    },
    {
        "code": "C2",
        "kind": "district",
        "name_zh": "西区",
        "name_en": "West",
        "parent": "C",
        "population": "7000",
    },
    {"code": "C11", "kind": "street", "name_zh": "东一街道", "parent": "C1"},
    {"code": "C12", "kind": "street", "name_zh": "东二街道", "parent": "C1"},
    {"code": "C111", "kind": "grid", "name_zh": "一号网格", "parent": "C11"},
]


def load(rows: Any, **options: Any) -> ImportReport:
    return api.import_places(rows, now=NOW, actor=SYSTEM, **options)


def square(code: str, west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def draw(*features: dict[str, Any], of: MapSource = MADE_UP, **options: Any) -> ImportReport:
    data = {"type": "FeatureCollection", "features": list(features)}
    return api.import_boundaries(data, of=of, now=NOW, actor=SYSTEM, **options)


def draw_city() -> None:
    draw(
        square("C1", 121.5, 31.0, 122.0, 31.5),
        square("C2", 121.0, 31.0, 121.5, 31.5),
        square("C11", 121.5, 31.0, 121.75, 31.5),
        square("C111", 121.5, 31.0, 121.6, 31.1),
    )
