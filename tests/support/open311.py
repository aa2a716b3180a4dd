"""GeoReport v2 as another city's system speaks it: what its answers look like, and calls with a key."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from jsonschema import validate

from cocity.ground.people.api import issue_token
from tests.world import World

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


def read(told: HttpResponse, schema: dict[str, Any], status: int = 200) -> list[dict[str, Any]]:
    assert told.status_code == status, told.content
    found = json.loads(told.content)
    validate(found, schema)
    return found
