"""The API: the same acts and the same reading as every page, with errors that name the field."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cocity.ground.commitments.models import Commitment
from cocity.ground.people.api import issue_token
from tests.answer.stories import Story
from tests.world import World

VOICE = {"kind": "help", "text": "路灯不亮，电话13812345678", "place": "d1-s1", "category": "roads/light"}


@pytest.fixture
def api(world: World) -> Client:
    return Client(headers={"accept-language": "en"})


def post(api: Client, path: str, body: Any, **headers: str) -> Any:
    return api.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)


def key_for(world: World, worker: str, *scopes: str) -> dict[str, str]:
    key = issue_token(worker_id=world.workers[worker].pk, scopes=scopes, now=timezone.now())
    return {"authorization": f"Bearer {key}"}


def test_anyone_may_speak_and_gets_number_code_and_date(api: Client) -> None:
    answer = post(api, "voices", VOICE)
    assert answer.status_code == 201
    receipt = answer.json()
    assert len(receipt["number"]) == 16
    assert receipt["due_at"] > receipt["received_at"]


def test_the_same_create_twice_makes_one(api: Client) -> None:
    first = post(api, "voices", VOICE, **{"idempotency-key": "one"})
    again = post(api, "voices", VOICE, **{"idempotency-key": "one"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert {**first.json(), "repeated": True} == again.json(), "the first receipt, whole"
    assert Commitment.objects.count() == 1


def test_what_the_public_sees_is_screened_and_only_what_was_published(api: Client) -> None:
    hidden = post(api, "voices", VOICE).json()["number"]
    shown = post(api, "voices", {**VOICE, "publish": True}).json()["number"]
    assert api.get(f"/api/v1/matters/{hidden}").status_code == 404
    body = api.get(f"/api/v1/matters/{shown}").content.decode()
    assert "13812345678" not in body
    listed = api.get("/api/v1/matters").json()
    assert [row["number"] for row in listed["matters"]] == [shown]


def test_the_receipt_opens_the_matter_and_a_wrong_code_says_no_more_than_a_wrong_number(api: Client) -> None:
    receipt = post(api, "voices", VOICE).json()
    path = f"/api/v1/matters/{receipt['number']}"
    mine = api.get(path, headers={"x-receipt-code": receipt["code"]})
    assert mine.json()["matter"]["state"] == "opened"
    wrong = api.get(path, headers={"x-receipt-code": "000000" if receipt["code"] != "000000" else "111111"})
    assert wrong.status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "长" * 5001}, "text"),
        ({"kind": "wish"}, "kind"),
        ({"place": "atlantis"}, "place"),
        ({"category": "no/such"}, "category"),
        ({"phone": "13800000000"}, "consent"),
        ({"phone": "12", "consent": True}, "phone"),
        ({"lon": 121.4}, "lon"),
        ({"lon": 999}, "lon"),
        ({"lon": 121.4, "lat": 31.2, "datum": "MARS"}, "datum"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_used_is_named(api: Client, change: dict[str, Any], field: str) -> None:
    answer = post(api, "voices", {**VOICE, **change})
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert Commitment.objects.count() == 0


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "请求内容不是 JSON"), ("en", "is not JSON")])
def test_a_body_that_is_no_json_is_a_problem_document_too(api: Client, language: str, said: str) -> None:
    answer = api.post(
        "/api/v1/voices", "{bad", content_type="application/json", headers={"accept-language": language}
    )
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json; charset=utf-8")
    assert said in answer.json()["detail"]


def test_what_is_missing_is_said_in_the_readers_language(api: Client) -> None:
    answer = api.post(
        "/api/v1/voices",
        {"text": "x"},
        content_type="application/json",
        headers={"accept-language": "zh-hans"},
    )
    assert answer.json()["errors"] == [{"field": "kind", "message": "缺少 kind"}]


def test_a_program_takes_a_step_and_a_stale_version_gets_409(api: Client, world: World) -> None:
    number = post(api, "voices", VOICE).json()["number"]
    key = key_for(world, "dispatcher", "matters:act", "matters:read")
    offered = post(api, f"desk/matters/{number}/offer", {"version": 1, "body": "dept-housing"}, **key)
    assert offered.status_code == 200, offered.content
    assert offered.json()["state"] == "dispatched"
    stale = post(api, f"desk/matters/{number}/offer", {"version": 1, "body": "dept-water"}, **key)
    assert stale.status_code == 409


def test_a_program_sends_no_work_back_without_saying_why(api: Client, world: World) -> None:
    story = Story(world).to_working()
    story.answer()
    key = key_for(world, "verifier", "matters:act")
    said = {"version": story.row.version, "finding": False}
    refused = post(api, f"desk/matters/{story.number}/verify", said, **key)
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["note"]
    told = post(api, f"desk/matters/{story.number}/verify", {**said, "note": "the lamp is still out"}, **key)
    assert (told.status_code, told.json()["state"]) == (200, "reworking")


def test_without_a_key_or_its_scope_the_desk_is_closed(api: Client, world: World) -> None:
    closed = api.get("/api/v1/desk/matters")
    assert (closed.status_code, closed["WWW-Authenticate"]) == (401, "Bearer")
    key = key_for(world, "dispatcher", "matters:read")
    number = post(api, "voices", VOICE).json()["number"]
    refused = post(api, f"desk/matters/{number}/offer", {"version": 1, "body": "dept-housing"}, **key)
    assert refused.status_code == 403


def test_errors_speak_the_readers_language(world: World) -> None:
    chinese = Client(headers={"accept-language": "zh-CN"})
    answer = post(chinese, "voices", {**VOICE, "text": " "})
    assert answer.json()["errors"][0]["message"] == "请写下您要说的话"


def test_the_openapi_document_is_version_three_one(api: Client) -> None:
    document = api.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/voices" in document["paths"]


def test_what_needs_a_key_says_what_comes_without(api: Client) -> None:
    document = api.get("/api/v1/openapi.json").json()
    closed = [one for each in document["paths"].values() for one in each.values() if one.get("security")]
    assert len(closed) >= 5
    for one in closed:
        assert {"401", "403", "404"} <= set(one["responses"]), one["summary"]


@pytest.mark.parametrize("number", ["1", "9" * 16, "abc", "２６１１２３", "%00", "0" * 39])
def test_a_number_that_is_none_is_a_clear_error(api: Client, number: str) -> None:
    assert api.get(f"/api/v1/matters/{number}").status_code in {400, 404, 422}


def test_every_call_stands_on_the_page_for_readers(api: Client) -> None:
    page = api.get("/api/").content.decode()
    for path in api.get("/api/v1/openapi.json").json()["paths"]:
        assert path in page
    assert "Idempotency-Key" in page


def test_a_point_of_another_datum_is_kept_as_wgs84(api: Client) -> None:
    from cocity.listen.intake.models import Voice

    post(api, "voices", {**VOICE, "lon": 121.4737, "lat": 31.2304, "datum": "GCJ02"})
    kept = Voice.objects.get()
    assert 100 < abs(kept.lon - 121.4737) * 95_000 + abs(kept.lat - 31.2304) * 111_000 < 1000, "metres apart"
