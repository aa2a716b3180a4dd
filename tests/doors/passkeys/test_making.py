"""Making a passkey: what the page asks, what is kept of the answer, and which answers are refused."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from cocity.ground.people.models import User
from tests.support.passkey_pages import (
    ADD,
    LIST,
    REFUSED,
    add,
    add_page,
    asked,
    send,
    sign_in,
    worker_of,
)
from tests.support.passkeys import Device, handle_of, websafe_decode, websafe_encode


def test_no_copy_of_the_question_is_kept(browser: Client, worker: User) -> None:
    assert add_page(browser, worker).headers["Cache-Control"] == "no-store"


def test_such_a_change_asks_once_more_who_it_is(browser: Client, worker: User) -> None:
    sign_in(browser, worker)
    assert browser.get(ADD).headers["Location"].startswith("/account/again/")


def test_it_is_listed_by_its_name_with_the_spare_codes_to_keep(browser, worker) -> None:
    assert add(browser, worker, Device()).headers["Location"] == "/account/second/spare/"
    assert len(re.findall(r"<li>\d{8}</li>", browser.get("/account/second/spare/").content.decode())) == 10
    page = browser.get(LIST).content.decode()
    assert "办公室电脑" in page
    assert "可以不用密码直接登录" in page
    assert "1 个" in browser.get("/account/second/").content.decode()


def test_the_city_is_asked_by_its_own_address_and_the_device_knows_no_more_than_the_user_name(
    browser, worker
) -> None:
    said = asked(add_page(browser, worker))
    assert said["rp"] == {"id": "city.example", "name": "共城"}
    assert said["user"]["name"] == said["user"]["displayName"] == worker.username
    assert websafe_decode(said["user"]["id"]).decode() == websafe_decode(handle_of(worker.pk)).decode()
    assert said["authenticatorSelection"]["residentKey"] == "preferred"


def test_nothing_is_kept_but_the_passkey(browser: Client, worker: User) -> None:
    answer = Device().made(asked(add_page(browser, worker)))
    answer["response"]["transports"] = ["usb"]
    answer["authenticatorAttachment"] = "platform"
    answer["clientExtensionResults"]["secret"] = "x"
    send(browser, ADD, answer, name="")
    row = Authenticator.objects.get(type="webauthn")
    assert row.data["name"] == "通行密钥 1"
    assert set(row.data["credential"]) == {"id", "rawId", "type", "response", "clientExtensionResults"}
    assert set(row.data["credential"]["response"]) == {"clientDataJSON", "attestationObject"}
    assert row.data["credential"]["clientExtensionResults"] == {"credProps": {"rk": True}}


def test_a_passkey_somebody_holds_is_not_registered_again(browser, world, worker, device) -> None:
    other = worker_of(world, "supervisor")
    answer = add(Client(headers={"accept-language": "zh-hans"}), other, device)
    assert "已经登记过" in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://city.example.evil"}, {"origin": "https://sub.city.example"},
        {"origin": "http://city.example"}, {"origin": "https://city.example:8443"}, {"crossOrigin": True},
        {"challenge": websafe_encode(b"x" * 32)}, {"type": "webauthn.get"},
    ],
)  # fmt: skip
def test_one_made_elsewhere_or_for_another_page_is_refused(browser, worker, wrong) -> None:
    answer = Device().made(asked(add_page(browser, worker)), **wrong)
    assert REFUSED in send(browser, ADD, answer).content.decode()
    assert not Authenticator.objects.exists()


def test_ten_are_enough(browser: Client, worker: User) -> None:
    page = add_page(browser, worker)
    for _ in range(10):
        send(browser, ADD, Device().made(asked(page)))
        page = browser.get(ADD)
    assert "最多 10 个" in send(browser, ADD, Device().made(asked(page))).content.decode()
    assert ADD not in browser.get(LIST).content.decode()
