"""Which place a point lies in: boundaries in memory, kept until the next edition."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
import shapely
from django.db.models import Subquery
from numpy.typing import NDArray

from cocity.ground.places import edition
from cocity.ground.places.contracts import MapSource, PlaceInfo
from cocity.ground.places.models import Boundary, Edition, Place
from cocity.ground.places.queries import info
from cocity.ground.places.rules import Period, period_of, version_at

NOWHERE = -1
Floats = NDArray[np.float64]


class Areas:
    """The boundaries of one layer on one day, the deepest and then smallest first; coordinates in WGS-84."""

    def __init__(
        self, places: Sequence[PlaceInfo], shapes: Sequence[Any], sources: Iterable[MapSource] = ()
    ) -> None:
        size = shapely.area(np.array(shapes, dtype=object)) if shapes else np.empty(0)
        order = sorted(
            range(len(places)), key=lambda i: (-places[i].path.count("/"), size[i], places[i].code)
        )
        self.places = [places[i] for i in order]
        self.shapes = np.array([shapes[i] for i in order], dtype=object)
        self.sources = tuple(sorted(sources, key=lambda source: source.source))
        self.ids = np.array([*(p.id for p in self.places), NOWHERE], dtype=np.int64)
        shapely.prepare(self.shapes)
        self.tree = shapely.STRtree(self.shapes)

    def first_at(self, lons: Floats, lats: Floats) -> NDArray[np.int64]:
        """For each point the position of the first area that covers it; len(places) where none does."""
        found = np.full(len(lons), len(self.places), dtype=np.int64)
        if self.places:
            point, area = self.tree.query(shapely.points(lons, lats))
            covers = shapely.intersects_xy(self.shapes[area], lons[point], lats[point])
            np.minimum.at(found, point[covers], area[covers])
        return found

    def under(self, path: str) -> "Areas":
        """Only those at or below a path."""
        kept = [i for i, place in enumerate(self.places) if place.path.startswith(path)]
        return Areas([self.places[i] for i in kept], [self.shapes[i] for i in kept])


class Index:
    """All boundaries of one edition; a set of areas is made when first asked for."""

    def __init__(self, rows: Sequence[Boundary]) -> None:
        self._given = [(row, period_of(row), shapely.from_wkb(bytes(row.wgs84))) for row in rows]
        for row in rows:
            row.wgs84 = b""  # read once; beside the shapes it would be kept for nothing
        self._versions = _versions([row.place for row in rows])
        periods = [period for _, period, _ in self._given]
        periods += [period_of(version) for held in self._versions.values() for version in held]
        self._turns = sorted({day for period in periods for day in period if day})
        self._cached = lru_cache(maxsize=32)(self._areas)

    def areas(self, layer: str, kind: str | None, on: date) -> Areas:
        """What holds on a day. Days between which nothing changed share one set."""
        turn = bisect_right(self._turns, on)
        return self._cached(layer, kind, self._turns[turn - 1] if turn else date.min)

    def _areas(self, layer: str, kind: str | None, on: date) -> Areas:
        places, shapes, sources = [], [], set()
        for row, period, shape in self._given:
            held = row.layer == layer and period.holds(on)
            place = version_at(self._versions[row.place.code], on) if held else None
            if place is not None and kind in (None, place.kind):
                places.append(info(place))
                shapes.append(shape)
                sources.add(_source(row))
        return Areas(places, shapes, sources)


def _versions(places: Iterable[Place]) -> dict[str, list[Place]]:
    """Every version of these places by code. One that always held is the only one, so most cities ask nothing."""
    found: dict[str, list[Place]] = defaultdict(list)
    dated = set()
    for place in places:
        if period_of(place) == Period(None, None):
            found[place.code] = [place]
        else:
            dated.add(place.code)
    for place in Place.objects.filter(code__in=dated).order_by("path") if dated else ():
        found[place.code].append(place)
    return found


def _source(row: Boundary) -> MapSource:
    return MapSource("WGS84", row.source, row.licence, row.map_approval, row.layer, row.synthetic)


_held: tuple[str, Index] | None = None
_making = Lock()


def current() -> Index:
    """The index of the current edition: one small query, and a rebuild of one or two after a change."""
    held = _held
    if held is None:
        return _read(None)
    token = edition.current()
    return held[1] if held[0] == token else _read(token)


def _read(token: str | None) -> Index:
    """Reads the boundaries with the edition they are of, unless another thread just did."""
    global _held
    with _making:
        if _held is not None and _held[0] == token:
            return _held[1]
        now = Subquery(Edition.objects.filter(id=1).values("token")[:1])
        rows = Boundary.objects.order_by("pk").select_related("place").defer("as_given")
        given = list(rows.annotate(edition=now))
        index = Index(given)
        _held = (given[0].edition, index) if given and given[0].edition else None
        return index
