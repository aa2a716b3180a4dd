"""Residents with a browser, on a working Monday morning."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.world import World

ANSWERS: dict[str, dict[str, str]] = {
    "kind": {"kind": "help"},
    "words": {"text": "楼道电梯坏了三天，老人下不了楼"},
    "photo": {},
    "area": {"area": "d1"},
    "place": {"place": "d1-s1", "address": "测试路 12 弄 3 号"},
    "category": {"category": "housing/lift"},
    "contact": {},
    "publish": {"publish": "no"},
    "you": {},
}


@dataclass
class Person:
    """Someone at a browser; `answer` fills in one page, `send` goes through all of them."""

    client: Client
    given: dict[str, dict[str, str]] = field(default_factory=dict)

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, **more)

    def answer(self, step: str, **given: str) -> Any:
        return self.client.post(f"/say/{step}/", given)

    def answer_all(self, **changed: dict[str, str]) -> None:
        for step, given in {**ANSWERS, **changed}.items():
            answer = self.answer(step, **given)
            assert answer.status_code == 302, (step, answer.content.decode()[:3000])

    def key(self) -> str:
        found = re.search(r'name="key" value="([^"]+)"', self.get("/say/check/").content.decode())
        assert found is not None
        return found[1]

    def send(self, **changed: dict[str, str]) -> tuple[str, str]:
        """(number, code) of the receipt."""
        self.answer_all(**changed)
        sent = self.client.post("/say/send/", {"key": self.key()})
        assert sent.status_code == 302, sent.content.decode()[:3000]
        return self.receipt(sent.headers["Location"])

    def receipt(self, address: str) -> tuple[str, str]:
        page = self.get(address).content.decode()
        spoken = re.findall(r'<span class="unseen">([\d ,]+)</span>', page)
        number, code = ("".join(c for c in words if c.isdigit()) for words in spoken[:2])
        return number, code

    def look_up(self, number: str, code: str) -> Any:
        return self.client.post("/look-up/", {"number": number, "code": code})


@pytest.fixture(autouse=True)
def _monday(now) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def somebody(world: World) -> Callable[[], Person]:
    """A new person each time, with a browser that knows nothing yet."""
    return lambda: Person(Client(headers={"accept-language": "zh-hans"}))


@pytest.fixture
def person(somebody: Callable[[], Person]) -> Person:
    return somebody()
