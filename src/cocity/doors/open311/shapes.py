"""Values as GeoReport v2 names them, in the reader's language. Nothing about persons is among them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cocity.kit.errors import CityError
from cocity.kit.text import Text
from cocity.listen.intake.api import Receipt
from cocity.listen.open311 import api as open311

NOTICE = Text(
    "查询码 {code}；{due} 前办理。凭编号和查询码可随时查看、评判。",
    "Code {code}; due by {due}. With number and code the person can look it up and judge it.",
)
DESCRIBED = Text("{name} 类事项", "Matters of {name}")


# What intake calls an argument, by the name the caller gave it.
ARGUMENTS = {"text": "description", "lon": "long", "category": "service_code", "address": "address_string"}


def described(error: CityError) -> str:
    """An error in words, naming the argument."""
    name = ARGUMENTS.get(error.field, error.field)
    return f"{name}: {error.message}" if name else str(error.message)


def _say(words: Mapping[str, str]) -> str:
    return str(Text(words["zh"], words["en"]))


def _w3(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def service(found: open311.Service) -> dict[str, Any]:
    return {
        "service_code": found.code,
        "service_name": _say(found.title),
        "description": str(DESCRIBED.with_values(name=_say(found.title))),
        "metadata": bool(found.attributes),
        "type": "realtime",
        "keywords": ",".join(found.keywords),
        "group": _say(found.group),
    }


def definition(found: open311.Service) -> dict[str, Any]:
    return {"service_code": found.code, "attributes": [_attribute(each) for each in found.attributes]}


def _attribute(found: open311.Attribute) -> dict[str, Any]:
    return {
        "variable": True,
        "code": found.code,
        "datatype": found.datatype,
        "required": found.required,
        "datatype_description": _say(found.hint),
        "order": found.order,
        "description": _say(found.description),
        "values": [{"key": option.key, "name": _say(option.name)} for option in found.values],
    }


def request(found: open311.ServiceRequest) -> dict[str, Any]:
    return {
        "service_request_id": found.number,
        "status": "closed" if found.closed else "open",
        "status_notes": _say(found.told),
        "service_name": _say(found.service_name),
        "service_code": found.service_code,
        "description": found.description,
        "agency_responsible": _say(found.agency),
        "service_notice": None,
        "requested_datetime": _w3(found.requested_at),
        "updated_datetime": _w3(found.updated_at),
        "expected_datetime": _w3(found.expected_at),
        "address": found.address,
        "address_id": None,
        "zipcode": None,
        "lat": found.lat,
        "long": found.lon,
        "media_url": None,
    }


def submitted(receipt: Receipt) -> dict[str, Any]:
    notice = NOTICE.with_values(code=receipt.code, due=_w3(receipt.due_at))
    return {"service_request_id": receipt.number, "service_notice": str(notice), "account_id": None}


def update(found: open311.UpdateView) -> dict[str, Any]:
    return {
        "update_id": found.id,
        "service_request_id": found.number,
        "status": "closed" if found.closed else "open",
        "updated_datetime": _w3(found.at),
        "description": _say(found.told),
        "media_url": None,
    }
