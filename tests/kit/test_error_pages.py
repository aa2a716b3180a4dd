"""Errors: a page that says what to do with a number to quote, JSON for programs, and the right status for both."""

import json

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from cocity.config import urls
from cocity.kit.errors import CityError, Conflict, Errors, Forbidden, Invalid, NotFound, TooMany
from cocity.kit.text import Text
from cocity.kit.web.errors import PAGES, passing

SAID = Text("请先填写地点", "Write the place first")
RAISED: dict[str, Exception] = {
    "invalid": Invalid(SAID, field="place"),
    "missing": NotFound(SAID),
    "forbidden": Forbidden(SAID),
    "conflict": Conflict(SAID),
    "many": TooMany(SAID, minutes=7),
    "several": Errors([Invalid(SAID, field="place"), Invalid(Text("太长", "Too long"), field="text")]),
    "locked": OperationalError("database is locked"),
    "broken": ZeroDivisionError("boom 13812345678"),
    "large": RequestDataTooBig("too big"),
}


def fails(request: HttpRequest, how: str) -> HttpResponse:
    raise RAISED[how]


handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
urlpatterns = [
    *urls.urlpatterns,
    path("fails/<how>", fails),
    path("api/fails/<how>", fails),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False, headers={"accept-language": "zh-CN"})


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ("invalid", 422),
        ("missing", 404),
        ("forbidden", 403),
        ("conflict", 409),
        ("many", 429),
        ("several", 422),
        ("locked", 503),
        ("broken", 500),
        ("large", 413),
    ],
)
def test_each_error_has_its_status_its_advice_and_a_number(client: Client, how: str, status: int) -> None:
    answer = client.get(f"/fails/{how}")
    page = answer.content.decode()
    assert answer.status_code == status
    assert str(PAGES[status].todo) in page
    number = answer["X-Request-ID"]
    assert f"{number[:4]} {number[4:8]} {number[8:]}" in page
    assert "boom" not in page


def test_the_words_of_the_component_are_shown(client: Client) -> None:
    assert SAID.zh in client.get("/fails/conflict").content.decode()
    assert SAID.en in client.get("/fails/conflict", headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize(
    ("address", "accept"), [("/api/fails/several", "*/*"), ("/fails/several", "application/json")]
)
def test_a_program_gets_every_field_at_fault(client: Client, address: str, accept: str) -> None:
    answer = client.get(address, headers={"accept": accept, "accept-language": "en"})
    told = json.loads(answer.content)
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in told["errors"]] == ["place", "text"]
    assert told["errors"][0]["message"] == SAID.en
    assert told["request_id"] == answer["X-Request-ID"]


def test_an_invisible_nul_is_refused_with_the_field_that_holds_it(client: Client) -> None:
    told = json.loads(client.get("/api/fails/several?q=a&place=b%00c").content)
    assert told["status"] == 400
    assert [error["field"] for error in told["errors"]] == ["place"]


def test_an_address_that_does_not_exist_has_a_page(client: Client) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert str(PAGES[404].title) in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_advice() -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"})
    answer = strict.post("/fails/invalid")
    assert answer.status_code == 403
    assert "页面停留太久" in answer.content.decode()


@pytest.mark.parametrize(("how", "seconds"), [("many", "420"), ("locked", "10")])
def test_who_must_wait_is_told_how_long(client: Client, how: str, seconds: str) -> None:
    assert client.get(f"/fails/{how}")["Retry-After"] == seconds


def test_a_missing_table_is_a_fault_of_ours_and_not_a_busy_moment() -> None:
    assert not passing(OperationalError("no such table: x"))
    assert not passing(CityError(SAID))


def test_every_page_says_it_in_both_languages() -> None:
    assert {400, 403, 404, 409, 413, 429, 500, 503} <= set(PAGES)
    assert all(text.zh != text.en for page in PAGES.values() for text in (page.title, page.todo))
