"""Signing in: workers by password and second factor, residents by a code to their telephone; tries are counted."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.utils import timezone

from cocity.ground.entry import api as entry
from cocity.ground.entry.models import PhoneCode, Tries
from cocity.ground.entry.operations import _Sender
from cocity.ground.people.models import Resident, User
from tests.world import World

PASSWORD = "kiefer-lampe-42-fenster"


@pytest.fixture(autouse=True)
def clock(now) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def sent() -> Iterator[list[tuple[str, str]]]:
    """Messages handed to the gateway, as (telephone, words)."""
    before = _Sender.send, _Sender.ready
    box: list[tuple[str, str]] = []
    entry.send_by(lambda phone, words, key: box.append((phone, words)), ready=lambda: True)
    yield box
    entry.send_by(before[0], ready=before[1])


@pytest.fixture
def browser(world: World) -> Client:
    return Client(headers={"accept-language": "zh-hans"})


@pytest.fixture
def worker(world: World) -> User:
    user = world.workers["dispatcher"].user
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(browser: Client, name: str, password: str, **more: str):
    return browser.post("/account/login/", {"login": name, "password": password}, **more)


def code_of(browser: Client, phone: str, sent: list[tuple[str, str]]) -> str:
    assert browser.post("/account/phone/", {"phone": phone}).status_code == 302
    entry.send_codes(now=timezone.now())
    found = re.search(r"\d{6}", sent[-1][1])
    assert found is not None
    return found[0]


class TestWorkers:
    def test_a_worker_lands_at_the_desk(self, browser: Client, worker: User) -> None:
        answer = sign_in(browser, worker.username, PASSWORD)
        assert answer.headers["Location"] == "/desk/"
        assert browser.get("/desk/").status_code == 200

    def test_and_on_the_page_first_asked_for(self, browser: Client, worker: User) -> None:
        led = browser.get("/desk/export.csv")
        assert led.headers["Location"] == "/account/login/?next=/desk/export.csv"
        answer = browser.post(led.headers["Location"], {"login": worker.username, "password": PASSWORD})
        assert answer.headers["Location"] == "/desk/export.csv"

    def test_never_on_a_page_of_somebody_else(self, browser: Client, worker: User) -> None:
        wrong = "/account/login/?next=https://elsewhere.example/"
        answer = browser.post(wrong, {"login": worker.username, "password": PASSWORD})
        assert answer.headers["Location"] == "/desk/"

    def test_a_wrong_password_says_no_more_than_a_wrong_name(self, browser: Client, worker: User) -> None:
        wrong = sign_in(browser, worker.username, "wrong").content.decode()
        nobody = sign_in(browser, "nobody", "wrong").content.decode()
        assert "用户名或密码不对" in wrong
        strip = re.compile(r'value="[^"]*"|\d{12}')
        assert strip.sub("", wrong) == strip.sub("", nobody)

    def test_after_five_wrong_tries_the_right_password_waits_too(self, browser, worker, clock) -> None:
        for _ in range(5):
            assert sign_in(browser, worker.username, "wrong").status_code == 200
        refused = sign_in(browser, worker.username, PASSWORD)
        assert refused.status_code == 429
        assert "15 分钟后再试" in refused.content.decode()
        clock.shift(15 * 60)
        assert sign_in(browser, worker.username, PASSWORD).status_code == 302

    def test_right_tries_do_not_count(self, browser: Client, worker: User) -> None:
        for _ in range(7):
            assert sign_in(browser, worker.username, PASSWORD).status_code == 302
            browser.post("/account/logout/")

    def test_no_address_and_no_name_is_kept_with_the_count(self, browser: Client, worker: User) -> None:
        sign_in(browser, worker.username, "wrong", REMOTE_ADDR="203.0.113.9")
        kept = str(list(Tries.objects.values_list()))
        assert "203.0.113.9" not in kept
        assert worker.username not in kept

    def test_the_session_begins_anew(self, browser: Client, worker: User) -> None:
        browser.post("/say/kind/", {"kind": "help"})
        before = browser.cookies["sessionid"].value
        sign_in(browser, worker.username, PASSWORD)
        after = browser.cookies["sessionid"]
        assert after.value != before
        assert after["httponly"]
        assert after["samesite"] == "Lax"

    def test_nobody_signs_up(self, browser: Client) -> None:
        assert browser.get("/account/signup/").status_code == 404

    def test_a_second_factor_is_asked_for_once_set_up(self, browser: Client, worker: User) -> None:
        sign_in(browser, worker.username, PASSWORD)
        led = browser.get("/account/second/set-up/").headers["Location"]
        assert led.startswith("/account/again/"), "such a change asks once more who it is"
        assert browser.post(led, {"password": PASSWORD}).status_code == 302
        page = browser.get("/account/second/set-up/").content.decode()
        secret = re.search(r'<strong class="large">([A-Z2-7]+)</strong>', page)
        assert secret is not None

        def digits() -> str:
            counter = next(iter(auth.yield_hotp_counters_from_time()))
            return auth.format_hotp_value(auth.hotp_value(secret[1], counter))

        assert browser.post("/account/second/set-up/", {"code": "000000"}).status_code == 200
        assert browser.post("/account/second/set-up/", {"code": digits()}).status_code == 302
        assert secret[1] not in str(list(Authenticator.objects.values_list("data", flat=True)))
        spare = re.findall(r"<li>(\d{8})</li>", browser.get("/account/second/spare/").content.decode())
        browser.post("/account/logout/")
        assert (
            sign_in(browser, worker.username, PASSWORD)
            .headers["Location"]
            .startswith("/account/second/code/")
        )
        assert browser.get("/desk/").status_code == 302, "the password alone opens nothing"
        assert browser.post("/account/second/code/", {"code": "12"}).status_code == 200
        assert browser.post("/account/second/code/", {"code": spare[0]}).headers["Location"] == "/desk/"

    def test_pages_of_an_account_open_to_their_worker_only(self, browser: Client, worker: User) -> None:
        for path in ("second/", "second/set-up/", "password/"):
            assert browser.get(f"/account/{path}").status_code == 302


class TestResidents:
    def test_a_code_signs_in_whoever_has_the_telephone(self, browser, world, sent) -> None:
        receipt = world.say()
        code = code_of(browser, "138 0000 0001", sent)
        assert sent[-1][0] == "13800000001"
        assert browser.post("/account/code/?next=/my/", {"code": code}).headers["Location"] == "/my/"
        assert receipt.number in browser.get("/my/").content.decode().replace(" ", "")

    def test_the_account_is_one_and_has_no_name(self, browser, world, sent) -> None:
        for _ in range(2):
            code = code_of(browser, "13800000001", sent)
            browser.post("/account/code/", {"code": code})
            browser.post("/my/leave/")
        resident = Resident.objects.get()
        assert resident.user is not None
        assert resident.user.username == resident.pseudonym
        assert not resident.user.has_usable_password()

    def test_a_code_works_once_for_five_minutes_and_five_tries(self, browser, sent, clock) -> None:
        code = code_of(browser, "13800000001", sent)
        clock.shift(5 * 60)
        assert browser.post("/account/code/", {"code": code}).status_code == 422
        code = code_of(browser, "13800000001", sent)
        wrong = "000000" if code != "000000" else "111111"
        for _ in range(5):
            assert browser.post("/account/code/", {"code": wrong}).status_code == 422
        assert browser.post("/account/code/", {"code": code}).status_code == 422

    def test_full_width_digits_are_understood(self, browser, sent) -> None:
        code = code_of(browser, "１３８００００００01", sent)
        wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        assert browser.post("/account/code/", {"code": wide}).status_code == 302

    def test_a_number_is_sent_three_codes_in_a_quarter_of_an_hour(self, browser, sent) -> None:
        for _ in range(3):
            code_of(browser, "13800000001", sent)
        assert browser.post("/account/phone/", {"phone": "13800000001"}).status_code == 429

    def test_what_is_no_number_is_said(self, browser: Client) -> None:
        answer = browser.post("/account/phone/", {"phone": "12"})
        assert answer.status_code == 422
        assert "电话号码应为" in answer.content.decode()

    def test_neither_code_nor_telephone_lies_open(self, browser, sent) -> None:
        code = code_of(browser, "13800000001", sent)
        kept = str(list(PhoneCode.objects.values_list()))
        assert code not in kept
        assert "13800000001" not in kept
        assert PhoneCode.objects.get().code_sealed is None, "sent, so nobody needs it any more"

    def test_while_the_gateway_is_away_a_code_waits_and_then_goes(self, browser, sent) -> None:
        def away(phone: str, words: str, key: str) -> None:
            raise OSError("away")

        entry.send_by(away, ready=lambda: True)
        browser.post("/account/phone/", {"phone": "13800000001"})
        assert entry.send_codes(now=timezone.now()) == 0
        entry.send_by(lambda phone, words, key: sent.append((phone, words)), ready=lambda: True)
        assert entry.send_codes(now=timezone.now()) == 1
        assert entry.send_codes(now=timezone.now()) == 0

    def test_a_synthetic_city_shows_the_code_and_no_other_does(self, browser, sent, settings) -> None:
        browser.post("/account/phone/", {"phone": "13800000001"})
        assert "演示城市不发短信" not in browser.get("/account/code/").content.decode()
        settings.SYNTHETIC = True
        assert "演示城市不发短信" in browser.get("/account/code/").content.decode()

    def test_a_resident_does_not_open_the_desk(self, browser, sent) -> None:
        browser.post("/account/code/", {"code": code_of(browser, "13800000001", sent)})
        assert browser.get("/desk/").status_code == 403

    def test_old_codes_and_counts_are_forgotten(self, browser, sent, clock) -> None:
        code_of(browser, "13800000001", sent)
        clock.shift(2 * 24 * 3600)
        assert entry.forget_old(now=timezone.now()) > 0
        assert not PhoneCode.objects.exists()
        assert not Tries.objects.exists()


def test_the_sign_in_page_bears_the_citys_name_and_no_address_of_a_machine(browser: Client) -> None:
    page = browser.get("/account/login/").content.decode()
    assert "<title>工作人员登录 · 共城" in page
    assert "testserver" not in page
