"""Every address says who may open it."""

from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver, include, path

from cocity.kit.web.access import public
from tests.architecture.rules import undecided


def page(request: HttpRequest) -> HttpResponse:
    """A page."""
    return HttpResponse()


def test_every_address_has_an_access_decision() -> None:
    assert undecided(get_resolver().url_patterns) == []


def test_an_address_without_one_is_found() -> None:
    patterns = [path("open/", public(page)), path("desk/", include([path("inbox/", page)]))]
    assert undecided(patterns) == ["/desk/inbox/ has no access decision"]
