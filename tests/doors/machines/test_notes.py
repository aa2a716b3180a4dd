"""robots.txt and security.txt as the standards have them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pydantic import ValidationError

from cocity.config.env import Environment
from cocity.kit.web.access import access_of


def addresses(patterns: Any, before: str = "/") -> Iterator[tuple[str, Any]]:
    """Every address, with something in its places, and its view."""
    for each in patterns:
        at = before + re.sub(r"<[^>]+>", "1", str(each.pattern))
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, at)
        elif isinstance(each, URLPattern):
            yield at, each.callback


@pytest.fixture
def robots() -> RobotFileParser:
    found = RobotFileParser()
    found.parse(Client().get("/robots.txt").content.decode().splitlines())
    return found


def test_nothing_that_is_somebodys_own_is_indexed(robots: RobotFileParser) -> None:
    closed = ("/desk/", "/account/", "/look-up/", "/my/", "/receipt/", "/say/")
    seen = 0
    for address, view in addresses(get_resolver().url_patterns):
        access = access_of(view)
        if (access and access.who != "public") or address.startswith(closed):
            seen += 1
            assert not robots.can_fetch("bot", address), address
    assert seen > 50


@pytest.mark.parametrize(
    "address",
    ["/", "/open/", "/open/samples/3/", "/open/matters/?cursor=x", "/open/data/figures.csv", "/m/1234567890123456/",
     "/verify/", "/api/"],
)  # fmt: skip
def test_public_pages_are(robots: RobotFileParser, address: str) -> None:
    assert robots.can_fetch("bot", address)


def fields() -> dict[str, str]:
    answer = Client().get("/.well-known/security.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert not answer.cookies
    text = answer.content.decode()
    assert text.endswith("\n")
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_whom_to_tell_of_a_weakness(settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:security@city.example"
    settings.PUBLIC_URL = "https://city.example"
    found = fields()
    assert found.pop("Canonical") == "https://city.example/.well-known/security.txt"
    assert found.pop("Contact") == "mailto:security@city.example"
    assert found.pop("Preferred-Languages") == "zh, en"
    ends = datetime.strptime(found.pop("Expires"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=100) < ends - datetime.now(UTC) < timedelta(days=365)
    assert found == {}


@pytest.mark.parametrize(
    ("phone", "contact"),
    [
        ("12345", "tel:12345;phone-context=city.example"),
        ("021-12345 / 962600", "tel:021-12345;phone-context=city.example"),
        ("+86 21 1234 5678", "tel:+862112345678"),
    ],
)
def test_without_a_contact_of_its_own_it_is_the_citys_telephone(
    settings: Any, phone: str, contact: str
) -> None:
    settings.SECURITY_CONTACT, settings.HELP_PHONE = "", phone
    settings.PUBLIC_URL = "http://city.example:8000"
    found = fields()
    assert found["Contact"] == contact
    assert "Canonical" not in found


def test_nothing_is_said_where_there_is_nobody_to_tell(settings: Any) -> None:
    settings.SECURITY_CONTACT, settings.HELP_PHONE = "", "—"
    assert Client().get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(
    "contact",
    ["security@city.example", "http://city.example", "mailto:a@b\nContact: x", "tel:12345", "mailto:a b@c"],
)
def test_a_contact_that_is_no_address_is_refused(contact: str) -> None:
    with pytest.raises(ValidationError):
        Environment(_env_file=None, security_contact=contact)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "contact", ["mailto:s@city.example", "https://city.example/security", "tel:+86-21-12345"]
)
def test_a_contact_is_an_address(contact: str) -> None:
    assert Environment(_env_file=None, security_contact=contact).security_contact == contact  # type: ignore[call-arg]
