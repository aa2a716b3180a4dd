"""A matter that is not public is counted and never shown: not its words, not its number, on no address."""

import json

from django.test import Client

from cocity.kit.numbers import grouped
from tests.doors.open.conftest import SECRET, City
from tests.doors.open.urls import downloads, pages


def content(reader: Client, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code in {200, 302}, (address, answer.status_code)
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def test_no_page_shows_a_private_matter(reader: Client, city: City) -> None:
    for address in pages(city):
        text = content(reader, address)
        sought = "words=" in address
        assert city.private not in text or sought, address
        assert grouped(city.private) not in text, address
        assert SECRET not in text or sought, address
        assert "没有找到" in text or not (sought and "路灯" not in address), address


def test_no_file_holds_a_private_matter(reader: Client, city: City) -> None:
    for address in downloads():
        text = content(reader, address)
        assert city.private not in text, address
        assert SECRET not in text, address


def test_a_public_matter_is_in_the_list_and_in_the_file(reader: Client, city: City) -> None:
    for address in ("/open/matters/", "/open/data/matters.csv", "/open/data/matters.json"):
        text = content(reader, address)
        assert all(number in text for number in city.public), address


def test_a_private_matter_counts_in_the_totals(reader: Client, city: City) -> None:
    backlog = content(reader, "/open/data/figures.json?indicator=backlog")
    assert json.loads(backlog)["figures"][0]["value"] == 4  # two public, one private, one suggestion
