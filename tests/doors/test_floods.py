"""A machine that floods the city is held up; people behind other addresses, and what was typed, are not."""

import json
import re

import pytest
from django.test import Client, RequestFactory

from cocity.ground.commitments.models import Commitment
from cocity.kit.errors import TooMany
from cocity.kit.web.client import address_of
from cocity.kit.web.flood import MOST, Flood
from tests.doors.resident.conftest import Person
from tests.world import World

VOICE = {"kind": "help", "text": "路灯不亮", "place": "d1-s1", "category": "roads/light"}


def spoken(client: Client, n: int, address: str) -> int:
    body = json.dumps({**VOICE, "text": f"路灯不亮 {n}"})
    answer = client.post("/api/v1/voices", body, content_type="application/json", REMOTE_ADDR=address)
    if answer.status_code == 429:
        assert "what you wrote is not lost" in answer.json()["detail"]
    return int(answer.status_code)


def test_one_address_is_held_up_and_others_speak_on(world: World, settings) -> None:
    settings.VOICES_PER_HOUR = 3
    client = Client(headers={"accept-language": "en"})
    assert [spoken(client, n, "198.51.100.1") for n in range(5)] == [201, 201, 201, 429, 429]
    assert spoken(client, 9, "198.51.100.2") == 201
    assert Commitment.objects.count() == 4


def minutes_said(text: str) -> int:
    """The number before 分钟."""
    (found,) = set(re.findall(r"(\d+) 分钟", text))
    return int(found)


@pytest.mark.parametrize("door", ["api", "page", "codes"])
def test_header_and_words_say_the_same_time(world: World, settings, door: str) -> None:
    """Also where the wait is no whole number of minutes: rounded up, so that whoever comes then is let in."""
    client = Client(headers={"accept-language": "zh-hans"})
    if door == "codes":
        path, code = f"/api/v1/matters/{world.say().number}", {"x-receipt-code": "000000"}
        answer = [client.get(path, headers=code) for _ in range(6)][-1]
    else:
        settings.VOICES_PER_HOUR = 18  # one in 200 seconds
        for n in range(18):
            assert spoken(client, n, "127.0.0.1") == 201
        address = "/api/v1/voices" if door == "api" else "/say/send/"
        body = json.dumps(VOICE) if door == "api" else {"key": "x"}
        kind = {"content_type": "application/json"} if door == "api" else {}
        if door == "page":
            person = Person(client)
            person.answer_all()
            body = {"key": person.key()}
        answer = client.post(address, body, **kind)
    assert answer.status_code == 429
    said = minutes_said(answer.content.decode())
    assert int(answer["Retry-After"]) == said * 60
    assert said == (15 if door == "codes" else 4)


def test_on_the_web_the_answers_wait_for_the_next_try(world: World, settings, now) -> None:
    import time_machine

    with time_machine.travel(now, tick=False):
        person = Person(Client(headers={"accept-language": "zh-hans"}))
        person.answer_all()
        key = person.key()
        settings.VOICES_PER_HOUR = 1
        first = Person(Client(headers={"accept-language": "zh-hans"}))
        first.send()
        refused = person.client.post("/say/send/", {"key": key})
        assert refused.status_code == 429
        assert "分钟后再试" in refused.content.decode()
        settings.VOICES_PER_HOUR = 0
        assert person.client.post("/say/send/", {"key": key}).status_code == 302


def test_it_refills_evenly_and_remembers_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("cocity.kit.web.flood.time.monotonic", lambda: clock[0])
    flood = Flood()
    for _ in range(2):
        flood.take("a", 2)
    with pytest.raises(TooMany) as refused:
        flood.take("a", 2)
    assert "30" in refused.value.message.zh
    clock[0] = 1801.0
    flood.take("a", 2)
    with pytest.raises(TooMany):
        flood.take("a", 2)
    for n in range(MOST + 5):
        flood.take(f"b{n}", 2)
    assert len(flood._left) == MOST


def test_one_ipv6_customer_is_one_address(rf: RequestFactory) -> None:
    def seen(address: str) -> str:
        return address_of(rf.get("/", REMOTE_ADDR=address))

    assert seen("2001:db8:1:2::1") == seen("2001:db8:1:2:ffff::9") != seen("2001:db8:1:3::1")
    assert seen("::ffff:198.51.100.1") == seen("198.51.100.1") != seen("::ffff:198.51.100.2")
    assert seen("") == ""
