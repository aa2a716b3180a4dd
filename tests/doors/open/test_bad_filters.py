"""A filter that cannot be read is a clear 4xx that says what to do, never a 500 and never everything."""

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


@pytest.fixture
def reader(world: World) -> Client:
    """Anyone, in Chinese, before any figure was made."""
    return Client(headers={"accept-language": "zh-hans"})


@pytest.mark.parametrize(("address", "status"), BAD)
def test_a_bad_filter_is_named(reader: Client, address: str, status: int) -> None:
    assert reader.get(address).status_code == status


def test_one_filter_at_a_time_and_the_page_says_why(reader: Client) -> None:
    assert "一次只能按一项筛选" in reader.get("/open/?place=d1&body=dept-water").content.decode()


def test_pages_are_for_reading_only(reader: Client) -> None:
    assert reader.post("/open/").status_code == 405
