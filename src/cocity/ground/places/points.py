"""Points and the places they lie in."""

from datetime import date

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from cocity.engines.geo import Box, Datum, Doubt, convert, examine, haversine
from cocity.ground.places import index
from cocity.ground.places.contracts import PlaceInfo
from cocity.ground.places.models import Layer
from cocity.ground.places.queries import day, get
from cocity.kit.errors import Invalid
from cocity.kit.text import Text

CHUNK = 50_000  # points at a time: memory stays flat whatever the number asked for
MARGIN = 0.02  # degrees; more than any two datums are apart

SAID = {
    Doubt.NOT_A_NUMBER: Text(
        "经度或纬度不是数；请重新点选位置。", "Longitude or latitude is not a number; choose the place again."
    ),
    Doubt.ZERO: Text(
        "坐标是 (0, 0)，设备没有取得位置；请在地图上点选或写地址。",
        "The coordinates are (0, 0): the device did not know where it was; choose on the map or write the address.",
    ),
    Doubt.SWAPPED: Text(
        "经纬度似乎写反了；是不是经度 {x}、纬度 {y}？",
        "Longitude and latitude seem swapped; did you mean longitude {x}, latitude {y}?",
    ),
    Doubt.SIGN: Text(
        "正负号似乎不对；是不是经度 {x}、纬度 {y}？",
        "A sign seems wrong; did you mean longitude {x}, latitude {y}?",
    ),
    Doubt.SCALED: Text(
        "坐标似乎少了小数点；是不是经度 {x}、纬度 {y}？",
        "The decimal point seems missing; did you mean longitude {x}, latitude {y}?",
    ),
    Doubt.METRES: Text(
        "坐标是投影米而不是度；换算后是经度 {x}、纬度 {y}。",
        "The coordinates are metres of a map projection; in degrees they are longitude {x}, latitude {y}.",
    ),
    Doubt.OUT_OF_RANGE: Text(
        "地球上没有这个位置：经度在 -180 到 180、纬度在 -90 到 90 之间。",
        "There is no such position on Earth: longitude is within ±180, latitude within ±90.",
    ),
}
ELSEWHERE = Text(
    "这一点不在所说的范围内（可能在海上或别的城市）；请核对位置。",
    "This point is outside the area meant (at sea or in another city); check the position.",
)
DOUBTS = {**SAID, Doubt.OUTSIDE: ELSEWHERE}  # what to say where no city is at hand to name
OUTSIDE = Text(
    "这一点不在{city}的范围内（可能在海上、水面或邻市）；最近的是{near}，相距 {km} 公里。请核对位置。",
    "This point is outside {city} (at sea, on water or in a neighbouring city); the nearest place is {near}, "
    "{km} km away. Please check the position.",
)


def places_of(
    lons: ArrayLike,
    lats: ArrayLike,
    *,
    datum: str = "WGS84",
    on: date | None = None,
    kind: str | None = None,
    layer: str = "surface",
) -> NDArray[np.int64]:
    """For each point (degrees, arrays of one length) the id of the deepest place it lies in; -1 for none.

    Of several equally deep the smallest. `kind`: only places of that level. Raises Invalid for an unknown
    datum or layer, or lengths that differ. One query for any number of points.
    """
    areas = _areas(on, kind, layer)
    x, y = _pairs(lons, lats)
    found = [
        areas.first_at(*_wgs84(x[start : start + CHUNK], y[start : start + CHUNK], datum))
        for start in range(0, max(len(x), 1), CHUNK)
    ]
    return np.asarray(areas.ids[np.concatenate(found)])


def place_of(
    *,
    lon: float,
    lat: float,
    datum: str = "WGS84",
    on: date | None = None,
    kind: str | None = None,
    layer: str = "surface",
) -> PlaceInfo | None:
    """The deepest place a point (degrees) lies in, or None. See `places_of`."""
    areas = _areas(on, kind, layer)
    x, y = _wgs84([lon], [lat], datum)
    found = int(areas.first_at(x, y)[0])
    return areas.places[found] if found < len(areas.places) else None


def check_point(lon: float, lat: float, datum: str, within: str, *, on: date | None = None) -> None:
    """Raises Invalid, saying what was probably meant, for a point (degrees) not inside the place `within`.

    The place's own boundary or that of any place below counts. Where none is known (see `gaps`) only
    coordinates that are on no part of the Earth are refused. Raises NotFound for an unknown place.
    """
    city = get(within, on)
    every = _areas(on, None, Layer.SURFACE.value)
    first = int(every.first_at(*_wgs84([lon], [lat], datum))[0])
    if first < len(every.places) and every.places[first].within(city):
        return
    areas = every.under(city.path)

    def inside(x: float, y: float) -> bool:
        return int(areas.first_at(*_wgs84([x], [y], datum))[0]) < len(areas.places)

    if areas.places:
        west, south, east, north = (float(v) for v in shapely.total_bounds(areas.shapes))
        box = Box(west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)
        found = examine(lon, lat, box, inside)
    else:
        found = examine(lon, lat, Box(-180, -90, 180, 90))
    if found is None:
        return
    if found.doubt is Doubt.OUTSIDE:
        near, metres = _nearest(areas, *_wgs84([lon], [lat], datum))
        said = OUTSIDE.with_values(city=city.name, near=near.name, km=f"{metres / 1000:.1f}")
    else:
        x, y = found.meant or (0.0, 0.0)
        said = SAID[found.doubt].with_values(x=f"{x:.6f}", y=f"{y:.6f}")
    raise Invalid(said, field="lat" if found.doubt is Doubt.SWAPPED else "lon", code=found.doubt.value)


def _areas(on: date | None, kind: str | None, layer: str) -> index.Areas:
    _require_known("layer", layer, Layer.values)
    return index.current().areas(layer, kind, day(on))


def _wgs84(lons: ArrayLike, lats: ArrayLike, datum: str) -> tuple[index.Floats, index.Floats]:
    _require_known("datum", datum, [str(known) for known in Datum])
    return convert(lons, lats, datum, "WGS84")


def _pairs(lons: ArrayLike, lats: ArrayLike) -> tuple[index.Floats, index.Floats]:
    x, y = np.asarray(lons, np.float64), np.asarray(lats, np.float64)
    if x.shape != y.shape or x.ndim != 1:
        said = Text("经度与纬度的个数不同。", "There must be as many longitudes as latitudes.")
        raise Invalid(said, field="lon")
    return x, y


def _require_known(field: str, value: str, known: list[str]) -> None:
    if value not in known:
        said = Text("“{value}”不可用；可用：{known}。", "“{value}” is not known; use one of: {known}.")
        raise Invalid(said.with_values(value=value, known=", ".join(known)), field=field)


def _nearest(areas: index.Areas, x: index.Floats, y: index.Floats) -> tuple[PlaceInfo, float]:
    """The area nearest to a point (the deepest of equally near ones) and how many metres away it is."""
    lines = shapely.shortest_line(areas.shapes, shapely.points(x[0], y[0]))
    ends = shapely.get_coordinates(lines)[::2]
    metres = haversine(ends[:, 0], ends[:, 1], x[0], y[0])
    best = int(np.argmin(metres))
    return areas.places[best], float(metres[best])
