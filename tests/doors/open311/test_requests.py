"""Requests: said, read and searched for; a repeat makes no second one, and nothing private leaves."""

import json
from datetime import timedelta
from typing import Any

from defusedxml import ElementTree
from django.utils import timezone

from cocity.listen.intake.models import Voice
from tests.support.open311 import AT, ERRORS, REQUESTS, System, read
from tests.world import World


def test_post_then_get_one_and_many(system: System) -> None:
    number = system.say(**{"attribute[fault]": "dark", "attribute[pole_number]": "A-17"})
    row = Voice.objects.get(number=number)
    assert (row.channel, row.category, row.kind) == ("open311", "roads/light", "help")
    assert row.extra["attributes"] == {"pole_number": ["A-17"], "fault": ["dark"]}
    [one] = read(system.get(f"requests/{number}.json"), REQUESTS)
    assert (one["status"], one["service_code"], one["lat"], one["long"]) == (
        "open",
        "roads.light",
        31.23,
        121.47,
    )
    assert read(system.get("requests.json"), REQUESTS) == [one]
    tree = ElementTree.fromstring(system.get(f"requests/{number}.xml").content)
    assert (tree.tag, tree[0].tag, tree.findtext("request/service_request_id")) == (
        "service_requests",
        "request",
        number,
    )
    [token] = json.loads(system.get(f"tokens/{number}.json").content)
    assert token == {"service_request_id": number, "token": number}


def test_nothing_about_the_person_leaves(system: System) -> None:
    number = system.say(
        email="li@example.org", phone="13800000009", first_name="丽", last_name="李", device_id="D-1",
        description="请打 13800000009 或 li@example.org", media_url="http://localhost:1/photo",
    )  # fmt: skip
    for form in ("json", "xml"):
        for what in (f"requests/{number}", "requests", "servicerequestupdates", f"tokens/{number}"):
            told = system.get(f"{what}.{form}").content.decode()
            for private in ("13800000009", "li@example.org", "丽", "D-1", "photo"):
                assert private not in told
    assert Voice.objects.get(number=number).extra["media_url"] == "http://localhost:1/photo"


def test_a_private_matter_is_not_there_by_any_call(system: System, world: World) -> None:
    private = [system.say(publish="false"), world.say(publish=False).number]
    assert read(system.get("requests.json"), REQUESTS) == []
    for number in private:
        assert read(system.get("requests.json", service_request_id=number), REQUESTS) == []
        read(system.get(f"requests/{number}.json"), ERRORS, 404)
        read(system.get(f"tokens/{number}.json"), ERRORS, 404)


def test_the_same_key_of_idempotency_makes_one(system: System) -> None:
    asked = {"api_key": system.key, "service_code": "roads.light", "address_string": "1 Road"}
    tell = [
        system.client.post(AT + "requests.json", asked, headers={"Idempotency-Key": "k"}) for _ in range(2)
    ]
    assert [told.status_code for told in tell] == [201, 200]
    assert Voice.objects.count() == 1


def test_a_key_used_again_with_other_words_or_by_another_system_loses_no_voice(
    system: System, world: World
) -> None:
    other = System(world, worker="dispatcher")
    asked = {"service_code": "roads.light", "address_string": "1 Road"}
    told = [
        system.client.post(
            AT + "requests.json",
            {"api_key": key, **asked, "description": said},
            headers={"Idempotency-Key": "1"},
        )
        for key, said in ((system.key, "a"), (system.key, "b"), (other.key, "a"))
    ]
    assert [each.status_code for each in told] == [201, 201, 201]
    assert Voice.objects.count() == 3


def test_search_by_service_status_dates_and_pages(system: System) -> None:
    lights = [system.say() for _ in range(3)]
    lift = system.say(service_code="housing.lift")

    def numbers(**asked: str) -> list[str]:
        return [each["service_request_id"] for each in read(system.get("requests.json", **asked), REQUESTS)]

    assert numbers(service_code="roads.light") == lights[::-1]
    assert set(numbers(service_code="roads.light,housing.lift")) == {*lights, lift}
    assert numbers(status="closed") == []
    assert len(numbers(status="open,closed")) == 4
    assert numbers(service_code="roads.light", page="2", page_size="2") == lights[:1]
    assert set(numbers(service_request_id=f"{lift},{lights[0]},123")) == {lift, lights[0]}
    yesterday = (timezone.now() - timedelta(days=1)).isoformat()
    assert numbers(start_date="2020-01-01T00:00:00Z", end_date="2020-02-01T00:00:00Z") == []
    assert len(numbers(start_date=yesterday)) == 4


def test_pages_beyond_what_a_search_gives_say_so_only_where_more_is_there(
    system: System, monkeypatch
) -> None:
    monkeypatch.setattr("cocity.listen.open311.queries.MOST", 2)
    point = {"lat": "31.23", "long": "121.47"}
    for number in (1, 2):
        system.say()
        assert read(system.get("requests.json", page="3", page_size="1"), REQUESTS) == [], number
    system.say()
    for more in ({}, point):
        [told] = read(system.get("requests.json", page="3", page_size="1", **more), ERRORS, 400)
        assert told["description"].startswith("page: ")
        assert len(read(system.get("requests.json", page="2", page_size="1", **more), REQUESTS)) == 1


def test_search_around_a_point(system: System, world: World) -> None:
    here = [system.say(lat="31.2300", long="121.4700"), system.say(lat="31.2305", long="121.4705")]
    system.say(lat="31.2300", long="121.4900")  # 1.9 km to the east
    system.say(lat="31.2300", long="121.4700", publish="false")
    lift = system.say(service_code="housing.lift", lat="31.2301", long="121.4701")

    def numbers(**asked: str) -> list[str]:
        asked = {"lat": "31.23", "long": "121.47", **asked}
        return [each["service_request_id"] for each in read(system.get("requests.json", **asked), REQUESTS)]

    assert numbers() == [lift, *here[::-1]]
    assert numbers(radius="20") == [lift, here[0]]
    assert len(numbers(radius="2500")) == 4
    assert numbers(service_code="roads.light") == here[::-1]
    assert numbers(status="closed") == []
    assert numbers(page="2", page_size="2") == here[:1]
    assert numbers(start_date="2020-01-01T00:00:00Z", end_date="2020-02-01T00:00:00Z") == []


def test_a_page_of_requests_is_a_fixed_number_of_statements(system: System, count_queries: Any) -> None:
    for _ in range(3):
        system.say()
    system.get("requests.json")
    with count_queries("doors/open311: a page of requests"):
        system.get("requests.json")
