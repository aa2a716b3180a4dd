"""Every view says who may open it, and the saying holds."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from cocity.ground.people.models import User
from cocity.kit.errors import Forbidden
from cocity.kit.web import access


def page(request: HttpRequest) -> HttpResponse:
    """A page."""
    return HttpResponse("inside")


@pytest.fixture
def held() -> Iterator[dict[str, set[str] | None]]:
    """Which roles the sender holds, as the test says."""
    before = access._Roles.held
    now: dict[str, set[str] | None] = {"roles": None}
    access.roles_by(lambda request: now["roles"])
    yield now
    access.roles_by(before)


def request(*, signed_in: bool) -> HttpRequest:
    made = RequestFactory().get("/desk/?page=2")
    made.user = User(username="li") if signed_in else AnonymousUser()
    return made


def test_a_public_page_opens_for_anyone() -> None:
    assert access.public(page)(request(signed_in=False)).content == b"inside"


@pytest.mark.parametrize("guard", [access.resident, access.worker(), access.worker("handler")])
def test_a_stranger_is_led_to_sign_in_and_back(guard: access.Decorator) -> None:
    answer = guard(page)(request(signed_in=False))
    assert answer.status_code == 302
    assert answer["Location"].endswith("next=/desk/%3Fpage%3D2")


def test_a_resident_page_opens_for_anyone_signed_in() -> None:
    assert access.resident(page)(request(signed_in=True)).content == b"inside"


def test_a_role_opens_its_pages_and_no_others(held: dict[str, set[str] | None]) -> None:
    held["roles"] = {"handler"}
    assert access.worker("handler", "verifier")(page)(request(signed_in=True)).content == b"inside"
    assert access.worker()(page)(request(signed_in=True)).content == b"inside"
    with pytest.raises(Forbidden):
        access.worker("verifier")(page)(request(signed_in=True))


def test_a_resident_is_no_worker(held: dict[str, set[str] | None]) -> None:
    with pytest.raises(Forbidden):
        access.worker()(page)(request(signed_in=True))


def test_the_decision_is_seen_through_decorators_around_it() -> None:
    assert str(access.access_of(csrf_exempt(access.worker("agent")(page)))) == "worker: agent"
    assert access.access_of(page) is None


def test_the_addresses_of_a_library_are_decided_as_one_and_keep_what_they_had() -> None:
    own = access.worker("agent")(page)
    patterns = [path("a", page), path("deep/", include([path("b", page), path("c", own)]))]
    access.decide(patterns, access.token("open"))
    deep = patterns[1].url_patterns
    assert [str(access.access_of(p.callback)) for p in (patterns[0], *deep)] == ["token: open"] * 2 + [
        "worker: agent"
    ]
