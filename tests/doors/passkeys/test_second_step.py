"""A passkey after the password: what it opens, and every way it must not."""

import re

import pytest
from django.test import Client

from tests.support.passkey_pages import (
    LIST,
    REFUSED,
    SECOND,
    add,
    is_in,
    second,
    send,
    worker_of,
)
from tests.support.passkeys import Device


def test_after_the_password_the_passkey_opens_the_desk(browser, worker, device) -> None:
    said = second(browser, worker)
    assert not is_in(browser), "the password alone opens nothing"
    assert send(browser, SECOND, device.used(said)).headers["Location"] == "/desk/"
    assert is_in(browser)


def test_one_without_a_screen_lock_will_do_after_the_password(browser, worker, device) -> None:
    device.checks = False
    assert send(browser, SECOND, device.used(second(browser, worker))).status_code == 302


def test_a_lost_device_locks_nobody_out(browser, worker) -> None:
    add(browser, worker, Device())
    [spare, *_] = re.findall(r"<li>(\d{8})</li>", browser.get("/account/second/spare/").content.decode())
    browser.post("/account/logout/")
    second(browser, worker)
    assert browser.post(SECOND, {"code": spare}).headers["Location"] == "/desk/"


def test_an_answer_given_before_is_refused(browser, worker, device) -> None:
    answer = device.used(second(browser, worker))
    assert send(browser, SECOND, answer).status_code == 302
    browser.post("/account/logout/")
    second(browser, worker)
    assert REFUSED in send(browser, SECOND, answer).content.decode()
    assert not is_in(browser)


def test_one_answer_opens_one_session_only(browser, worker, device) -> None:
    thief = Client(headers={"accept-language": "zh-hans"})
    second(thief, worker)
    answer = device.used(second(browser, worker))
    assert send(browser, SECOND, answer).status_code == 302
    assert REFUSED in send(thief, SECOND, answer).content.decode()


def test_somebody_elses_passkey_is_refused(browser, world, device) -> None:
    other = worker_of(world, "supervisor")
    add(browser, other, Device())
    browser.post("/account/logout/")
    assert REFUSED in send(browser, SECOND, device.used(second(browser, other))).content.decode()
    assert not is_in(browser)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://city.example.evil"},
        {"origin": "https://sub.city.example"},
        {"crossOrigin": True},
    ],
)
def test_one_used_on_another_page_is_refused(browser, worker, device, wrong) -> None:
    said = second(browser, worker)
    assert REFUSED in send(browser, SECOND, device.used(said, **wrong)).content.decode()
    assert not is_in(browser)


def test_a_copy_is_found_by_its_count_and_the_passkey_stopped(browser, worker, device) -> None:
    copied = device.copy()
    send(browser, SECOND, device.used(second(browser, worker)))
    browser.post("/account/logout/")
    assert REFUSED in send(browser, SECOND, copied.used(second(browser, worker))).content.decode()
    assert not is_in(browser)
    assert REFUSED in send(browser, SECOND, device.used(second(browser, worker))).content.decode()
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(worker)
    assert "可能被复制过" in client.get(LIST).content.decode()


def test_the_count_it_was_made_with_counts_too(browser, worker) -> None:
    device = Device(count=7)
    add(browser, worker, device)
    browser.post("/account/logout/")
    device.count = 3
    assert REFUSED in send(browser, SECOND, device.used(second(browser, worker))).content.decode()


def test_a_device_that_never_counts_is_good_for_ever(browser, worker) -> None:
    device = Device(counts=False)
    add(browser, worker, device)
    for _ in range(3):
        browser.post("/account/logout/")
        assert send(browser, SECOND, device.used(second(browser, worker))).status_code == 302


def test_after_five_wrong_tries_the_right_one_waits_too(browser, worker, device) -> None:
    said = second(browser, worker)
    for _ in range(5):
        assert send(browser, SECOND, {"no": "answer"}).status_code == 200
    assert send(browser, SECOND, device.used(said)).status_code == 429
    assert browser.post(SECOND, {"code": "00000000"}).status_code == 429, "and so does any code"


def test_right_tries_do_not_count(browser, worker, device) -> None:
    for _ in range(7):
        assert send(browser, SECOND, device.used(second(browser, worker))).status_code == 302
        browser.post("/account/logout/")
