"""A filter that cannot be read is a clear 4xx that says what to do, never a 500 and never everything."""

import re

import pytest
from django.test import Client

from tests.world import World

BAD = [
    ("/open/?period=7", 422),
    ("/open/?period=", 200),
    ("/open/?from=2026-13&to=2026-12", 422),
    ("/open/?from=2026-11", 422),
    ("/open/?from=2026-11&to=2026-10", 422),
    ("/open/?from=2027-11&to=2027-12", 422),
    ("/open/?from=0001-01&to=2026-10", 422),
    ("/open/?from=1990-01&to=2026-10", 422),
    ("/open/?from=２０２６-11&to=2026-11", 422),
    ("/open/?place=atlantis", 404),
    ("/open/?body=nobody", 404),
    ("/open/?category=no/such", 404),
    ("/open/?procedure=no_such", 404),
    ("/open/?place=d1&category=housing", 422),
    ("/open/?place=%00", 400),
    ("/open/?place=" + "9" * 300, 422),
    ("/open/by/colour/", 404),
    ("/open/by/district/?indicator=beauty", 422),
    ("/open/by/district/?sort=rank", 422),
    ("/open/places/atlantis/", 404),
    ("/open/bodies/nobody/", 404),
    ("/open/bodies/%00/", 400),
    ("/open/places/d1/?body=dept-water", 422),
    ("/open/matters/?standing=lost", 422),
    ("/open/matters/?place=atlantis", 404),
    ("/open/matters/?category=no/such", 404),
    ("/open/matters/?cursor=xyz", 422),
    ("/open/matters/?cursor=%00", 400),
    ("/open/matters/?words=" + "长" * 101, 422),
    ("/open/suggestions/?state=lost", 422),
    ("/open/suggestions/?cursor=xyz", 422),
    ("/open/samples/?cursor=xyz", 422),
    ("/open/samples/?cursor=%00", 400),
    ("/open/samples/7/", 404),
    ("/open/samples/" + "9" * 30 + "/", 404),
    ("/open/procedures/none/", 404),
    ("/open/data/secrets.csv", 404),
    ("/open/data/figures.xlsx", 404),
    ("/open/data/table.csv", 422),
    ("/open/data/table.csv?by=colour", 422),
    ("/open/data/figures.csv?indicator=beauty", 422),
    ("/open/data/matters.json?standing=lost", 422),
    ("/open/data/samples.csv?sample=7", 404),
    ("/open/data/samples.csv?sample=x", 404),
    ("/open/data/samples.json?sample=" + "9" * 30, 404),
    ("/open/data/samples.xlsx", 404),
]
FILES = [
    ("figures", "standing"),
    ("figures", "colour"),
    ("table", "words"),
    ("months", "period"),
    ("matters", "period"),
    ("matters", "from"),
    ("matters", "body"),
    ("samples", "period"),
    ("samples", "cursor"),
    ("bodies", "period"),
]


@pytest.fixture
def reader(world: World) -> Client:
    """Anyone, in Chinese, before any figure was made."""
    return Client(headers={"accept-language": "zh-hans"})


@pytest.mark.parametrize(("address", "status"), BAD)
def test_a_bad_filter_is_named(reader: Client, address: str, status: int) -> None:
    assert reader.get(address).status_code == status


@pytest.mark.parametrize(("what", "name"), FILES)
@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_file_refuses_what_it_does_not_take_by_name(
    reader: Client, what: str, name: str, kind: str
) -> None:
    """Passed over in silence, it would be taken for what was asked for."""
    answer = reader.get(f"/open/data/{what}.{kind}?{name}=30", headers={"accept": "application/json"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == name
    assert name in error["message"]


@pytest.mark.parametrize(
    "asked", ["", "?period=90", "?place=d1", "?body=dept-water", "?from=2026-01&to=2026-02"]
)
def test_every_file_a_page_leads_to_is_there(reader: Client, asked: str) -> None:
    seen = set()
    for page in ("", "data/", "matters/", "suggestions/", "by/district/", "places/d1/", "samples/"):
        if page == "places/d1/" and asked[1:6] in {"place", "body="}:
            continue
        text = reader.get(f"/open/{page}{asked}").content.decode()
        seen |= set(re.findall(r'href="(/open/data/[^"]+\.[^"]+)"', text))
    assert len(seen) > 10
    for address in seen:
        assert reader.get(address.replace("&amp;", "&")).status_code == 200, address


def test_one_filter_at_a_time_and_the_page_says_why(reader: Client) -> None:
    assert "一次只能按一项筛选" in reader.get("/open/?place=d1&body=dept-water").content.decode()


def test_pages_are_for_reading_only(reader: Client) -> None:
    assert reader.post("/open/").status_code == 405
