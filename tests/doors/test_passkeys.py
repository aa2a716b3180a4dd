"""Passkeys: made, named, used as second step and alone, removed; refused for whom, where and when they are not good."""

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from cocity.doors.accounts import passkeys
from cocity.ground.people.models import User
from tests.support.passkeys import Device, handle_of, websafe_decode, websafe_encode
from tests.world import World

PASSWORD = "kiefer-lampe-42-fenster"
ADD, ALONE, SECOND, LIST = (
    "/account/second/passkeys/add/", "/account/passkey/", "/account/second/code/", "/account/second/passkeys/",
)  # fmt: skip
REFUSED = "通行密钥没有通过"


@pytest.fixture(autouse=True)
def clock(now) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _city(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.PUBLIC_URL = "https://city.example"


def worker_of(world: World, name: str) -> User:
    user = world.workers[name].user
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def worker(world: World) -> User:
    return worker_of(world, "dispatcher")


@pytest.fixture
def browser(world: World) -> Client:
    return Client(headers={"accept-language": "zh-hans"})


def sign_in(browser: Client, user: User) -> Any:
    return browser.post("/account/login/", {"login": user.username, "password": PASSWORD})


def asked(page: Any) -> dict[str, Any]:
    """What the page hands its script."""
    found = re.search(r'data-asked="([^"]*)"', page.content.decode())
    assert found is not None
    return json.loads(html.unescape(found[1]))


def send(browser: Client, to: str, answer: Any, **more: str) -> Any:
    return browser.post(to, {"credential": json.dumps(answer), **more})


def add_page(browser: Client, user: User) -> Any:
    sign_in(browser, user)
    browser.post(browser.get(ADD).headers["Location"], {"password": PASSWORD})
    return browser.get(ADD)


def add(browser: Client, user: User, device: Device, name: str = "办公室电脑") -> Any:
    return send(browser, ADD, device.made(asked(add_page(browser, user))), name=name)


@pytest.fixture
def device(browser: Client, worker: User) -> Device:
    """A device with a passkey of the worker, who has signed out again."""
    made = Device()
    assert add(browser, worker, made).headers["Location"] == "/account/second/spare/"
    browser.post("/account/logout/")
    return made


def second(browser: Client, user: User) -> dict[str, Any]:
    assert sign_in(browser, user).headers["Location"].startswith(SECOND)
    return asked(browser.get(SECOND))


def alone(browser: Client) -> dict[str, Any]:
    answer = browser.get(ALONE, headers={"accept": "application/json"})
    return answer.json()["request_options"]["publicKey"]


def is_in(browser: Client) -> bool:
    return browser.get("/desk/").status_code == 200


class TestMaking:
    def test_no_copy_of_the_question_is_kept(self, browser: Client, worker: User) -> None:
        assert add_page(browser, worker).headers["Cache-Control"] == "no-store"

    def test_such_a_change_asks_once_more_who_it_is(self, browser: Client, worker: User) -> None:
        sign_in(browser, worker)
        assert browser.get(ADD).headers["Location"].startswith("/account/again/")

    def test_it_is_listed_by_its_name_with_the_spare_codes_to_keep(self, browser, worker) -> None:
        assert add(browser, worker, Device()).headers["Location"] == "/account/second/spare/"
        assert (
            len(re.findall(r"<li>\d{8}</li>", browser.get("/account/second/spare/").content.decode())) == 10
        )
        page = browser.get(LIST).content.decode()
        assert "办公室电脑" in page
        assert "可以不用密码直接登录" in page
        assert "1 个" in browser.get("/account/second/").content.decode()

    def test_the_city_is_asked_by_its_own_address_and_the_device_knows_no_more_than_the_user_name(
        self, browser, worker
    ) -> None:
        said = asked(add_page(browser, worker))
        assert said["rp"] == {"id": "city.example", "name": "共城"}
        assert said["user"]["name"] == said["user"]["displayName"] == worker.username
        assert websafe_decode(said["user"]["id"]).decode() == websafe_decode(handle_of(worker.pk)).decode()
        assert said["authenticatorSelection"]["residentKey"] == "preferred"

    def test_nothing_is_kept_but_the_passkey(self, browser: Client, worker: User) -> None:
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

    def test_a_passkey_somebody_holds_is_not_registered_again(self, browser, world, worker, device) -> None:
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
    def test_one_made_elsewhere_or_for_another_page_is_refused(self, browser, worker, wrong) -> None:
        answer = Device().made(asked(add_page(browser, worker)), **wrong)
        assert REFUSED in send(browser, ADD, answer).content.decode()
        assert not Authenticator.objects.exists()

    def test_ten_are_enough(self, browser: Client, worker: User) -> None:
        page = add_page(browser, worker)
        for _ in range(10):
            send(browser, ADD, Device().made(asked(page)))
            page = browser.get(ADD)
        assert "最多 10 个" in send(browser, ADD, Device().made(asked(page))).content.decode()
        assert ADD not in browser.get(LIST).content.decode()


class TestSecondStep:
    def test_after_the_password_the_passkey_opens_the_desk(self, browser, worker, device) -> None:
        said = second(browser, worker)
        assert not is_in(browser), "the password alone opens nothing"
        assert send(browser, SECOND, device.used(said)).headers["Location"] == "/desk/"
        assert is_in(browser)

    def test_one_without_a_screen_lock_will_do_after_the_password(self, browser, worker, device) -> None:
        device.checks = False
        assert send(browser, SECOND, device.used(second(browser, worker))).status_code == 302

    def test_a_lost_device_locks_nobody_out(self, browser, worker) -> None:
        add(browser, worker, Device())
        [spare, *_] = re.findall(r"<li>(\d{8})</li>", browser.get("/account/second/spare/").content.decode())
        browser.post("/account/logout/")
        second(browser, worker)
        assert browser.post(SECOND, {"code": spare}).headers["Location"] == "/desk/"

    def test_an_answer_given_before_is_refused(self, browser, worker, device) -> None:
        answer = device.used(second(browser, worker))
        assert send(browser, SECOND, answer).status_code == 302
        browser.post("/account/logout/")
        second(browser, worker)
        assert REFUSED in send(browser, SECOND, answer).content.decode()
        assert not is_in(browser)

    def test_one_answer_opens_one_session_only(self, browser, worker, device) -> None:
        thief = Client(headers={"accept-language": "zh-hans"})
        second(thief, worker)
        answer = device.used(second(browser, worker))
        assert send(browser, SECOND, answer).status_code == 302
        assert REFUSED in send(thief, SECOND, answer).content.decode()

    def test_somebody_elses_passkey_is_refused(self, browser, world, device) -> None:
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
    def test_one_used_on_another_page_is_refused(self, browser, worker, device, wrong) -> None:
        said = second(browser, worker)
        assert REFUSED in send(browser, SECOND, device.used(said, **wrong)).content.decode()
        assert not is_in(browser)

    def test_a_copy_is_found_by_its_count_and_the_passkey_stopped(self, browser, worker, device) -> None:
        copied = device.copy()
        send(browser, SECOND, device.used(second(browser, worker)))
        browser.post("/account/logout/")
        assert REFUSED in send(browser, SECOND, copied.used(second(browser, worker))).content.decode()
        assert not is_in(browser)
        assert REFUSED in send(browser, SECOND, device.used(second(browser, worker))).content.decode()
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(worker)
        assert "可能被复制过" in client.get(LIST).content.decode()

    def test_the_count_it_was_made_with_counts_too(self, browser, worker) -> None:
        device = Device(count=7)
        add(browser, worker, device)
        browser.post("/account/logout/")
        device.count = 3
        assert REFUSED in send(browser, SECOND, device.used(second(browser, worker))).content.decode()

    def test_a_device_that_never_counts_is_good_for_ever(self, browser, worker) -> None:
        device = Device(counts=False)
        add(browser, worker, device)
        for _ in range(3):
            browser.post("/account/logout/")
            assert send(browser, SECOND, device.used(second(browser, worker))).status_code == 302

    def test_after_five_wrong_tries_the_right_one_waits_too(self, browser, worker, device) -> None:
        said = second(browser, worker)
        for _ in range(5):
            assert send(browser, SECOND, {"no": "answer"}).status_code == 200
        assert send(browser, SECOND, device.used(said)).status_code == 429
        assert browser.post(SECOND, {"code": "00000000"}).status_code == 429, "and so does any code"

    def test_right_tries_do_not_count(self, browser, worker, device) -> None:
        for _ in range(7):
            assert send(browser, SECOND, device.used(second(browser, worker))).status_code == 302
            browser.post("/account/logout/")


class TestAlone:
    def test_a_passkey_alone_signs_in(self, browser, device) -> None:
        assert send(browser, ALONE, device.used(alone(browser))).headers["Location"] == "/desk/"
        assert is_in(browser)

    def test_on_the_page_first_asked_for_and_never_elsewhere(self, browser, device) -> None:
        form = browser.get("/account/login/?next=/desk/export.csv").content.decode()
        [to] = re.findall(r'action="(/account/passkey/[^"]*)"', form)
        wanted = send(browser, to, device.used(alone(browser)))
        assert wanted.headers["Location"] == "/desk/export.csv"
        browser.post("/account/logout/")
        away = f"{ALONE}?next=https://elsewhere.example/"
        elsewhere = send(browser, away, device.used(alone(browser)))
        assert elsewhere.headers["Location"] == "/desk/"

    def test_not_where_the_device_did_not_check_who_holds_it(self, browser, device) -> None:
        device.checks = False
        assert (
            send(browser, ALONE, device.used(alone(browser))).headers["Location"].endswith("passkey=refused")
        )
        assert not is_in(browser)

    def test_nor_with_what_the_second_step_asked(self, browser, worker, device, clock) -> None:
        """That page asks for no check by the device; its question, left over, is no way around the check."""
        device.checks = False
        said = second(browser, worker)
        clock.shift(16 * 60)  # the sign-in begun with the password is forgotten, the question is not
        assert send(browser, ALONE, device.used(said)).headers["Location"].endswith("passkey=refused")
        assert not is_in(browser)

    @pytest.mark.parametrize("handle", ["other", "nobody", "", "%%%", None])
    def test_an_account_it_does_not_belong_to_stays_closed(self, browser, world, device, handle) -> None:
        other = worker_of(world, "supervisor")
        named = {"other": handle_of(other.pk), "nobody": handle_of(2**70)}
        device.handle = named.get(handle, handle)
        assert send(browser, ALONE, device.used(alone(browser))).status_code == 302
        assert not is_in(browser)

    def test_a_refusal_says_so_and_keeps_the_page_asked_for(self, browser, device) -> None:
        answer = send(browser, f"{ALONE}?next=/desk/export.csv", {"no": "answer"})
        page = browser.get(answer.headers["Location"]).content.decode()
        assert REFUSED in page
        assert f'action="{ALONE}?next=/desk/export.csv"' in page

    def test_a_closed_account_stays_closed(self, browser, worker, device) -> None:
        User.objects.filter(pk=worker.pk).update(is_active=False)
        assert send(browser, ALONE, device.used(alone(browser))).headers["Location"] == "/account/closed/"
        assert not is_in(browser)

    def test_tries_of_an_address_are_counted(self, browser, device) -> None:
        for _ in range(30):
            assert send(browser, ALONE, {"no": "answer"}).status_code == 302
        assert send(browser, ALONE, device.used(alone(browser))).status_code == 429

    def test_the_session_begins_anew(self, browser, device) -> None:
        said = alone(browser)
        before = browser.cookies["sessionid"].value
        send(browser, ALONE, device.used(said))
        assert browser.cookies["sessionid"].value != before

    def test_no_copy_of_the_question_is_kept(self, browser) -> None:
        answer = browser.get(ALONE, headers={"accept": "application/json"})
        assert "no-store" in answer.headers["Cache-Control"]


class TestKeeping:
    @pytest.fixture
    def inside(self, browser: Client, worker: User) -> int:
        """Signed in and shown to be so; the number of the one passkey."""
        add(browser, worker, Device())
        return Authenticator.objects.get(type="webauthn").pk

    def test_the_list_asks_the_database_as_often_for_two_as_for_one(
        self, browser, inside, count_queries
    ) -> None:
        with count_queries("doors/accounts: passkeys"):
            browser.get(LIST)
        send(browser, ADD, Device().made(asked(browser.get(ADD))))
        with count_queries("doors/accounts: passkeys"):
            browser.get(LIST)

    def test_it_is_renamed(self, browser, inside) -> None:
        assert browser.post(f"{LIST}{inside}/name/", {"name": "我的手机"}).headers["Location"] == LIST
        assert "我的手机" in browser.get(LIST).content.decode()
        assert browser.post(f"{LIST}{inside}/name/", {"name": "长" * 41}).status_code == 200

    def test_the_last_one_is_removed_with_the_spare_codes_and_the_page_says_so(self, browser, inside) -> None:
        assert "备用码作废" in browser.get(f"{LIST}{inside}/remove/").content.decode()
        assert browser.post(f"{LIST}{inside}/remove/").headers["Location"] == LIST
        assert not Authenticator.objects.exists()
        browser.post("/account/logout/")

    def test_one_of_two_leaves_the_other_and_the_codes(self, browser, inside) -> None:
        send(browser, ADD, Device().made(asked(browser.get(ADD))))
        assert "备用码作废" not in browser.get(f"{LIST}{inside}/remove/").content.decode()
        browser.post(f"{LIST}{inside}/remove/")
        assert sorted(Authenticator.objects.values_list("type", flat=True)) == ["recovery_codes", "webauthn"]

    def test_nobody_else_renames_or_removes_it(self, world, inside) -> None:
        other = Client(headers={"accept-language": "zh-hans"})
        add_page(other, worker_of(world, "supervisor"))
        for what in ("name", "remove"):
            assert other.get(f"{LIST}{inside}/{what}/").status_code == 404
            assert other.post(f"{LIST}{inside}/{what}/", {"name": "x"}).status_code == 404

    def test_a_change_later_asks_once_more_by_password_or_passkey(self, browser, worker, device) -> None:
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
    def test_pages_of_an_account_open_to_workers_only(self, browser, world, path) -> None:
        assert browser.get(path).headers["Location"] == f"/account/login/?next={path}"
        resident = User.objects.create(username="r234")
        browser.force_login(resident)
        assert browser.get(path).status_code == 403


class TestWhere:
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
    def test_a_name_over_tls_or_this_machine(self, settings, address, origin, offered) -> None:
        settings.PUBLIC_URL = address
        assert (passkeys.origin(), passkeys.offered()) == (origin, offered)

    def test_where_they_cannot_be_used_no_page_offers_them(self, browser, worker, settings) -> None:
        settings.PUBLIC_URL = "http://10.0.0.7:8000"
        assert "通行密钥" not in browser.get("/account/login/").content.decode()
        sign_in(browser, worker)
        assert "通行密钥" not in browser.get("/account/second/").content.decode()
        browser.post("/account/again/?next=/", {"password": PASSWORD})
        assert browser.get(ADD).status_code == browser.get(ALONE).status_code == 404

    def test_and_who_has_one_already_uses_a_code(self, browser, worker, device, settings) -> None:
        settings.PUBLIC_URL = "http://10.0.0.7:8000"
        sign_in(browser, worker)
        page = browser.get(SECOND).content.decode()
        assert "data-asked" not in page
        assert 'name="code"' in page


def changed(answer: dict[str, Any], path: tuple[str, ...], value: Any) -> Any:
    """The answer with one part replaced."""
    if not path:
        return value
    head, *rest = path
    return {**answer, head: changed(answer.get(head, {}), tuple(rest), value)}


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
) | st.binary(max_size=200).map(websafe_encode)
PARTS = (
    (), ("id",), ("rawId",), ("type",), ("response",), ("response", "clientDataJSON"), ("clientExtensionResults",),
    ("clientExtensionResults", "credProps"), ("response", "attestationObject"), ("response", "authenticatorData"),
    ("response", "signature"), ("response", "userHandle"),
)  # fmt: skip
QUESTION = {"challenge": websafe_encode(b"q" * 32), "user": {"id": "MQ"}}


