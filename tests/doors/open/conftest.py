"""A small city some days later: public and private matters, done, overdue, judged; its figures made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import EvidenceGiven, Given, VerdictGiven
from cocity.ground.commitments.models import Commitment
from cocity.learn.performance import api as performance
from tests.support.samples import DAY, announce, drawn
from tests.world import World, build

SECRET = "深海蓝鲸"
LATER = timedelta(days=14)


@dataclass
class City:
    """The world, its numbers, and the moment one looks at it."""

    world: World
    now: datetime
    public: list[str]
    private: str
    suggestion: str
    sample: int

    def ask(self, **given: str) -> performance.Asked:
        return performance.asked(given, now=self.now)


def act(world: World, number: str, who: str, action: str, hours: float, **given: object) -> None:
    version = Commitment.objects.get(number=number).version
    at = world.now + timedelta(hours=hours)
    commitments.act(
        now=at, actor=world.actor(who), number=number, action=action, version=version, given=Given(**given)
    )  # type: ignore[arg-type]


def work(world: World, number: str, body: str) -> None:
    act(world, number, "dispatcher", "offer", 1, body=world.bodies[body].pk)
    act(world, number, f"handler:{body}", "accept", 2)


def finish(world: World, number: str, body: str, stars: int) -> None:
    proof = (EvidenceGiven(text="已修好"),)
    act(world, number, f"handler:{body}", "contact", 3, note="已联系")
    act(world, number, f"handler:{body}", "claim", 5, claim="yes", evidence=proof)
    act(world, number, "verifier", "verify", 8, finding=True)
    verdict = VerdictGiven(solved="yes", stars=stars, voice="call_back")
    act(world, number, "caller", "call_back", 9, verdict=verdict)


@pytest.fixture
def city(transactional_db: None, now: datetime) -> Iterator[City]:
    world = build(now)
    public = []
    for n, (body, place) in enumerate(
        [
            ("dept-housing", "d1-s1"),
            ("dept-housing", "d1-s2"),
            ("dept-water", "d2-s1"),
            ("dept-water", "d1-s1"),
        ]
    ):
        number = world.say(f"第{n}盏路灯不亮", publish=True, place=place, phone=f"1380000001{n}").number
        public.append(number)
        work(world, number, body)
        if n < 3:
            finish(world, number, body, 5 - n)
    private = world.say(f"{SECRET}，请不要公开", subject=SECRET).number
    work(world, private, "dept-housing")
    suggestion = world.say(
        "建议在路口加一张长椅", kind="suggestion", publish=True, phone="13800000019"
    ).number
    late = world.say(
        "又有一盏灯不亮", publish=True, phone="13800000020", now=now + LATER - timedelta(hours=1)
    )
    public.append(late.number)
    with time_machine.travel(now + LATER, tick=False):
        announced = now + LATER - 2 * DAY
        sample = announce(
            world, at=announced, since=now, until=announced, seed_on=(now + LATER).date(),
            ask_until=(now + 2 * LATER).date(),
        )  # fmt: skip
        drawn(world, sample.id, at=now + LATER)
        performance.rebuild()
        yield City(world, now + LATER, public, private, suggestion, sample.id)


@pytest.fixture
def reader(city: City) -> Client:
    """Anyone, in Chinese."""
    return Client(headers={"accept-language": "zh-hans"})
