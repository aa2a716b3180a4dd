"""What the city offers and how it answers: services in XML and JSON, jurisdictions, addresses and methods there are none of."""

import json
from typing import Any

from defusedxml import ElementTree
from jsonschema import validate

from tests.support.open311 import AT, ERRORS, SERVICES, System, read


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