class TestWhatIsNoAnswer:
    @pytest.mark.parametrize("read", [passkeys.registration, passkeys.assertion])
    @given(part=st.sampled_from(PARTS), junk=JUNK)
    @tuned(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_it_is_read_or_refused_and_never_fails(self, read: Callable, part: tuple, junk: Any) -> None:
        device = Device()
        answer = device.made(QUESTION) if read is passkeys.registration else device.used(QUESTION)
        try:
            found = read(changed(answer, part, junk))
        except passkeys.Unreadable:
            return
        assert found.origin == "https://city.example"

    @pytest.mark.parametrize(
        "sent",
        [
            "", "null", "[]", "7", '"text"', "{", "9" * 5000, "[" * 20_000, '{"a": "\\u0000"}',
            '{"type": "public-key", "id": 9, "rawId": 99999999999, "response": {"clientDataJSON": 99999999999}}',
            "x" * 40_000,
        ],
    )  # fmt: skip
    def test_no_such_form_breaks_a_page(self, browser, worker, device, sent: str) -> None:
        assert browser.post(ALONE, {"credential": sent}).status_code == 302
        second(browser, worker)
        page = browser.post(SECOND, {"credential": sent})
        assert page.status_code == 200
        assert REFUSED in page.content.decode()

    def test_a_whole_number_makes_no_bytes(self) -> None:
        page = {"type": "webauthn.get", "challenge": 10**11, "origin": "https://city.example"}
        answer = changed(
            Device().used(QUESTION), ("response", "clientDataJSON"), websafe_encode(json.dumps(page).encode())
        )
        with pytest.raises(passkeys.Unreadable):
            passkeys.assertion(answer)
