"""A handler's trays and lists name bodies by id (decision 22). By path, or joined, the database cannot know how much a body
holds: a page of trays took six seconds among 400,000 matters, and nothing but the clock said so."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cocity.act.orders import api as orders
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import Filters
from cocity.ground.people.api import issue_token
from tests.act.dispatch_world import Desk
from tests.world import World

MATTERS, BODIES = '"ground_commitments_commitment"', '"ground_people_body"'
# The one place where bodies may stand: whom a complaint is about, asked last and of the few that are about anybody.
ABOUT = re.compile(
    r'"against_id" IN \(SELECT \w+\."id"( AS "\w+")? FROM "ground_people_body" \w+ WHERE \w+\."path" IN \([^()]*\)\)'
)
HANDLER = "handler:dept-housing"
TRAYS = ("to_accept", "to_join", "to_contact", "to_do", "with_others", "supervised", "overdue")


def of_matters(reading: Callable[[], object]) -> list[str]:
    """The statements about matters that a reading sends, without the question whom they are about."""
    with CaptureQueriesContext(connection) as captured:
        reading()
    found = [ABOUT.sub("", each["sql"]) for each in captured.captured_queries if MATTERS in each["sql"]]
    assert found, "it asked for matters"
    return found


def by_body(statements: list[str]) -> list[str]:
    return [each for each in statements if BODIES in each]


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.workers[name].user)
    return client


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """A matter offered, one in hand."""
    desk.sent(category="housing/lift")
    return desk


def test_the_counts_of_all_trays(busy: Desk) -> None:
    actor = busy.world.actor(HANDLER)
    assert by_body(of_matters(lambda: orders.trays(actor, now=busy.world.now))) == []


@pytest.mark.parametrize("tray", TRAYS)
def test_a_page_of_each_tray(busy: Desk, tray: str) -> None:
    actor = busy.world.actor(HANDLER)
    assert by_body(of_matters(lambda: orders.inbox(actor, tray, now=busy.world.now))) == []


@pytest.mark.parametrize(
    "filters", [Filters(), Filters(open_only=True), Filters(words="灯"), Filters(category="housing")], ids=str
)
@pytest.mark.parametrize("order", ["due", "newest"])
def test_whatever_the_handler_may_see(busy: Desk, filters: Filters, order: str) -> None:
    actor = busy.world.actor(HANDLER)
    assert by_body(of_matters(lambda: commitments.listed(actor, filters, order=order))) == []


@pytest.mark.parametrize("path", ["/desk/", *(f"/desk/?tab={tray}" for tray in (*TRAYS, "all"))])
def test_the_desk_page(busy: Desk, path: str) -> None:
    reader = client_of(busy.world, HANDLER)
    assert by_body(of_matters(lambda: reader.get(path))) == []


@pytest.mark.parametrize("tray", [*TRAYS, "all"])
def test_the_file(busy: Desk, tray: str) -> None:
    reader = client_of(busy.world, HANDLER)
    assert by_body(of_matters(lambda: reader.get(f"/desk/export.csv?tab={tray}").getvalue())) == []


def test_the_list_of_the_api(busy: Desk) -> None:
    key = issue_token(worker_id=busy.world.workers[HANDLER].pk, scopes=("matters:read",), now=timezone.now())
    reader = Client(headers={"authorization": f"Bearer {key}"})
    assert by_body(of_matters(lambda: reader.get("/api/v1/desk/matters"))) == []


def test_one_that_does_ask_by_path_would_be_found(busy: Desk) -> None:
    """Whoever oversees a part of the city: all below a body, which no list of ids says as well."""
    actor = busy.world.actor("supervisor:d1")
    assert by_body(of_matters(lambda: orders.trays(actor, now=busy.world.now)))
    assert by_body(of_matters(lambda: commitments.listed(actor, Filters(open_only=True))))
