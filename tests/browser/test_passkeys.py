"""Passkeys in a real browser, with an authenticator of its own: made, used, copied, played again, removed."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession, Page, Request

from cocity.ground.people.models import User
from tests.browser.conftest import SHOTS
from tests.browser.turning import follow
from tests.support.passkeys import websafe_decode
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "kiefer-lampe-42-fenster"
LIST = "/account/second/passkeys/"
REFUSED = "通行密钥没有通过"


@dataclass
class Devices:
    """What Chromium lets a test plug in: authenticators without hands."""

    cdp: CDPSession

    def plug_in(self, *, checks: bool = True, keeps: bool = True) -> str:
        about = {
            "protocol": "ctap2", "transport": "internal" if checks else "usb", "hasResidentKey": keeps,
            "hasUserVerification": checks, "isUserVerified": checks, "automaticPresenceSimulation": True,
        }  # fmt: skip
        made = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": about})
        return str(made["authenticatorId"])

    def pull_out(self, device: str) -> None:
        self.cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})

    def passkeys(self, device: str) -> list[dict[str, Any]]:
        return list(self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"])

    def put(self, device: str, passkey: dict[str, Any]) -> None:
        self.cdp.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": passkey})


@pytest.fixture
def devices(browser_page: Page) -> Iterator[Devices]:
    cdp = browser_page.context.new_cdp_session(browser_page)
    cdp.send("WebAuthn.enable", {"enableUI": False})
    yield Devices(cdp)
    cdp.send("WebAuthn.disable")


@pytest.fixture(autouse=True)
def _city(settings, live_server) -> None:
    settings.PUBLIC_URL = live_server.url
    settings.SYNTHETIC = True
    settings.CITY_NAME_ZH, settings.CITY_NAME_EN = "示例市", "Sample City"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def worker(world: World) -> User:
    return worker_of(world, "dispatcher")


def worker_of(world: World, name: str) -> User:
    user = world.workers[name].user
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def at(browser_page: Page, live_server) -> Callable[[str], Page]:
    def opened(path: str) -> Page:
        browser_page.goto(f"{live_server.url}{path}")
        return browser_page

    return opened


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def go(page: Page, name: str) -> None:
    """Presses a button that itself leads on, with no passkey asked for between."""
    follow(page.get_by_role("button", name=name, exact=True))


def landed(page: Page, path: str) -> None:
    page.wait_for_url(lambda url: urlsplit(url).path.endswith(path))


def with_password(at: Callable, user: User, path: str = "/account/login/") -> Page:
    page = at(path)
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    go(page, "登录")
    return page


def add(at: Callable, user: User, name: str = "办公室电脑") -> Page:
    """Signs in, shows once more who it is, adds a passkey; ends on the page after it."""
    with_password(at, user)
    page = at(f"{LIST}add/")
    if "/again/" in page.url:
        page.get_by_label("密码").fill(PASSWORD)
        go(page, "继续")
    page.get_by_label("名称").fill(name)
    press(page, "添加")
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    return page


def leave(at: Callable) -> None:
    go(at("/account/logout/"), "退出")


def test_made_used_alone_used_second_and_removed(
    at, devices: Devices, worker: User, audit: Callable, shots: Callable
) -> None:
    device = devices.plug_in()
    page = add(at, worker)
    assert page.locator("ul.number li").count() == 10, "spare codes come with the first"
    [made] = devices.passkeys(device)
    assert made["rpId"] == "localhost"
    assert made["isResidentCredential"]
    page = at(LIST)
    assert "办公室电脑" in page.inner_text("main")
    assert "可以不用密码直接登录" in page.inner_text("main")
    audit(page)
    leave(at)

    page = at("/account/login/?next=/desk/paper/")
    press(page, "用通行密钥登录，不输密码")
    landed(page, "/desk/paper/")
    leave(at)

    page = with_password(at, worker)
    assert page.inner_text("h1") == "第二步：确认是您本人"
    audit(page)
    press(page, "用通行密钥登录")
    landed(page, "/desk/")

    page = at(LIST)
    follow(page.get_by_role("link", name="移除"))
    assert page.inner_text("h1") == "请再输一次密码"
    follow(page.get_by_role("link", name="用通行密钥"))
    audit(page)
    shots(page, "passkey-again")
    press(page, "用通行密钥继续")
    landed(page, "/remove/")
    audit(page)
    shots(page, "passkey-remove")
    go(page, "移除")
    assert "还没有通行密钥" in page.inner_text("main")
    leave(at)
    landed(with_password(at, worker), "/desk/")


def test_a_key_without_a_lock_is_a_second_step_and_never_alone(at, devices: Devices, worker: User) -> None:
    devices.plug_in(checks=False, keeps=False)
    add(at, worker, "安全钥匙")
    assert "输入密码后作第二步用" in at(LIST).inner_text("main")
    leave(at)
    page = with_password(at, worker)
    press(page, "用通行密钥登录")
    landed(page, "/desk/")


def test_the_same_device_is_not_registered_twice(at, devices: Devices, worker: User) -> None:
    devices.plug_in()
    add(at, worker)
    page = at(f"{LIST}add/")
    press(page, "添加")
    page.get_by_text("这台设备已经登记过通行密钥").wait_for()
    assert page.get_by_role("button", name="添加", exact=True).get_attribute("aria-disabled") is None


def test_a_device_that_is_not_there_leaves_the_code(at, devices: Devices, worker: User) -> None:
    device = devices.plug_in()
    page = add(at, worker)
    spare = page.locator("ul.number li").first.inner_text()
    leave(at)
    devices.pull_out(device)
    devices.plug_in()
    page = with_password(at, worker)
    press(page, "用通行密钥登录")
    page.get_by_text("没有完成。可以再试一次，或用别的方法。").wait_for()
    if os.environ.get("COCITY_SHOTS"):
        page.screenshot(path=SHOTS / "passkey-failed.png")
    page.get_by_label("6 位验证码，或一个备用码").fill(spare)
    go(page, "用验证码登录")
    landed(page, "/desk/")


def test_somebody_elses_passkey_opens_nothing(at, devices: Devices, world: World, worker: User) -> None:
    """The browser hides it from the other's second step; an answer sent all the same is refused."""
    mine = devices.plug_in()
    add(at, worker)
    [passkey] = devices.passkeys(mine)
    leave(at)
    devices.pull_out(mine)
    theirs = devices.plug_in()
    other = worker_of(world, "supervisor")
    add(at, other, "督办")
    leave(at)
    devices.pull_out(theirs)
    devices.put(devices.plug_in(), passkey)
    page = with_password(at, other)
    page.evaluate(
        """(id) => {
          const form = document.querySelector("form[data-passkey]"), asked = JSON.parse(form.dataset.asked);
          asked.allowCredentials = [{ type: "public-key", id: id }];
          form.dataset.asked = JSON.stringify(asked);
        }""",
        passkey["credentialId"].rstrip("=").replace("+", "-").replace("/", "_"),
    )
    press(page, "用通行密钥登录")
    page.get_by_text(REFUSED).wait_for()
    assert "/account/login/" in at("/desk/").url or "/second/code/" in page.url


