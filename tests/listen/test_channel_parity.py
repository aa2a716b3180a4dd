"""The same words by any channel, said at the same moment: the same procedure and the same dates."""

import json
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from cocity.ground.commitments.models import ClockRun, Commitment
from cocity.ground.people.api import Actor
from cocity.listen.hotline import api as hotline
from cocity.listen.intake.api import Said
from cocity.listen.intake.contracts import Channel
from cocity.listen.open311 import api as open311
from cocity.listen.paper import api as paper
from tests.world import World

PHONE = "13800000001"  # everybody leaves one: without it nobody is promised first contact
WORDS = "三号楼电梯停了两天，老人下不了楼"
KINDS = ("consult", "help", "complaint", "suggestion", "petition")


def clerk(world: World) -> Actor:
    if "clerk" not in world.workers:
        world.worker("clerk", "hotline", "editor")
    return world.actor("clerk")


def by_web(world: World, kind: str, at: datetime, against: str = "") -> str:
    return world.say(WORDS, kind=kind, now=at, against=against, phone=PHONE).number


def by_hotline(world: World, kind: str, at: datetime, against: str = "") -> str:
    said = Said(
        kind=kind, text=WORDS, place="d1-s1", category="housing/lift", channel=Channel("hotline"), against=against,
        phone=PHONE, consent=True,
    )  # fmt: skip
    return hotline.take_call(now=at, actor=world.actor("agent"), call=hotline.Call(said=said)).number


def by_paper(world: World, kind: str, at: datetime, against: str = "") -> str:
    who = clerk(world)
    [sheet] = paper.print_sheets(now=at, actor=who, count=1)
    batch = paper.open_batch(now=at, actor=who, handed_in_on=at.date(), place="d1-s1")
    entry = paper.Entry(
        kind=kind,
        text=WORDS,
        place="d1-s1",
        category="housing/lift",
        against=against,
        phone=PHONE,
        consent=True,
    )
    paper.type_in(now=at, actor=who, batch=batch, number=sheet.number, entry=entry)
    return paper.confirm(now=at, actor=who, number=sheet.number, way="read_back").number


def by_api(world: World, kind: str, at: datetime, against: str = "") -> str:
    voice = {
        "kind": kind,
        "text": WORDS,
        "place": "d1-s1",
        "category": "housing/lift",
        "against": against,
        "phone": PHONE,
        "consent": True,
    }
    with time_machine.travel(at, tick=False):
        answer = Client().post("/api/v1/voices", json.dumps(voice), content_type="application/json")
    return str(answer.json()["number"])


def by_open311(world: World, kind: str, at: datetime, against: str = "") -> str:
    asked = open311.Asked(
        service_code="housing.lift", description=WORDS, address_id="d1-s1", address="三号楼", against=against, phone=PHONE,
    )  # fmt: skip
    return open311.submit(asked, now=at, actor=Actor("anonymous")).number


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_words_get_the_same_promise(world: World, kind: str) -> None:
    promises = []
    for say in (by_web, by_hotline, by_paper, by_api):
        row = Commitment.objects.get(number=say(world, kind, world.now))
        clocks = list(
            ClockRun.objects.filter(commitment=row)
            .order_by("name")
            .values_list("name", "limit", "unit", "due_at")
        )
        promises.append((row.procedure, row.procedure_version, row.holder_id, row.due_at, clocks))
    assert all(promise == promises[0] for promise in promises)


def test_paper_typed_in_days_later_has_the_clock_of_its_day(world: World) -> None:
    who = clerk(world)
    [sheet] = paper.print_sheets(now=world.now, actor=who, count=1)
    later = world.now.replace(day=world.now.day + 3)
    batch = paper.open_batch(now=later, actor=who, handed_in_on=world.now.date(), place="d1-s1")
    entry = paper.Entry(kind="help", text=WORDS, place="d1-s1", category="housing/lift")
    paper.type_in(now=later, actor=who, batch=batch, number=sheet.number, entry=entry)
    receipt = paper.confirm(now=later, actor=who, number=sheet.number, way="read_back")
    web = Commitment.objects.get(number=by_web(world, "help", world.now))
    assert receipt.due_at == web.due_at
