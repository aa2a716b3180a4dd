"""A worker of a city that offers passkeys, a browser, and a device that holds one."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from cocity.ground.people.models import User
from tests.support.passkey_pages import add, worker_of
from tests.support.passkeys import Device
from tests.world import World


@pytest.fixture(autouse=True)
def clock(now) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _city(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.PUBLIC_URL = "https://city.example"


@pytest.fixture
def worker(world: World) -> User:
    return worker_of(world, "dispatcher")


@pytest.fixture
def browser(world: World) -> Client:
    return Client(headers={"accept-language": "zh-hans"})


@pytest.fixture
def device(browser: Client, worker: User) -> Device:
    """A device with a passkey of the worker, who has signed out again."""
    made = Device()
    assert add(browser, worker, made).headers["Location"] == "/account/second/spare/"
    browser.post("/account/logout/")
    return made
