"""Which place a point lies in: boundaries in memory, kept until the next edition."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from cocity.ground.places import edition
from cocity.ground.places.contracts import PlaceInfo
from cocity.ground.places.models import Boundary, Place
from cocity.ground.places.queries import info
from cocity.ground.places.rules import Period, version_at

NOWHERE = -1
Floats = NDArray[np.float64]


class Areas:
    """The boundaries of one layer on one day, the deepest and then smallest first; coordinates in WGS-84."""

    def __init__(self, places: Sequence[PlaceInfo], shapes: Sequence[Any]) -> None:
        size = shapely.area(np.array(shapes, dtype=object)) if shapes else np.empty(0)
        order = sorted(
            range(len(places)), key=lambda i: (-places[i].path.count("/"), size[i], places[i].code)
        )
        self.places = [places[i] for i in order]
        self.shapes = np.array([shapes[i] for i in order], dtype=object)
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

    def __init__(self) -> None:
        rows = Boundary.objects.order_by("pk").values_list(
            "place__code", "layer", "valid_from", "valid_to", "wgs84"
        )
        self._given = [
            (code, layer, Period(begin, end), shapely.from_wkb(bytes(w)))
            for code, layer, begin, end, w in rows
        ]
        self._versions: dict[str, list[Place]] = defaultdict(list)
        for place in Place.objects.filter(code__in={code for code, *_ in self._given}).order_by("path"):
            self._versions[place.code].append(place)
        periods = [p for _, _, p, _ in self._given]
        periods += [Period(v.valid_from, v.valid_to) for held in self._versions.values() for v in held]
        self._turns = sorted({day for period in periods for day in period if day})
        self._cached = lru_cache(maxsize=32)(self._areas)

    def areas(self, layer: str, kind: str | None, on: date) -> Areas:
        """What holds on a day. Days between which nothing changed share one set."""
        turn = bisect_right(self._turns, on)
        return self._cached(layer, kind, self._turns[turn - 1] if turn else date.min)

    def _areas(self, layer: str, kind: str | None, on: date) -> Areas:
        places, shapes = [], []
        for code, at, period, shape in self._given:
            place = version_at(self._versions[code], on) if at == layer and period.holds(on) else None
            if place is not None and kind in (None, place.kind):
                places.append(info(place))
                shapes.append(shape)
        return Areas(places, shapes)


_held: tuple[str, Index] | None = None
_making = Lock()


def current() -> Index:
    """The index of the current edition: one small query, and a rebuild after a change."""
    global _held
    token = edition.current()
    held = _held
    if held is not None and held[0] == token:
        return held[1]
    with _making:
        if _held is not None and _held[0] == token:
            return _held[1]
        index = Index()
        _held = (token, index) if token else None
        return index
