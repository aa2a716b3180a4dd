"""Points per second, found in areas of three sizes of city. `python bench/places.py [--quick]`

Areas are made up: a grid of squares with wavy edges of 60 corners each. Runs on a throw-away database in
memory; WGS-84 points are looked up as they are, GCJ-02 points are converted first.
"""

# ruff: noqa: E402  (Django is set up before the models are imported)
import os
import resource
import sys
import time
from datetime import UTC, datetime

os.environ["COCITY_DATABASE"] = "sqlite:///:memory:"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocity.config.settings")

import django
import numpy as np

django.setup()

from django.core.management import call_command
from rich.console import Console
from rich.table import Table

from cocity.ground.people.api import SYSTEM
from cocity.ground.places import api
from cocity.ground.places.models import Boundary, Edition, Place

NOW = datetime(2026, 7, 1, tzinfo=UTC)
WEST, SOUTH, WIDTH, HEIGHT = 120.9, 30.7, 1.1, 1.1
AREAS = (16, 230, 6_000)
POINTS = (10_000, 100_000, 1_000_000)


def wavy(row: int, column: int, rows: int, columns: int) -> list[list[float]]:
    """The closed ring of one cell; neighbours share the same waves."""
    t = np.linspace(0, 1, 15, endpoint=False)
    u = np.concatenate([t, np.ones(15), 1 - t, np.zeros(15)]) + column
    v = np.concatenate([np.zeros(15), t, np.ones(15), 1 - t]) + row
    x = WEST + WIDTH * (u + 0.1 * np.sin(2 * np.pi * v)) / columns
    y = SOUTH + HEIGHT * (v + 0.1 * np.sin(2 * np.pi * u)) / rows
    ring = np.column_stack([x, y]).tolist()
    return [*ring, ring[0]]


def build(count: int) -> tuple[float, float]:
    """Loads a city of `count` areas; seconds for the places and for the boundaries."""
    for table in (Boundary, Place, Edition):
        table.objects.all().delete()
    columns = int(np.ceil(np.sqrt(count)))
    rows = int(np.ceil(count / columns))
    cells = [divmod(n, columns) for n in range(count)]
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"g{r}-{c}"},
            "geometry": {"type": "Polygon", "coordinates": [wavy(r, c, rows, columns)]},
        }
        for r, c in cells
    ]
    places = [{"code": f"g{r}-{c}", "kind": "grid", "name_zh": f"{r}-{c}"} for r, c in cells]
    started = time.perf_counter()
    assert api.import_places(places, now=NOW, actor=SYSTEM).created == count
    middle = time.perf_counter()
    of = api.MapSource(datum="WGS84", source="bench", synthetic=True)
    report = api.import_boundaries(
        {"type": "FeatureCollection", "features": features}, of=of, now=NOW, actor=SYSTEM
    )
    assert report.created == count, report.problems[:3]
    return middle - started, time.perf_counter() - middle


def rate(points: int, datum: str) -> float:
    """Points per second, the best of three runs for small numbers."""
    rng = np.random.default_rng(points)
    lons, lats = rng.uniform(WEST, WEST + WIDTH, points), rng.uniform(SOUTH, SOUTH + HEIGHT, points)
    best = float("inf")
    for _ in range(1 if points > 500_000 else 3):
        started = time.perf_counter()
        api.places_of(lons, lats, datum=datum)
        best = min(best, time.perf_counter() - started)
    return points / best


def main() -> None:
    call_command("migrate", verbosity=0)
    table = Table(
        "areas", "load places s", "boundaries s", "index s", "points", "WGS-84 /s", "GCJ-02 /s", "RSS MB"
    )
    for count in AREAS[:2] if "--quick" in sys.argv else AREAS:
        places, boundaries = build(count)
        started = time.perf_counter()
        api.place_of(lon=121.4, lat=31.2)
        index = time.perf_counter() - started
        for points in POINTS[:2] if "--quick" in sys.argv else POINTS:
            rates = [f"{rate(points, datum):,.0f}" for datum in ("WGS84", "GCJ02")]
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            loads = [f"{value:.2f}" for value in (places, boundaries, index)]
            table.add_row(f"{count:,}", *loads, f"{points:,}", *rates, str(memory))
    started = time.perf_counter()
    for _ in range(500):
        api.place_of(lon=121.4, lat=31.2)
    Console(width=110).print(table)
    print(f"place_of, one point at a time: {500 / (time.perf_counter() - started):,.0f}/s")


if __name__ == "__main__":
    main()
