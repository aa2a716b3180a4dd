"""What a page or a file says is what the figures say, to the last digit."""

import csv
import io
import json
import re
from pathlib import Path

from django.test import Client

import cocity
from cocity.ground.commitments.models import Commitment
from cocity.learn.performance import api as performance
from tests.doors.open.conftest import City


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def download(reader: Client, address: str) -> str:
    return b"".join(reader.get(address).streaming_content).decode()


def rows_of(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.lstrip("\ufeff").splitlines() if not line.lstrip('"').startswith("#")]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def test_the_overview_shows_numerator_denominator_and_rounded_value(reader: Client, city: City) -> None:
    shown = text_of(reader.get("/open/").content.decode())
    figures = {f.code: f for f in performance.figures(city.ask().period)}
    for code in ("first_contact_rate", "on_time_declared", "on_time_confirmed", "satisfaction_rate"):
        figure = figures[code]
        assert figure.value is not None
        assert f"{round(figure.value * 100, 1):.1f}%" in shown
        assert f"{figure.numerator:.0f} / {figure.denominator}" in shown
        assert figure.interval is not None
        assert f"{round(figure.interval.lo * 100, 1):.1f}%" in shown
    late = figures["overdue_exposure"]
    assert f"{late.denominator} 件，共超过 {late.value:,.1f} 天" in shown


def test_no_data_is_said_and_never_a_zero(reader: Client, city: City) -> None:
    text = text_of(reader.get("/open/suggestions/").content.decode())
    section = text[text.index("采纳后核实已落实") :]
    assert section.split()[1] == "没有数据"


def test_a_table_as_csv_and_json_is_the_table_to_the_last_digit(reader: Client, city: City) -> None:
    for by in ("district", "body", "category", "channel", "procedure"):
        same_everywhere(reader, city, by)


def same_everywhere(reader: Client, city: City, by: str) -> None:
    code = "on_time_confirmed"
    wanted = performance.table(code, city.ask().period, by)
    read = rows_of(download(reader, f"/open/data/table.csv?by={by}&indicator={code}"))
    assert [row["key"] for row in read] == [f.key for f in wanted]
    assert [float(row["value"]) if row["value"] else None for row in read] == [f.value for f in wanted]
    told = json.loads(download(reader, f"/open/data/table.json?by={by}&indicator={code}"))
    assert told["figures"] == json.loads(json.dumps(performance.as_rows(wanted)))


def test_how_few_answered_is_not_told_as_a_zero(reader: Client, city: City) -> None:
    rows = rows_of(download(reader, "/open/data/table.csv?by=body&indicator=satisfaction_rate"))
    back = [row for row in rows if row["missing_en"].startswith("Not shown")]
    assert back
    assert {(row["value"], row["numerator"], row["denominator"]) for row in back} == {("", "", "")}
    told = reader.get("/api/v1/figures/satisfaction_rate/table?by=body&period=30").json()["figures"]
    assert None in {row["denominator"] for row in told}


def test_a_file_says_formula_period_licence_and_what_is_missing(reader: Client, city: City) -> None:
    head = download(reader, "/open/data/figures.csv?indicator=confirmed_resolution_rate").split("indicator,")[
        0
    ]
    of = performance.indicators()["confirmed_resolution_rate"]
    for words in (of.formula.zh, of.formula.en, "licence: CC BY 4.0", "period: 2026-11-08", "missing_zh"):
        assert words in head


def test_the_page_says_when_the_figures_were_computed(reader: Client, city: City) -> None:
    assert "计算时间" in reader.get("/open/").content.decode()


def test_without_figures_the_pages_stand_and_say_so(reader: Client, city: City, settings, tmp_path) -> None:
    settings.HOME = tmp_path
    for address in ("/open/", "/open/by/district/", "/open/by/body/?sort=value", "/open/bodies/dept-water/"):
        page = reader.get(address)
        assert page.status_code == 200
        assert "还没有计算" in page.content.decode()
        assert '<span class="big">没有数据</span>' in page.content.decode()


