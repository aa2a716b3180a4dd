"""A parameter that an address does not take is refused by name with those it takes: passed over in silence, a wider answer
would be taken for what was asked."""

import re
from typing import Any

import pytest
from django.test import Client

from cocity.doors.api.v1 import api as documented
from cocity.ground.commitments.models import Commitment
from tests.doors.test_api import VOICE, key_for, post
from tests.world import World

READ = [
    (path, [each["name"] for each in operations["get"].get("parameters", ()) if each["in"] == "query"])
    for path, operations in documented.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    if "get" in operations
]


def filled(path: str, number: str) -> str:
    return re.sub(r"\{\w+\}", "1", path.replace("{number}", number).replace("{indicator}", "backlog"))


def refused(answer: Any, name: str, known: list[str]) -> None:
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == name
    assert name in error["message"]
    assert error["message"].partition("可以用 ")[2] == ", ".join(known)


@pytest.mark.parametrize(("path", "known"), READ)
def test_a_call_refuses_what_its_document_does_not_list(world: World, path: str, known: list[str]) -> None:
    number = world.say(publish=True).number
    reader = Client(headers={"accept-language": "zh", **key_for(world, "dispatcher", "matters:read")})
    refused(reader.get(f"{filled(path, number)}?stat=opened"), "stat", known)
    good = "".join(f"{name}=&" for name in known if name not in {"size", "open_only"})
    refused(reader.get(f"{filled(path, number)}?{good}colour=red"), "colour", known)


def test_an_english_reader_reads_english(world: World) -> None:
    answer = Client(headers={"accept-language": "en"}).get("/api/v1/matters?stat=opened")
    assert answer.json()["detail"].startswith("There is no parameter stat here; it takes cursor, place")


def test_a_call_that_writes_refuses_it_before_it_writes(world: World) -> None:
    answer = post(Client(headers={"accept-language": "zh"}), "voices?publish=true", VOICE)
    refused(answer, "publish", [])
    assert not Commitment.objects.exists()


def test_who_has_no_key_is_told_of_the_key(world: World) -> None:
    assert Client().get("/api/v1/desk/matters?stat=opened").status_code == 401


@pytest.mark.parametrize("file", ["data.json", "record.json", "record/0.tlog-proof"])
def test_a_persons_own_files_take_nothing(world: World, file: str) -> None:
    number = world.say().number
    asking = Client(headers={"accept-language": "zh", "accept": "application/json"})
    refused(asking.get(f"/my/{number}/{file}?since=2026"), "since", [])
    assert asking.get(f"/my/{number}/{file}").status_code == 302
