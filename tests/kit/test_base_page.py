"""Every page: language, type size, who to call, what is synthetic, and nothing heavy."""

import gzip
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from cocity import kit


def page_request(**extra: str) -> HttpRequest:
    request = RequestFactory().get("/here", {"q": '"><b>'}, **extra)
    request.user = AnonymousUser()
    request._messages = CookieStorage(request)
    return request


def base_page(language: str = "zh-hans", **attributes: object) -> str:
    request = page_request()
    for name, value in attributes.items():
        setattr(request, name, value)
    with translation.override(language):
        return render_to_string("kit/base.html", request=request)


def test_the_page_names_its_language() -> None:
    assert '<html lang="zh-Hans">' in base_page()
    assert '<html lang="en">' in base_page("en")


def test_the_page_shows_whom_to_call_and_where_to_go(settings) -> None:
    settings.HELP_PHONE, settings.HELP_ADDRESS_EN = "021-12345", "1 Long Street"
    page = base_page("en")
    assert 'href="tel:021-12345"' in page
    assert "1 Long Street" in page


def test_large_type_is_one_token() -> None:
    assert 'data-type="large"' in base_page(large_type=True)
    assert "data-type" not in base_page(large_type=False)


@pytest.mark.parametrize("synthetic", [True, False])
def test_a_synthetic_city_says_so(settings, synthetic: bool) -> None:
    settings.SYNTHETIC = synthetic
    assert ("合成演示数据" in base_page()) is synthetic


def test_the_address_of_the_page_cannot_break_out_of_the_switches() -> None:
    page = base_page()
    assert "%3E%3Cb%3E" in page
    assert '"><b>' not in page


def test_an_empty_page_with_style_and_script_is_light() -> None:
    static = Path(kit.__file__).parent / "static/cocity"
    parts = [base_page().encode(), *(path.read_bytes() for path in sorted(static.iterdir()))]
    assert sum(len(gzip.compress(part)) for part in parts) < 12_000
    assert len((static / "cocity.js").read_bytes()) <= 4_096


@pytest.mark.parametrize(
    ("address", "field", "value", "cookie"),
    [
        ("/preferences/language", "language", "en", "cocity_language"),
        ("/preferences/type", "type", "large", "cocity_type"),
    ],
)
def test_a_choice_is_remembered_and_the_reader_stays(client: Client, address, field, value, cookie) -> None:
    answer = client.post(address, {field: value, "next": "/somewhere?page=2"})
    assert (answer.status_code, answer["Location"]) == (303, "/somewhere?page=2")
    assert answer.cookies[cookie].value == value
    assert answer.cookies[cookie]["httponly"]


@pytest.mark.parametrize(
    "elsewhere", ["https://bad.example/", "//bad.example", "/\\bad.example", "javascript:1", ""]
)
def test_a_choice_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    assert client.post("/preferences/type", {"type": "large", "next": elsewhere})["Location"] == "/"


def test_an_unknown_choice_is_not_remembered(client: Client) -> None:
    answer = client.post("/preferences/language", {"language": "xx"})
    assert not answer.cookies


def test_the_headers_keep_a_page_to_itself(client: Client) -> None:
    answer = client.post("/preferences/type", {"type": "large"})
    assert answer["Content-Security-Policy"].startswith("default-src 'self'")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "microphone=(self)" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert len(answer["X-Request-ID"]) == 12
