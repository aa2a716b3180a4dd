"""HEAD is answered as GET without the body (RFC 9110, 9.3.2) at every address of every door."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from cocity.ground.people.models import RoleHeld
from tests.architecture.rules import addresses
from tests.doors.test_api import VOICE, key_for, post
from tests.world import World

EVERY = sorted({at for at, _ in addresses(get_resolver().url_patterns)})
FILLED = (
    (r"<slug:digest>", "0" * 64), (r"<slug:action>", "confirm"), (r"<slug:name>", "help_or_complaint"),
    (r"<slug:grouping>", "district"), (r"<str:code>", "d1"), (r"<slug:step>", "kind"), (r"<slug:what>", "matters"),
    (r"<slug:kind>", "csv"), (r"<path:path>", "0/000"), (r"<int:\w+>|<(sample|need)>", "1"), (r"<indicator>", "backlog"),
    (r"<action>", "accept"), (r"\(\?P<form>json\|xml\)", "json"), (r"\(\?P<code>[^)]*\)", "roads.light"),
    (r"\(\?P<path>.*\)", "nowhere"), (r"[\^$\\]", ""),
)  # fmt: skip
NUMBER = r"<(slug:)?number>|\(\?P<(number|given)>[^)]*\)"


def filled(address: str, number: str) -> str:
    """The pattern with what there is, where there is."""
    for pattern, value in ((NUMBER, number), *FILLED):
        address = re.sub(pattern, value, address)
    return f"/{address}"


def at_the_desk(world: World) -> Client:
    """Whoever is signed in with every role, and holds the key of a program."""
    client = Client(headers={"accept-language": "en", **key_for(world, "all", "matters:read", "matters:act")})
    client.force_login(world.workers["all"].user)
    return client


@pytest.mark.parametrize("address", EVERY)
def test_head_is_get_without_the_body(world: World, address: str) -> None:
    world.worker("all", "city", *RoleHeld.Role.values)
    where = filled(address, world.say(publish=True).number)
    asked, headed = at_the_desk(world).get(where), at_the_desk(world).head(where)
    assert headed.status_code == asked.status_code
    for name in ("Content-Type", "Content-Length", "Location", "Allow", "Cache-Control"):
        assert headed.get(name) == asked.get(name), name
    assert headed.getvalue() == b""


def test_nothing_of_a_pattern_is_left_in_what_is_asked() -> None:
    assert len(EVERY) > 100
    assert not [at for at in EVERY if re.search(r"[<>(^]", filled(at, "1"))]


@pytest.mark.parametrize(
    "path", ["/api/v1/matters", "/api/v1/desk/matters", "/open/data/matters.csv", "/desk/"]
)
def test_what_is_there_is_there_for_head(world: World, path: str) -> None:
    world.worker("all", "city", *RoleHeld.Role.values)
    assert at_the_desk(world).head(path).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/voices", "/desk/accept", "/my/leave/"])
def test_who_takes_post_alone_takes_no_head(world: World, path: str) -> None:
    world.worker("all", "city", *RoleHeld.Role.values)
    refused = at_the_desk(world).head(path)
    assert (refused.status_code, refused["Allow"]) == (405, "POST")


def test_a_code_tried_by_head_is_a_try(world: World) -> None:
    receipt = post(Client(), "voices", VOICE).json()
    path = f"/api/v1/matters/{receipt['number']}"
    wrong = f"{(int(receipt['code']) + 1) % 1_000_000:06d}"
    answers = [Client().head(path, headers={"x-receipt-code": wrong}).status_code for _ in range(6)]
    assert answers == [404] * 5 + [429]
