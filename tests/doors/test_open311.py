"""GeoReport v2: six calls and the update extension, in XML and JSON, with its errors; nothing private leaves."""

import json
from datetime import timedelta
from typing import Any

import pytest
from defusedxml import ElementTree
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from jsonschema import validate

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal import api as journal
from cocity.ground.people.api import issue_token
from cocity.listen.intake.models import Voice
from cocity.listen.open311 import services as catalogue
from tests.world import World, build

AT = "/open311/v2/"
TEXT = {"type": "string"}
MAYBE = {"type": ["string", "null"]}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}


def listing(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    needed = required if required is not None else list(properties)
    item = {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}
    return {"type": "array", "items": item}


SERVICES = listing(
    {
        "service_code": TEXT, "service_name": TEXT, "description": TEXT, "metadata": {"type": "boolean"},
        "type": {"enum": ["realtime", "batch", "blackbox"]}, "keywords": TEXT, "group": TEXT,
    }
)  # fmt: skip
REQUESTS = listing(
    {
        "service_request_id": TEXT, "status": {"enum": ["open", "closed"]}, "status_notes": MAYBE, "service_name": TEXT,
        "service_code": TEXT, "description": MAYBE, "agency_responsible": MAYBE, "service_notice": MAYBE,
        "requested_datetime": TIME, "updated_datetime": TIME, "expected_datetime": TIME, "address": MAYBE,
        "address_id": MAYBE, "zipcode": MAYBE, "lat": {"type": ["number", "null"]}, "long": {"type": ["number", "null"]},
        "media_url": MAYBE,
    }
)  # fmt: skip
ERRORS = {**listing({"code": {"type": "integer"}, "description": TEXT}), "minItems": 1}
SUBMITTED = listing({"service_request_id": TEXT, "service_notice": MAYBE, "account_id": MAYBE})
UPDATES = listing(
    {
        "update_id": {"type": "integer"}, "service_request_id": TEXT, "status": {"enum": ["open", "closed"]},
        "updated_datetime": TIME, "description": TEXT, "media_url": MAYBE,
    }
)  # fmt: skip


class System:
    """Another city's system: calls in JSON, with a key."""

    def __init__(
        self, world: World, *, worker: str = "agent", scopes: tuple[str, ...] = ("open311",)
    ) -> None:
        self.client, self.world = Client(), world
        self.key = issue_token(worker_id=world.workers[worker].pk, scopes=scopes, now=timezone.now())

    def get(self, what: str, **asked: Any) -> HttpResponse:
        return self.client.get(AT + what, asked)  # type: ignore[return-value]

    def post(self, what: str, **given: Any) -> HttpResponse:
        return self.client.post(AT + what, {"api_key": self.key, **given})  # type: ignore[return-value]

    def say(self, **given: Any) -> str:
        asked = {
            "service_code": "roads.light",
            "lat": "31.23",
            "long": "121.47",
            "description": "灯不亮",
            **given,
        }
        told = self.post("requests.json", **asked)
        assert told.status_code == 201, told.content
        validate(json.loads(told.content), SUBMITTED)
        return str(json.loads(told.content)[0]["service_request_id"])


@pytest.fixture
def world(db: None) -> World:
    return build(timezone.now())


@pytest.fixture
def system(world: World) -> System:
    return System(world)


def read(told: HttpResponse, schema: dict[str, Any], status: int = 200) -> list[dict[str, Any]]:
    assert told.status_code == status, told.content
    found = json.loads(told.content)
    validate(found, schema)
    return found


def test_get_services_lists_the_leaves_of_the_tree_in_both_formats(system: System) -> None:
    found = read(system.get("services.json"), SERVICES)
    assert "roads.light" in {each["service_code"] for each in found}
    told = system.get("services.xml")
    assert told["Content-Type"] == "text/xml; charset=utf-8"
    tree = ElementTree.fromstring(told.content)
    assert (tree.tag, tree[0].tag) == ("services", "service")
    assert [each.findtext("service_code") for each in tree] == [each["service_code"] for each in found]


def test_get_a_service_definition(system: System) -> None:
    found = json.loads(system.get("services/roads.light.json").content)
    assert [attribute["code"] for attribute in found["attributes"]] == ["pole_number", "fault"]
    assert {each["key"] for each in found["attributes"][1]["values"]} == {"dark", "flickers", "leaning"}
    tree = ElementTree.fromstring(system.get("services/roads.light.xml").content)
    assert tree.tag == "service_definition"
    assert tree.findtext("attributes/attribute/code") == "pole_number"
    assert tree.findtext("attributes/attribute/required") == "false"
    read(system.get("services/no.such.json"), ERRORS, 404)


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


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "cocity_wrong"}, 403),
        ({"service_code": ""}, 400),
        ({"service_code": "no.such"}, 404),
        ({"lat": "", "long": ""}, 400),
        ({"lat": "31.2", "long": ""}, 400),
        ({"lat": "north"}, 400),
        ({"lat": "nan"}, 400),
        ({"long": "500"}, 400),
        ({"attribute[colour]": "red"}, 400),
        ({"attribute[fault]": "gone"}, 400),
        ({"description": "长" * 5001}, 400),
        ({"phone": "12"}, 400),
    ],
)
def test_a_request_that_cannot_be_taken_says_why(system: System, given: dict[str, str], status: int) -> None:
    asked = {
        "service_code": "roads.light",
        "lat": "31.23",
        "long": "121.47",
        "description": "灯不亮",
        **given,
    }
    [first, *_] = read(system.post("requests.json", **asked), ERRORS, status)
    assert first["code"] == status
    tree = ElementTree.fromstring(system.post("requests.xml", **asked).content)
    assert (tree.tag, tree.findtext("error/code")) == ("errors", str(status))
    assert not Voice.objects.exists()