def test_the_api_gives_the_same_numbers_in_the_same_shape(reader: Client, city: City) -> None:
    asked = city.ask(period="90")
    read = reader.get("/api/v1/figures?period=90").json()
    (wanted,) = performance.series(tuple(performance.indicators()), [asked.period])
    assert read["figures"] == json.loads(json.dumps(performance.as_rows(wanted)))
    months = json.loads(download(reader, "/open/data/months.json?indicator=backlog"))
    first, last = months["about"]["period"].split(" .. ")
    assert (first, last) == (months["figures"][0]["start"], months["figures"][-1]["end"])
    file = json.loads(download(reader, "/open/data/figures.json?period=90"))
    assert read == file
    table = reader.get("/api/v1/figures/on_time_confirmed/table?by=body&from=2026-11&to=2026-12").json()
    months = city.ask(**{"from": "2026-11", "to": "2026-12"})
    assert table["figures"] == performance.as_rows(
        performance.table("on_time_confirmed", months.period, "body")
    )


def test_the_api_names_what_it_cannot_read(reader: Client, city: City) -> None:
    for query, field in (
        ("?period=7", "period"), ("?place=d1&body=dept-water", "filters"), ("?indicator=beauty", "indicator"),
        ("?from=2026-99", "from"), ("/on_time_confirmed/table?by=colour", "by"), ("/beauty/table", "indicator"),
    ):  # fmt: skip
        answer = reader.get(f"/api/v1/figures{query}")
        assert answer.status_code == 422, query
        assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert reader.get("/api/v1/figures?place=atlantis").status_code == 404


def test_figures_stand_in_the_openapi_document(reader: Client, city: City) -> None:
    paths = reader.get("/api/v1/openapi.json").json()["paths"]
    names = [p["name"] for p in paths["/api/v1/figures"]["get"]["parameters"]]
    assert {"period", "from", "to", "place", "body", "category", "procedure", "indicator"} == set(names)
    assert "/api/v1/figures/{indicator}/table" in paths


def test_the_number_of_a_body_in_a_receipt_can_be_looked_up(reader: Client, city: City) -> None:
    told = json.loads(download(reader, "/open/data/bodies.json"))
    held = city.world.bodies["dept-housing"]
    assert {"id": held.pk, "code": "dept-housing"}.items() <= next(
        each for each in told["bodies"] if each["id"] == held.pk
    ).items()
    assert f"{held.pk},dept-housing," in download(reader, "/open/data/bodies.csv")
    assert "/open/data/bodies.csv" in reader.get("/open/data/").content.decode()


def test_office_hours_are_joined_as_each_language_does(reader: Client) -> None:
    assert "13:00" in reader.get("/open/calendar/").content.decode().split("，", 1)[1]
    english = reader.get("/open/calendar/", headers={"accept-language": "en"}).content.decode()
    hours = re.search(r'<dd class="number">([^<]*13:00[^<]*)</dd>', english)
    assert hours is not None
    assert "，" not in hours[1]


def test_a_figure_has_one_name_on_pages_in_files_and_in_the_documents(reader: Client, city: City) -> None:
    """Two names for one number look like two numbers."""
    documents = (Path(cocity.__file__).parents[2] / "docs" / "indicators.md").read_text(encoding="utf-8")
    for language, name in (("zh-hans", "按时办好（别人核实过）"), ("en", "Done on time, checked by others")):
        reader.cookies["cocity_language"] = language
        pages = [
            reader.get(path).content.decode() for path in ("/open/", "/open/by/district/", "/open/by/body/")
        ]
        told = reader.get("/api/v1/figures?from=2026-11&to=2026-12").content.decode()
        for words in (*pages, told, documents):
            assert name in words
        for words in (*pages, told, documents):
            assert not any(other in words for other in ("按时办结率", "Done on time (checked)"))


def test_thousands_are_parted_by_a_comma_on_every_page_that_counts(reader: Client, city: City) -> None:
    row = Commitment.objects.get(number=city.public[-1])
    row.pk, row.state, row.ended_at, row.claimed_at = None, "working", None, None
    row.due_at = row.opened_at
    Commitment.objects.bulk_create(
        [Commitment(**{**_plain(row), "number": f"9{n:015}", "key": f"copy:{n}"}) for n in range(1500)]
    )
    for path in ("/open/matters/", f"/open/bodies/{row.holder.code}/"):
        shown = text_of(reader.get(path).content.decode())
        assert re.search(r"\b1,5\d\d\b", shown), path
        assert not re.search(r"(?<![\d-])15\d\d(?![\d-])", shown), path
    desk = Client()
    desk.force_login(city.world.workers["supervisor"].user)
    shown = text_of(desk.get("/desk/").content.decode())
    assert re.search(r"\b1,5\d\d\b", shown)
    assert not re.search(r"(?<![\d-])15\d\d(?![\d-])", shown)


def _plain(row: Commitment) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in Commitment._meta.concrete_fields}
