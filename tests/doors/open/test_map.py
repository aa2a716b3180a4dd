"""The map of districts: drawn from their boundaries, marked when synthetic, absent without them."""

import json

from django.test import Client

from cocity.ground.people.api import SYSTEM
from cocity.ground.places import api as places
from tests.doors.open.conftest import City


def square(code: str, west: float) -> dict[str, object]:
    ring = [[west, 31.0], [west + 0.1, 31.0], [west + 0.1, 31.1], [west, 31.1], [west, 31.0]]
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def drawn(*codes: str) -> bytes:
    features = [square(code, 121 + n / 10) for n, code in enumerate(codes)]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_without_boundaries_there_is_no_map(reader: Client, city: City) -> None:
    assert 'class="map"' not in reader.get("/open/by/district/").content.decode()


def test_districts_are_drawn_with_numbers_a_key_and_their_source(reader: Client, city: City) -> None:
    source = places.MapSource(datum="WGS84", source="Squares", licence="CC0-1.0", synthetic=True)
    report = places.import_boundaries(drawn("d1", "d2"), of=source, now=city.now, actor=SYSTEM)
    assert report.good == 2, report.problems
    page = reader.get("/open/by/district/").content.decode()
    assert page.count("<path class=") >= 2
    assert "边界是合成的，不是真实界线" in page
    assert "来源：共城演示城，按规则绘出 · CC0-1.0 · 没有审图号" in page, "in the reader's language"
    assert page.index('class="map-key"') < page.index("d1区", page.index('class="map-key"'))
    assert 'class="map"' not in reader.get("/open/by/body/").content.decode()


def test_neighbours_keep_sharing_their_border(reader: Client, city: City) -> None:
    places.import_boundaries(
        drawn("d1", "d2"), of=places.MapSource(datum="WGS84", source="Squares"), now=city.now, actor=SYSTEM
    )
    first, second = (set(outline.rings[0]) for outline in places.outlines("district").places)
    assert first & second == {(121.1, 31.0), (121.1, 31.1)}
