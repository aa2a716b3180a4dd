"""What someone who guesses at keys, codes and odd characters gets from the API: nothing of anybody else's."""

import contextlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cocity.ground.commitments.models import Commitment
from cocity.ground.entry import api as entry
from cocity.kit.errors import TooMany
from tests.doors.test_api import VOICE, key_for, post
from tests.world import World


@pytest.fixture
def api(world: World) -> Client:
    return Client(headers={"accept-language": "en"}, raise_request_exception=False)


def test_a_key_someone_else_used_does_not_hand_out_their_receipt(api: Client) -> None:
    theirs = post(api, "voices", VOICE, **{"idempotency-key": "1"}).json()
    mine = post(api, "voices", {**VOICE, "text": "垃圾没有人收"}, **{"idempotency-key": "1"})
    assert mine.status_code == 201
    assert mine.json()["number"] != theirs["number"]
    assert mine.json()["code"] != theirs["code"]
    assert Commitment.objects.count() == 2


def test_codes_cannot_be_guessed_through_the_api(api: Client) -> None:
    receipt = post(api, "voices", VOICE).json()
    path = f"/api/v1/matters/{receipt['number']}"
    wrong = f"{(int(receipt['code']) + 1) % 1_000_000:06d}"
    answers = [api.get(path, headers={"x-receipt-code": wrong}).status_code for _ in range(6)]
    assert answers == [404] * 5 + [429]
    # Not even the right one opens it now, also for steps.
    assert api.get(path, headers={"x-receipt-code": receipt["code"]}).status_code == 429
    step = post(api, f"matters/{receipt['number']}/own/withdraw", {"version": 1}, **{"x-receipt-code": wrong})
    assert step.status_code == 429
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert elsewhere.get(path, headers={"x-receipt-code": receipt["code"]}).status_code == 200


def test_one_address_that_guesses_day_and_night_never_shuts_the_owner_out(
    world: World,
) -> None:
    """Its tries come as fast as its own limit lets them, on either side of where a window of the number begins."""
    mine, theirs = (entry.receipt_tries("2611232105763914", each) for each in ("203.0.113.1", "198.51.100.1"))
    for minute in range(0, 5 * 60):
        now = world.now + timedelta(minutes=minute)
        for _ in range(6):
            with contextlib.suppress(TooMany):
                entry.take_try(now=now, tries=theirs)
        entry.take_try(now=now, tries=mine)
        entry.give_back(tries=mine)


def test_the_right_code_may_be_used_as_often_as_one_likes(api: Client) -> None:
    receipt = post(api, "voices", VOICE).json()
    path = f"/api/v1/matters/{receipt['number']}"
    answers = {api.get(path, headers={"x-receipt-code": receipt["code"]}).status_code for _ in range(8)}
    assert answers == {200}


@pytest.mark.parametrize("code", ["１２３４５６", "é", "x", " "])
def test_a_code_of_other_characters_is_a_wrong_code(api: Client, code: str) -> None:
    number = post(api, "voices", VOICE).json()["number"]
    assert api.get(f"/api/v1/matters/{number}", headers={"x-receipt-code": code}).status_code in {404, 422}


@pytest.mark.parametrize("field", ["place", "against", "language", "phone", "category", "text", "kind"])
def test_the_character_nul_is_refused_by_name(api: Client, field: str) -> None:
    answer = post(api, "voices", {**VOICE, "consent": True, field: "a\0b"})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "step",
    [
        {"body": "a\0b"},
        {"bodies": ["a\0b"]},
        {"note": "a\0b"},
        {"evidence": [{"file": "a\0b"}]},
        {"verdict": {"solved": "yes", "text": "a\0b"}},
    ],
)
def test_a_step_with_nul_is_refused(api: Client, world: World, step: dict[str, Any]) -> None:
    key = key_for(world, "dispatcher", "matters:act")
    path = f"/api/v1/desk/matters/{world.say().number}/offer"
    body = json.dumps({"version": 1, **step})
    assert api.post(path, body, content_type="application/json", headers=key).status_code == 422


@pytest.mark.parametrize(
    "path",
    ["places?below=a%00", "places?name=%00", "matters?category=a%00b", "matters?place=%00", "matters/1%00"],
)
def test_an_address_with_nul_is_refused(api: Client, path: str) -> None:
    assert api.get(f"/api/v1/{path}").status_code == 400