def test_a_copy_is_found_out(at, devices: Devices, worker: User, audit: Callable, shots: Callable) -> None:
    first = devices.plug_in()
    spare = add(at, worker).locator("ul.number li").first.inner_text()
    [before] = devices.passkeys(first)
    leave(at)
    page = at("/account/login/")
    press(page, "用通行密钥登录，不输密码")
    landed(page, "/desk/")
    leave(at)
    devices.pull_out(first)
    devices.put(devices.plug_in(), before)
    page = at("/account/login/")
    press(page, "用通行密钥登录，不输密码")
    page.get_by_text(REFUSED).wait_for()
    audit(page)
    shots(page, "passkey-refused")
    assert "/account/login/" in at("/desk/").url
    page = with_password(at, worker)
    page.get_by_label("6 位验证码，或一个备用码").fill(spare)
    go(page, "用验证码登录")
    landed(page, "/desk/")
    page = at(LIST)
    assert "它可能被复制过" in page.inner_text("main")
    audit(page)
    shots(page, "passkey-stopped")


def test_an_answer_played_again_opens_nothing(at, devices: Devices, worker: User) -> None:
    devices.plug_in()
    add(at, worker)
    leave(at)
    heard: list[Request] = []
    page = at("/account/login/")
    page.on("request", lambda request: heard.append(request) if request.method == "POST" else None)
    press(page, "用通行密钥登录，不输密码")
    landed(page, "/desk/")
    leave(at)
    answer = next(
        r.post_data_json["credential"] for r in heard if r.post_data_json and "credential" in r.post_data_json
    )
    assert websafe_decode(json.loads(answer)["response"]["authenticatorData"])
    page = at("/account/login/")
    page.evaluate(
        """async (answer) => {
          const form = document.querySelector("form[data-passkey]");
          await fetch(form.action, { headers: { Accept: "application/json" } });
          form.elements.credential.value = answer;
          form.submit();
        }""",
        answer,
    )
    page.get_by_text(REFUSED).wait_for()
    assert "/account/login/" in at("/desk/").url


