"""The list of passkeys: renamed, removed, changed only by who shows once more who they are."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from cocity.ground.people.models import User
from tests.support.passkey_pages import (
    ADD,
    ALONE,
    LIST,
    REFUSED,
    add,
    add_page,
    alone,
    asked,
    send,
    worker_of,
)
from tests.support.passkeys import Device


@pytest.fixture
def inside(browser: Client, worker: User) -> int:
    """Signed in and shown to be so; the number of the one passkey."""
    add(browser, worker, Device())
    return Authenticator.objects.get(type="webauthn").pk


def test_the_list_asks_the_database_as_often_for_two_as_for_one(browser, inside, count_queries) -> None:
    with count_queries("doors/accounts: passkeys"):
        browser.get(LIST)
    send(browser, ADD, Device().made(asked(browser.get(ADD))))
    with count_queries("doors/accounts: passkeys"):
        browser.get(LIST)


def test_it_is_renamed(browser, inside) -> None:
    assert browser.post(f"{LIST}{inside}/name/", {"name": "我的手机"}).headers["Location"] == LIST
    assert "我的手机" in browser.get(LIST).content.decode()
    assert browser.post(f"{LIST}{inside}/name/", {"name": "长" * 41}).status_code == 200


def test_the_last_one_is_removed_with_the_spare_codes_and_the_page_says_so(browser, inside) -> None:
    assert "备用码作废" in browser.get(f"{LIST}{inside}/remove/").content.decode()
    assert browser.post(f"{LIST}{inside}/remove/").headers["Location"] == LIST
    assert not Authenticator.objects.exists()
    browser.post("/account/logout/")


def test_one_of_two_leaves_the_other_and_the_codes(browser, inside) -> None:
    send(browser, ADD, Device().made(asked(browser.get(ADD))))
    assert "备用码作废" not in browser.get(f"{LIST}{inside}/remove/").content.decode()
    browser.post(f"{LIST}{inside}/remove/")
    assert sorted(Authenticator.objects.values_list("type", flat=True)) == ["recovery_codes", "webauthn"]


def test_nobody_else_renames_or_removes_it(world, inside) -> None:
    other = Client(headers={"accept-language": "zh-hans"})
    add_page(other, worker_of(world, "supervisor"))
    for what in ("name", "remove"):
        assert other.get(f"{LIST}{inside}/{what}/").status_code == 404
        assert other.post(f"{LIST}{inside}/{what}/", {"name": "x"}).status_code == 404


def test_a_change_later_asks_once_more_by_password_or_passkey(browser, worker, device) -> None:
    send(browser, ALONE, device.used(alone(browser)))
    pk = Authenticator.objects.get(type="webauthn").pk
    led = browser.get(f"{LIST}{pk}/remove/").headers["Location"]
    assert led.startswith("/account/again/")
    assert "用通行密钥" in browser.get(led).content.decode()
    again = led.replace("/account/again/", f"{LIST}again/")
    page = browser.get(again)
    assert REFUSED in send(browser, again, {"no": "answer"}).content.decode()
    page = browser.get(again)
    assert send(browser, again, device.used(asked(page))).headers["Location"] == f"{LIST}{pk}/remove/"
    assert browser.get(f"{LIST}{pk}/remove/").status_code == 200


@pytest.mark.parametrize(
    "path", [LIST, ADD, f"{LIST}again/", f"{LIST}1/name/", f"{LIST}1/remove/", "/account/second/"]
)
def test_pages_of_an_account_open_to_workers_only(browser, world, path) -> None:
    assert browser.get(path).headers["Location"] == f"/account/login/?next={path}"
    resident = User.objects.create(username="r234")
    browser.force_login(resident)
    assert browser.get(path).status_code == 403
