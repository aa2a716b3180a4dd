"""The pages on which passkeys are made and used, as a browser goes through them."""

import html
import json
import re
from typing import Any

from django.test import Client

from cocity.ground.people.models import User
from tests.support.passkeys import Device
from tests.world import World

PASSWORD = "kiefer-lampe-42-fenster"
ADD, ALONE, SECOND, LIST = (
    "/account/second/passkeys/add/", "/account/passkey/", "/account/second/code/", "/account/second/passkeys/",
)  # fmt: skip
REFUSED = "通行密钥没有通过"


def worker_of(world: World, name: str) -> User:
    user = world.workers[name].user
    user.set_password(PASSWORD)
    user.save()
    return user


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


def second(browser: Client, user: User) -> dict[str, Any]:
    assert sign_in(browser, user).headers["Location"].startswith(SECOND)
    return asked(browser.get(SECOND))


def alone(browser: Client) -> dict[str, Any]:
    answer = browser.get(ALONE, headers={"accept": "application/json"})
    return answer.json()["request_options"]["publicKey"]


def is_in(browser: Client) -> bool:
    return browser.get("/desk/").status_code == 200
