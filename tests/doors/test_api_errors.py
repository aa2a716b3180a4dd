"""Every error of the API is a problem document, whole in the reader's language, naming the field."""

import json
import re
from typing import Any, get_args

import pytest
from django.test import Client
from pydantic_core.core_schema import ErrorType

from cocity.doors.api import wrong
from tests.doors.test_api import VOICE, key_for, post
from tests.world import World

# What a Chinese sentence may quote: names of formats and of values.
QUOTED = r"JSON|true|false|(?<=\d)T(?=\d)"
STEP = "desk/matters/{number}/offer"
BODIES: list[tuple[str, Any, str]] = [
    ("voices", {**VOICE, "lon": "x"}, "lon"),
    ("voices", {**VOICE, "lon": 999}, "lon"),
    ("voices", {**VOICE, "lon": -999}, "lon"),
    ("voices", {**VOICE, "lon": [1]}, "lon"),
    ("voices", {**VOICE, "text": 3}, "text"),
    ("voices", {**VOICE, "text": None}, "text"),
    ("voices", {**VOICE, "text": "a\0b"}, "text"),
    ("voices", {**VOICE, "kind": "k" * 81}, "kind"),
    ("voices", {**VOICE, "consent": "maybe"}, "consent"),
    ("voices", {**VOICE, "colour": 1}, "colour"),
    ("voices", {"text": "x"}, "kind"),
    ("voices", [1], "body"),
    ("voices", None, "body"),
    (STEP, {}, "version"),
    (STEP, {"version": "x"}, "version"),
    (STEP, {"version": 0}, "version"),
    (STEP, {"version": 1.5}, "version"),
    (STEP, {"version": 2**31}, "version"),
    (STEP, {"version": 1, "body": 3}, "body"),
    (STEP, {"version": 1, "body": "a\0"}, "body"),
    (STEP, {"version": 1, "bodies": "x"}, "bodies"),
    (STEP, {"version": 1, "bodies": ["a"] * 21}, "bodies"),
    (STEP, {"version": 1, "bodies": [3]}, "bodies.0"),
    (STEP, {"version": 1, "evidence": [3]}, "evidence.0"),
    (STEP, {"version": 1, "evidence": [{"taken_at": "x"}]}, "evidence.0.taken_at"),
    (STEP, {"version": 1, "evidence": [{"taken_at": 1e30}]}, "evidence.0.taken_at"),
    (STEP, {"version": 1, "verdict": 3}, "verdict"),
    (STEP, {"version": 1, "verdict": {}}, "verdict.solved"),
    (STEP, {"version": 1, "verdict": {"solved": "yes", "stars": 9}}, "verdict.stars"),
    (STEP, {"version": 1, "until": "x"}, "until"),
    (STEP, {"version": 1, "until": "2026-01-01T10:00:00"}, "until"),
    (STEP, {"version": 1, "finding": "x"}, "finding"),
]
ADDRESSES = [
    ("matters?size=x", "size"),
    ("matters?size=0", "size"),
    ("matters?size=201", "size"),
    ("matters?cursor=" + "x" * 300, "cursor"),
    ("matters/" + "x" * 60, "number"),
    ("needs/x", "need"),
    ("figures?from=123456789", "from"),
    ("desk/matters?open_only=maybe", "open_only"),
]


@pytest.fixture
def api(world: World) -> Client:
    return Client(headers={"accept-language": "zh"})


def whole_and_chinese(answer: Any, field: str) -> None:
    problem = answer.json()
    assert answer["Content-Type"].startswith("application/problem+json")
    assert (answer.status_code, problem["status"]) == (422, 422)
    said = {error["field"]: error["message"] for error in problem["errors"]}
    assert field in said
    for name, message in {**said, "": problem["detail"]}.items():
        assert name in message
        for each in (*said, QUOTED):
            message = re.sub(each, "", message)
        assert not re.search("[A-Za-z]", message), message
        assert re.search("[\u4e00-\u9fff]", message), message


@pytest.mark.parametrize(("path", "body", "field"), BODIES)
def test_what_a_body_lacks_is_said_in_chinese(
    api: Client, world: World, path: str, body: Any, field: str
) -> None:
    key = key_for(world, "dispatcher", "matters:act")
    whole_and_chinese(post(api, path.format(number=world.say().number), body, **key), field)


@pytest.mark.parametrize(("path", "field"), ADDRESSES)
def test_what_an_address_lacks_is_said_in_chinese(api: Client, world: World, path: str, field: str) -> None:
    key = key_for(world, "dispatcher", "matters:read")
    whole_and_chinese(api.get(f"/api/v1/{path}", headers=key), field)


def test_a_header_is_named_as_it_was_sent(api: Client) -> None:
    whole_and_chinese(post(api, "voices", VOICE, **{"idempotency-key": "k" * 61}), "Idempotency-Key")


def test_half_a_character_is_refused(api: Client) -> None:
    answer = post(api, "voices", {**VOICE, "\ud800": 1})
    assert answer.json()["errors"] == [{"field": "body", "message": "body 含有不能用的字符"}]


def test_an_english_reader_reads_english(world: World) -> None:
    answer = post(Client(headers={"accept-language": "en"}), "voices", {**VOICE, "lon": 999})
    assert answer.json()["errors"] == [{"field": "lon", "message": "lon is at most 180"}]


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_no_words_of_pydantic_reach_a_reader(kind: str) -> None:
    """Also those of kinds no shape of ours can raise today."""
    limits = {"max_length": 3, "min_length": 3, "ge": 3, "le": 3}
    found = wrong.refused([{"type": kind, "loc": ("query", "size"), "msg": "Input should", "ctx": limits}])
    assert "size" in found.message.zh
    assert "Input" not in found.message.zh + found.message.en


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/v1/matters", "GET, HEAD"),
        ("DELETE", "/api/v1/matters", "GET, HEAD"),
        ("GET", "/api/v1/voices", "POST"),
        ("GET", "/api/v1/desk/matters/1/offer", "POST"),
        ("POST", "/api/", "GET, HEAD"),
    ],
)
def test_a_method_that_is_not_taken_is_a_problem_document(
    api: Client, method: str, path: str, allowed: str
) -> None:
    answer = api.generic(method, path)
    assert (answer.status_code, answer["Allow"]) == (405, allowed)
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["detail"] == f"此地址只能用 {allowed}"
    assert json.loads(answer.content)["code"] == "method_not_allowed"
    assert json.loads(answer.content)["errors"] == [], "no field is at fault"


@pytest.mark.parametrize("path", ["/api/nowhere", "/api/v1/nowhere", "/api/v1/", "/api/v1/matters/"])
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_an_address_there_is_not_is_a_problem_document(api: Client, path: str, accept: str) -> None:
    answer = api.get(path, headers={"accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert json.loads(answer.content)["code"] == "not_found"


def test_a_page_that_takes_no_such_method_says_what_to_do(api: Client) -> None:
    answer = api.post("/open/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert "请从首页重新进入" in answer.content.decode()


@pytest.mark.parametrize("path", ["services.json", "requests.json", "requests/1.xml"])
def test_open311_says_what_it_takes(api: Client, path: str) -> None:
    answer = api.put(f"/open311/v2/{path}")
    allowed = "GET, HEAD, POST" if path == "requests.json" else "GET, HEAD"
    assert (answer.status_code, answer["Allow"]) == (405, allowed)
    assert allowed in answer.content.decode()
