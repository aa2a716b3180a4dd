"""At which addresses passkeys are offered, and what is left where they are not."""

import pytest

from cocity.doors.accounts import passkeys
from tests.support.passkey_pages import (
    ADD,
    ALONE,
    PASSWORD,
    SECOND,
    sign_in,
)


@pytest.mark.parametrize(
    ("address", "origin", "offered"),
    [
        ("https://city.example", "https://city.example", True),
        ("https://City.Example:443/", "https://city.example", True),
        ("https://city.example:8443", "https://city.example:8443", True),
        ("https://城市.中国", "https://xn--uis47l.xn--fiqs8s", True),
        ("http://localhost:8000", "http://localhost:8000", True),
        ("http://demo.localhost", "http://demo.localhost", True),
        ("http://city.example", "http://city.example", False),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", False),
        ("https://10.0.0.7", "https://10.0.0.7", False),
        ("", "://", False),
    ],
)
def test_a_name_over_tls_or_this_machine(settings, address, origin, offered) -> None:
    settings.PUBLIC_URL = address
    assert (passkeys.origin(), passkeys.offered()) == (origin, offered)


def test_where_they_cannot_be_used_no_page_offers_them(browser, worker, settings) -> None:
    settings.PUBLIC_URL = "http://10.0.0.7:8000"
    assert "通行密钥" not in browser.get("/account/login/").content.decode()
    sign_in(browser, worker)
    assert "通行密钥" not in browser.get("/account/second/").content.decode()
    browser.post("/account/again/?next=/", {"password": PASSWORD})
    assert browser.get(ADD).status_code == browser.get(ALONE).status_code == 404


def test_and_who_has_one_already_uses_a_code(browser, worker, device, settings) -> None:
    settings.PUBLIC_URL = "http://10.0.0.7:8000"
    sign_in(browser, worker)
    page = browser.get(SECOND).content.decode()
    assert "data-asked" not in page
    assert 'name="code"' in page
