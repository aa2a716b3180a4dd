"""Whatever is sent to the API and the Open311 door, the answer is a documented one and never a server error.

A small budget with the same cases every time here; CI (`COCITY_FUZZ=100`) sends more.
"""

import json
import os
from collections.abc import Iterator

import pytest
import schemathesis
from defusedxml import ElementTree
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cocity.ground.people.api import issue_token
from tests.world import World

BUDGET = int(os.environ.get("COCITY_FUZZ", "6"))
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
few = settings(
    max_examples=BUDGET, derandomize=True, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _connection_stays_open() -> Iterator[None]:
    """Called without Django's test client, the end of each request would close the connection of the test's own
    transaction; the client holds these two back in the same way."""
    held = [(signal, close_old_connections) for signal in (request_started, request_finished)]
    for signal, closing in held:
        signal.disconnect(closing)
    yield
    for signal, closing in held:
        signal.connect(closing)


@pytest.mark.slow
@schema.parametrize()
@few
def test_the_api_answers_as_documented(case: schemathesis.Case, world: World) -> None:
    scopes = ("matters:read", "matters:act")
    key = issue_token(worker_id=world.workers["dispatcher"].pk, scopes=scopes, now=timezone.now())
    told = case.call(headers={"Authorization": f"Bearer {key}"})
    assert told.status_code < 500, told.text
    documented = case.operation.definition.raw["responses"]
    if told.status_code in {401, 404, 405}:
        return  # a key spoilt on the way, no such address or method: answered before any operation is reached
    assert str(told.status_code) in documented
    assert told.headers["content-type"][0].startswith("application/")


NAMES = (
    "jurisdiction_id", "service_code", "service_request_id", "start_date", "end_date", "status", "page", "page_size",
    "lat", "long", "address_string", "description", "api_key", "attribute[fault]", "attribute[", "media_url", "email",
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(
        ["", "open", "closed", "1", "-1", "nan", "inf", "1e400", "2026-01-01T00:00:00Z", "0001-01-01", "9999-12-31",
         "roads.light", "2611231234567890", "<script>", "\u0000", "\ud7ff", "²", "🏮"]
    ),
    st.text(max_size=40),
)  # fmt: skip
CALLS = (
    "services",
    "services/roads.light",
    "requests",
    "requests/2611231234567890",
    "tokens/1",
    "servicerequestupdates",
)


@pytest.mark.django_db
@settings(few, max_examples=BUDGET * 8)
@given(
    st.sampled_from(["GET", "POST", "PUT", "HEAD"]),
    st.one_of(st.sampled_from(CALLS), st.text(max_size=20).map(lambda t: f"requests/{t}")),
    st.sampled_from(["json", "xml"]),
    st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6),
)
def test_open311_answers_in_its_format_whatever_is_sent(
    world: World, method: str, call: str, form: str, sent: dict[str, str]
) -> None:
    client = Client(raise_request_exception=True)
    path = f"/open311/v2/{call.replace('?', '').replace('#', '').replace('%', '')}.{form}"
    told = client.generic("GET", path) if method == "PUT" else getattr(client, method.lower())(path, sent)
    assert told.status_code in {200, 201, 400, 403, 404, 405}, told.content
    if method == "HEAD" or (
        "application/json" not in told["Content-Type"] and "xml" not in told["Content-Type"]
    ):
        return
    if told["Content-Type"].startswith("application/json"):
        json.loads(told.content)
    else:
        ElementTree.fromstring(told.content)