def test_at_another_address_the_page_says_where_they_are_good(
    at, devices: Devices, worker: User, settings, live_server
) -> None:
    devices.plug_in()
    settings.PUBLIC_URL = "https://city.example"
    page = at("/account/login/")
    assert page.get_by_role("link", name="https://city.example").is_visible()
    assert not page.get_by_role("button", name="用通行密钥登录，不输密码").is_visible()


def test_without_script_the_code_stays_the_way_and_the_page_says_so(
    chromium, at, devices: Devices, worker: User, live_server, shots: Callable
) -> None:
    devices.plug_in()
    page = add(at, worker)
    spare = page.locator("ul.number li").first.inner_text()
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    bare = context.new_page()

    def plain(path: str) -> Page:
        bare.goto(f"{live_server.url}{path}")
        return bare

    assert plain("/account/login/").get_by_text("请输入密码，再用验证码").is_visible()
    with_password(plain, worker)
    assert bare.get_by_text("请用验证码登录").is_visible()
    assert bare.locator("form[data-passkey]").is_hidden()
    shots(bare, "passkey-no-script-second")
    bare.get_by_label("6 位验证码，或一个备用码").fill(spare)
    go(bare, "用验证码登录")
    assert "/desk/" in bare.url
    plain(f"{LIST}add/")
    bare.get_by_label("密码").fill(PASSWORD)
    go(bare, "继续")
    assert bare.get_by_text("不能在这里添加").is_visible()
    assert bare.get_by_role("link", name="用别的方法").is_visible()
    shots(bare, "passkey-no-script-add")
    context.close()


def test_every_page_stands_up_to_axe_and_to_a_narrow_screen(
    at, devices: Devices, worker: User, stands_up: Callable
) -> None:
    devices.plug_in()
    pages: list[tuple[str, str]] = [
        ("safety", "/account/second/"), ("list", LIST), ("add", f"{LIST}add/"), ("name", f"{LIST}1/name/"),
    ]  # fmt: skip
    stands_up(at("/account/login/"), "passkey-login")
    add(at, worker)
    number = at(LIST).get_by_role("link", name="改名").get_attribute("href").split("/")[-3]  # type: ignore[union-attr]
    for name, path in pages:
        stands_up(at(path.replace("/1/", f"/{number}/")), f"passkey-{name}")
    leave(at)
    stands_up(with_password(at, worker), "passkey-second-step")
