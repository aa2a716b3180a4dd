"""Places come from files: good rows go in, bad rows come back, the same file again changes nothing."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cocity.ground.places import api
from cocity.ground.places.api import Columns
from cocity.kit.errors import Invalid, NotFound
from tests.ground.places_world import CITY, draw_city, load
from tests.support.counts import Counter

pytestmark = pytest.mark.django_db
CSV = "代码,名称,上级,人口\nD1,黄浦区,,662030\nD2,徐汇区,,1113078\n"
CHINESE = Columns(
    of={"code": "代码", "name_zh": "名称", "parent": "上级", "population": "人口"},
    always={"kind": "district"},
)


def test_a_tree_is_loaded_whatever_the_order_of_rows() -> None:
    report = load(reversed(CITY))
    assert (report.created, report.problems) == (6, ())
    assert [p.path for p in api.tree()] == [
        "/C/",
        "/C/C1/",
        "/C/C1/C11/",
        "/C/C1/C11/C111/",
        "/C/C1/C12/",
        "/C/C2/",
    ]
    place = api.get("C1")
    assert (place.kind, place.name.zh, place.name.en) == ("district", "东区", "East")
    assert (place.parent_code, place.population) == ("C", 5000)


def test_the_same_rows_again_change_nothing() -> None:
    load(CITY)
    again = load(CITY)
    assert (again.unchanged, again.good) == (6, 6)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_met_in_offices(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_bytes(CSV.encode(encoding))
    assert load(file, columns=CHINESE).created == 2
    assert api.get("D1").name.zh == "黄浦区"


def test_what_is_not_text_is_refused_as_a_whole() -> None:
    with pytest.raises(Invalid) as caught:
        load("名称".encode("utf-16"))
    assert caught.value.field == "file"


def test_a_missing_column_is_named() -> None:
    with pytest.raises(Invalid) as caught:
        load(CSV.replace("代码", "编号").encode(), columns=CHINESE)
    assert caught.value.field == "code"
    assert "代码" in caught.value.message.zh


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "a/b"}, "code"),
        ({"name_zh": ""}, "name_zh"),
        ({"name_zh": "长" * 121}, "name_zh"),
        ({"name_zh": "有\x00空"}, "name_zh"),
        ({"kind": "planet"}, "kind"),
        ({"parent": "nowhere"}, "parent"),
        ({"parent": "C111"}, "parent"),
        ({"population": "many"}, "population"),
        ({"population": "-1"}, "population"),
        ({"valid_from": "1.7.2026"}, "valid_from"),
        ({"valid_from": "2026-07-01", "valid_to": "2026-06-01"}, "valid_to"),
    ],
)
def test_a_bad_row_is_returned_by_line_and_field_and_the_rest_goes_in(
    fault: dict[str, str], field: str
) -> None:
    bad = {"code": "C3", "kind": "district", "name_zh": "坏区", "parent": "C"} | fault
    report = load([*CITY, bad])
    assert report.created == 6
    assert [(p.line, p.field) for p in report.problems] == [(7, field)]
    assert report.problems[0].row == bad


def test_all_faults_of_a_row_are_found_at_once() -> None:
    report = load([{"code": "", "kind": "planet", "name_zh": "", "population": "x"}])
    assert {p.field for p in report.problems} == {"code", "kind", "name_zh", "population"}


def test_a_code_given_twice_is_a_problem_of_the_second_row() -> None:
    report = load([*CITY, CITY[1] | {"name_zh": "另一个"}])
    assert [(p.line, p.field) for p in report.problems] == [(7, "code")]
    assert api.get("C1").name.zh == "东区"


def test_rows_that_do_not_fit_the_header_and_blank_lines() -> None:
    report = load((CSV + "\nD3,静安区\n").encode(), columns=CHINESE)
    assert report.created == 2
    assert [(p.line, p.field) for p in report.problems] == [(5, "row")]


def test_the_bad_rows_come_back_as_a_file_that_can_be_mended_and_sent_again() -> None:
    report = load((CSV + "D3,静安区,,many\n").encode(), columns=CHINESE)
    returned = api.problems_as_csv(report)
    assert returned.startswith("\ufeffline,field,")
    mended = load(returned.replace("many", "975707").encode(), columns=CHINESE)
    assert (mended.created, mended.problems) == (1, ())


def test_levels_may_be_written_by_their_names() -> None:
    load([{"code": "X", "kind": "市", "name_zh": "某市"}, {"code": "Y", "kind": "Grid", "name_zh": "某格"}])
    assert [p.kind for p in api.tree()] == ["city", "grid"]
    assert api.names().levels["street"].zh == "街镇"


def test_properties_of_geojson_are_rows_too() -> None:
    feature = '{"type":"Feature","properties":{"adcode":310101,"name":"黄浦区"},"geometry":null}'
    columns = Columns(of={"code": "adcode", "name_zh": "name"}, always={"kind": "district"})
    assert (
        load(f'{{"type":"FeatureCollection","features":[{feature}]}}'.encode(), columns=columns).created == 1
    )
    assert api.get("310101").name.zh == "黄浦区"


def test_finding_by_code_and_by_name_in_both_languages() -> None:
    load(CITY)
    assert [p.code for p in api.find("东一街道")] == ["C11"]
    assert [p.code for p in api.find("东")] == ["C1", "C11", "C12"]
    assert [p.code for p in api.find("街道", kind="street")] == ["C11", "C12"]
    assert [p.code for p in api.find("test")] == ["C"]
    assert [p.code for p in api.find("C1")] == ["C1"]
    assert api.find("  ") == api.find("%") == ()


def test_the_tree_is_walked_both_ways() -> None:
    load(CITY)
    assert [p.code for p in api.children("C1")] == ["C11", "C12"]
    assert [p.code for p in api.ancestors("C111")] == ["C", "C1", "C11"]
    assert [p.code for p in api.tree("C1", kind="street")] == ["C11", "C12"]
    assert api.get("C111").within(api.get("C1"))
    assert not api.get("C2").within(api.get("C1"))
    with pytest.raises(NotFound):
        api.get("C9")


def _city_of(communities: int) -> list[dict[str, str]]:
    rows = [CITY[0]]
    rows += [{"code": f"D{n}", "kind": "district", "name_zh": f"{n}区", "parent": "C"} for n in range(16)]
    rows += [
        {"code": f"S{n}", "kind": "street", "name_zh": f"{n}街道", "parent": f"D{n % 16}"} for n in range(230)
    ]
    rows += [
        {"code": f"Q{n}", "kind": "community", "name_zh": f"{n}居委", "parent": f"S{n % 230}"}
        for n in range(communities)
    ]
    return rows


def test_six_thousand_places_take_a_fixed_number_of_queries() -> None:
    assert load(_city_of(6000)).created == 6247
    with CaptureQueriesContext(connection) as queries:
        assert load(_city_of(6000)).unchanged == 6247
    assert len(queries) <= 6


def test_reads_and_small_imports_take_few_queries(count_queries: Counter) -> None:
    with count_queries("ground/places: import of six places on four levels"):
        load(CITY)
    with count_queries("ground/places: import of four boundaries"):
        draw_city()
    api.place_of(lon=121.55, lat=31.05)
    with count_queries("ground/places: place of a point"):
        api.place_of(lon=121.55, lat=31.05)
    with count_queries("ground/places: check of a point"):
        api.check_point(121.55, 31.05, "WGS84", "C")
    with count_queries("ground/places: tree"):
        api.tree("C")
    with count_queries("ground/places: children"):
        api.children("C")
    with count_queries("ground/places: ancestors"):
        api.ancestors("C111")
    with count_queries("ground/places: find"):
        api.find("东")
    with count_queries("ground/places: gaps"):
        api.gaps()
