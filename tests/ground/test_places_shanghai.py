"""The real city: 16 districts, 234 streets and towns, district boundaries in GCJ-02, thousands of known points."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cocity.ground.people.api import SYSTEM
from cocity.ground.places import api
from cocity.ground.places.api import Columns, MapSource
from tests.ground.places_world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.shared]
DISTRICTS = Columns(
    of={"name_zh": "district", "population": "population_2020"},
    always={"kind": "district", "parent": "310000", "population_source": "census 2020"},
)
STREETS = Columns(of={"name_zh": "name", "parent": "areaCode"}, always={"kind": "street"})
OUTLINES = MapSource(datum="GCJ02", source="district_boundaries_gcj02.geojson")
POINTS = (
    "poi_shanghai_school.csv",
    "poi_shanghai_hospital.csv",
    "poi_shanghai_urban.csv",
    "poi_中学.csv",
    "poi_小学.csv",
    "poi_幼儿园.csv",
)


@pytest.fixture
def city(shared: Path) -> Path:
    folder = shared / "shanghai"
    given = {"now": NOW, "actor": SYSTEM}
    api.import_places([{"code": "310000", "kind": "city", "name_zh": "上海市"}], **given)  # type: ignore[arg-type]
    districts = api.import_places(
        folder / "districts_census2020.csv", columns=DISTRICTS, now=NOW, actor=SYSTEM
    )
    streets = api.import_places(folder / "streets.csv", columns=STREETS, now=NOW, actor=SYSTEM)
    outlines = api.import_boundaries(
        folder / "district_boundaries_gcj02.geojson", of=OUTLINES, code_from="adcode", now=NOW, actor=SYSTEM
    )
    assert (districts.created, streets.created, outlines.created) == (16, 234, 16)
    assert districts.problems == streets.problems == outlines.problems == ()
    return folder


def test_the_tree_and_its_people(city: Path) -> None:
    assert len(api.tree("310000", kind="street")) == 234
    assert sum(p.population or 0 for p in api.children("310000")) == 24_870_895
    assert api.ancestors("310101002")[-1].name.zh == "黄浦区"


def test_all_of_it_again_changes_nothing(city: Path) -> None:
    again = api.import_places(city / "streets.csv", columns=STREETS, now=NOW, actor=SYSTEM)
    assert again.unchanged == 234
    outlines = city / "district_boundaries_gcj02.geojson"
    assert (
        api.import_boundaries(outlines, of=OUTLINES, code_from="adcode", now=NOW, actor=SYSTEM).unchanged
        == 16
    )


def test_peoples_square_in_wgs84_lies_in_huangpu(city: Path) -> None:
    place = api.place_of(lon=121.4693, lat=31.2323)
    assert place is not None
    assert place.name.zh == "黄浦区"
    api.check_point(121.4693, 31.2323, "WGS84", "310000")


def test_streets_without_boundary_are_named(city: Path) -> None:
    missing = [g.place for g in api.gaps() if g.kind == "no_boundary"]
    assert sum(p.kind == "street" for p in missing) == 234
    assert not any(p.kind == "district" for p in missing)


def test_the_points_of_interest_are_in_the_datum_that_fits_the_districts_best(
    city: Path, record_property: Callable[[str, object], None]
) -> None:
    """Their datum is not said; the district each names is the truth. It is WGS-84, as converted before."""
    codes = {p.name.zh: p.id for p in api.tree("310000", kind="district")}
    rows = [
        row for name in POINTS for row in csv.DictReader((city / name).read_text("utf-8-sig").splitlines())
    ]
    rows = [row for row in rows if row["adname"] in codes]
    truth = np.array([codes[row["adname"]] for row in rows])
    lons = np.array([float(row["lon"]) for row in rows])
    lats = np.array([float(row["lat"]) for row in rows])
    fit = {
        datum: float((api.places_of(lons, lats, datum=datum) == truth).mean())
        for datum in ("WGS84", "GCJ02", "BD09")
    }
    record_property("share of points in the district they name", fit)
    assert len(rows) == 18_311
    assert fit == pytest.approx({"WGS84": 0.9989, "GCJ02": 0.9495, "BD09": 0.8678}, abs=0.0001)
