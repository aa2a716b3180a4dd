"""A request or a search that cannot be taken is refused in the format, and says why."""

import json

import pytest
from defusedxml import ElementTree

from cocity.listen.intake.models import Voice
from cocity.listen.open311 import services as catalogue
from tests.support.open311 import ERRORS, System, read
from tests.world import World


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
        {"lat": "north", "long": "121.47"},
        {"lat": "31.2", "long": "nan"},
        {"lat": "91", "long": "0"},
        {"lat": "31.2", "long": "181"},
        {"long": "121.47"},
        {"lat": "31.2"},
        {"radius": "100"},
        {"lat": "31.2", "long": "121.4", "radius": "far"},
        {"lat": "31.2", "long": "121.4", "radius": "0"},
        {"lat": "31.2", "long": "121.4", "radius": "-5"},
        {"lat": "31.2", "long": "121.4", "radius": "inf"},
        {"lat": "31.2", "long": "121.4", "radius": "20001"},
        {"end_date": "2020-13-01"},
        {"service_code": ",".join(f"roads.light{n}" for n in range(51))},
        {"service_request_id": ",".join(map(str, range(1001)))},
    ],
    ids=str,
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_search_that_cannot_be_meant_is_refused(system: System, asked: dict[str, str], form: str) -> None:
    """In the standard's body, naming an argument the caller gave or left out."""
    answer = system.get(f"requests.{form}", **asked)
    if form == "json":
        [told] = read(answer, ERRORS, 400)
        said = told["description"]
    else:
        tree = ElementTree.fromstring(answer.content)
        assert (answer.status_code, tree.findtext("error/code")) == (400, "400")
        said = tree.findtext("error/description")
    named = said.partition(":")[0]
    assert named in {*asked, "lat", "long"} | ({"end_date"} if "start_date" in asked else set()), said


@pytest.mark.parametrize("call", ["services", "services/roads.light", "requests", "servicerequestupdates"])
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_name_that_is_no_argument_is_refused_with_those_that_are(
    system: System, call: str, form: str
) -> None:
    """Passed over in silence, everything would be taken for what was asked."""
    answer = system.get(f"{call}.{form}", updated_after="2026-01-01T00:00:00Z")
    assert answer.status_code == 400
    said = answer.content.decode()
    assert "updated_after: " in said
    assert "jurisdiction_id" in said
    assert ("service_request_id" in said) is (call in {"requests", "servicerequestupdates"})


@pytest.mark.parametrize("call", ["services", "requests", "servicerequestupdates"])
def test_what_clients_send_along_everywhere_is_taken(system: System, call: str) -> None:
    along = {"jurisdiction_id": "", "api_key": "x", "extensions": "true", "locale": "zh"}
    assert system.get(f"{call}.json", **along).status_code == 200


@pytest.mark.parametrize("asked", ["no.such", "roads.light,no.such", "roads/light"])
def test_a_search_for_a_service_there_is_not_says_so(system: System, asked: str) -> None:
    [told] = read(system.get("requests.json", service_code=asked), ERRORS, 404)
    assert told["description"].startswith("service_code: ")


@pytest.mark.parametrize(
    "asked",
    [{"start_date": "x"}, {"end_date": "x"}, {"page": "0"}, {"page_size": "x"},
     {"service_request_id": ",".join(map(str, range(1001)))}],
    ids=str,
)  # fmt: skip
def test_updates_refuse_what_cannot_be_meant(system: System, asked: dict[str, str]) -> None:
    [told] = read(system.get("servicerequestupdates.json", **asked), ERRORS, 400)
    assert told["description"].partition(":")[0] in asked


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"email": "notmail"}, "email: "),
        ({"description": "长" * 5001}, "description: "),
    ],
)
def test_what_intake_refuses_bears_the_name_the_caller_gave(
    system: System, given: dict[str, str], named: str
) -> None:
    answer = system.post("requests.json", service_code="roads.light", address_string="1 Road", **given)
    assert answer.status_code == 400
    assert json.loads(answer.content)[0]["description"].startswith(named)
    assert Voice.objects.count() == 0
