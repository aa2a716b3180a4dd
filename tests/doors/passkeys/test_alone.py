"""A passkey alone signs in, where the device checked who holds it, and nowhere it should not."""

import re

import pytest

from cocity.ground.people.models import User
from tests.support.passkey_pages import (
    ALONE,
    REFUSED,
    alone,
    is_in,
    second,
    send,
    worker_of,
)
from tests.support.passkeys import handle_of


def test_a_passkey_alone_signs_in(browser, device) -> None:
    assert send(browser, ALONE, device.used(alone(browser))).headers["Location"] == "/desk/"
    assert is_in(browser)


def test_on_the_page_first_asked_for_and_never_elsewhere(browser, device) -> None:
    form = browser.get("/account/login/?next=/desk/export.csv").content.decode()
    [to] = re.findall(r'action="(/account/passkey/[^"]*)"', form)
    wanted = send(browser, to, device.used(alone(browser)))
    assert wanted.headers["Location"] == "/desk/export.csv"
    browser.post("/account/logout/")
    away = f"{ALONE}?next=https://elsewhere.example/"
    elsewhere = send(browser, away, device.used(alone(browser)))
    assert elsewhere.headers["Location"] == "/desk/"


def test_not_where_the_device_did_not_check_who_holds_it(browser, device) -> None:
    device.checks = False
    assert send(browser, ALONE, device.used(alone(browser))).headers["Location"].endswith("passkey=refused")
    assert not is_in(browser)


def test_nor_with_what_the_second_step_asked(browser, worker, device, clock) -> None:
    """That page asks for no check by the device; its question, left over, is no way around the check."""
    device.checks = False
    said = second(browser, worker)
    clock.shift(16 * 60)  # the sign-in begun with the password is forgotten, the question is not
    assert send(browser, ALONE, device.used(said)).headers["Location"].endswith("passkey=refused")
    assert not is_in(browser)


@pytest.mark.parametrize("handle", ["other", "nobody", "", "%%%", None])
def test_an_account_it_does_not_belong_to_stays_closed(browser, world, device, handle) -> None:
    other = worker_of(world, "supervisor")
    named = {"other": handle_of(other.pk), "nobody": handle_of(2**70)}
    device.handle = named.get(handle, handle)
    assert send(browser, ALONE, device.used(alone(browser))).status_code == 302
    assert not is_in(browser)


def test_a_refusal_says_so_and_keeps_the_page_asked_for(browser, device) -> None:
    answer = send(browser, f"{ALONE}?next=/desk/export.csv", {"no": "answer"})
    page = browser.get(answer.headers["Location"]).content.decode()
    assert REFUSED in page
    assert f'action="{ALONE}?next=/desk/export.csv"' in page


def test_a_closed_account_stays_closed(browser, worker, device) -> None:
    User.objects.filter(pk=worker.pk).update(is_active=False)
    assert send(browser, ALONE, device.used(alone(browser))).headers["Location"] == "/account/closed/"
    assert not is_in(browser)


def test_tries_of_an_address_are_counted(browser, device) -> None:
    for _ in range(30):
        assert send(browser, ALONE, {"no": "answer"}).status_code == 302
    assert send(browser, ALONE, device.used(alone(browser))).status_code == 429


def test_the_session_begins_anew(browser, device) -> None:
    said = alone(browser)
    before = browser.cookies["sessionid"].value
    send(browser, ALONE, device.used(said))
    assert browser.cookies["sessionid"].value != before


def test_no_copy_of_the_question_is_kept(browser) -> None:
    answer = browser.get(ALONE, headers={"accept": "application/json"})
    assert "no-store" in answer.headers["Cache-Control"]