def test_a_required_attribute_must_be_given(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    light = catalogue.services()["roads.light"]
    needed = replace(light, attributes=(replace(light.attributes[0], required=True),))
    monkeypatch.setattr(catalogue, "services", lambda: {"roads.light": needed})
    read(system.post("requests.json", service_code="roads.light", address_string="1 Road"), ERRORS, 400)


def test_a_key_without_the_scope_is_refused(world: World) -> None:
    other = System(world, scopes=("matters:read",))
    read(other.post("requests.json", service_code="roads.light", address_string="x"), ERRORS, 403)


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


@pytest.mark.parametrize(
    "asked",
    [
        {"start_date": "yesterday"},
        {"start_date": "2020-01-01T00:00:00Z", "end_date": "2020-06-01T00:00:00Z"},
        {"start_date": "2020-02-01T00:00:00Z", "end_date": "2020-01-01T00:00:00Z"},
        {"start_date": "9999-12-31T23:59:59Z"},
        {"status": "gone"},
        {"page": "0"},
        {"page_size": "100000"},
        {"page": "²"},
    ],
)
def test_a_search_that_cannot_be_meant_is_refused(system: System, asked: dict[str, str]) -> None:
    read(system.get("requests.json", **asked), ERRORS, 400)


def test_another_jurisdiction_is_not_found(system: System, settings: Any) -> None:
    settings.JURISDICTION = "city.example"
    assert system.get("services.json", jurisdiction_id="city.example").status_code == 200
    assert system.get("services.json").status_code == 200
    for what in ("services.json", "requests.json", "servicerequestupdates.json", "services/roads.light.json"):
        read(system.get(what, jurisdiction_id="elsewhere.example"), ERRORS, 404)


def test_other_addresses_and_methods_answer_in_the_format(system: System) -> None:
    read(system.get("nothing.json"), ERRORS, 404)
    assert ElementTree.fromstring(system.get("requests.yaml").content).tag == "errors"
    told = system.client.delete(AT + "requests.json")
    assert told.status_code == 405
    validate(json.loads(told.content), ERRORS)


def test_updates_tell_how_public_requests_moved(transactional_db: None, world: World, system: System) -> None:
    number = system.say()
    housing = world.bodies["dept-housing"]
    commitments.act(
        now=timezone.now(), actor=world.actor("dispatcher"), number=number, action="offer", version=1,
        given=commitments.Given(body=housing.pk),
    )  # fmt: skip
    commitments.act(
        now=timezone.now(),
        actor=world.actor("handler:dept-housing"),
        number=number,
        action="accept",
        version=2,
    )
    while journal.deliver_all(timezone.now()):
        pass
    found = read(system.get("servicerequestupdates.json"), UPDATES)
    assert [each["service_request_id"] for each in found] == [number] * 3
    at = "servicerequestupdates.json"
    ids = [each["update_id"] for each in found]
    pages = [read(system.get(at, page_size=2, page=page), UPDATES) for page in (1, 2)]
    assert [[each["update_id"] for each in page] for page in pages] == [ids[:2], ids[2:]]
    other = system.say()
    while journal.deliver_all(timezone.now()):
        pass
    for wanted, numbers in ((number, {number}), (f"{other},{number}", {number, other}), ("12", set())):
        told = read(system.get(at, service_request_id=wanted), UPDATES)
        assert {each["service_request_id"] for each in told} == numbers
    early = {"start_date": "2020-01-01T00:00:00Z", "end_date": "2020-01-02T00:00:00Z"}
    assert len(read(system.get(at, service_request_id=number, **early), UPDATES)) == 3, "overrides the dates"
    read(system.get(at, page_size="0"), ERRORS, 400)
    tree = ElementTree.fromstring(system.get("servicerequestupdates.xml", service_request_id=number).content)
    assert (tree.tag, tree[0].tag, len(tree)) == ("service_request_updates", "request_update", 3)


def test_a_handling_system_notes_and_claims_and_the_person_still_judges(world: World, system: System) -> None:
    number = system.say()
    handler = System(world, worker="handler:dept-housing")
    refused = handler.post(
        "servicerequestupdates.json", service_request_id=number, status="open", description="x"
    )
    assert refused.status_code in {400, 403, 404}
    for who, action, given in (
        ("dispatcher", "offer", commitments.Given(body=world.bodies["dept-housing"].pk)),
        ("handler:dept-housing", "accept", commitments.NOTHING),
    ):
        version = Commitment.objects.get(number=number).version
        commitments.act(
            now=timezone.now(),
            actor=world.actor(who),
            number=number,
            action=action,
            version=version,
            given=given,
        )
    say = lambda **given: handler.post("servicerequestupdates.json", service_request_id=number, **given)  # noqa: E731
    assert say(status="open", description="已派人").status_code == 201
    assert say(status="closed", description="已更换灯泡").status_code == 201
    row = Commitment.objects.get(number=number)
    assert (row.state, row.claim, row.confirmed) == ("claimed_done", "yes", "")
    [one] = read(system.get(f"requests/{number}.json"), REQUESTS)
    assert one["status"] == "open", "closed is the person's to say"
    read(say(status="done", description="x"), ERRORS, 400)
    read(handler.post("servicerequestupdates.json", service_request_id="12", description="x"), ERRORS, 400)


def test_a_page_of_requests_is_a_fixed_number_of_statements(system: System, count_queries: Any) -> None:
    for _ in range(3):
        system.say()
    system.get("requests.json")
    with count_queries("doors/open311: a page of requests"):
        system.get("requests.json")
