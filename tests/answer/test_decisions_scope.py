"""Whom a decision may reach: people with a matter the announcing worker oversees, in part of the city, not too many."""

from datetime import datetime

import pytest

from cocity.answer.decisions import api as decisions
from cocity.answer.decisions import operations
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal.models import JournalEntry
from cocity.kit.errors import Invalid
from tests.world import World

pytestmark = pytest.mark.django_db
SAID = decisions.Words(title="加装电梯", text="本小区今年加装电梯，六月开工。")
LIFTS = decisions.Audience(category="housing/lift")


def held(world: World, body: str, phone: str = "13800000001", **more: object) -> str:
    """A matter held by this body."""
    number = world.say(phone=phone, **more).number
    Commitment.objects.filter(number=number).update(holder=world.bodies[body])
    return number


def reached(
    world: World, now: datetime, who: str, audience: decisions.Audience = LIFTS, key: str = ""
) -> set[str]:
    """Whose matters get a copy when `who` announces it."""
    made = decisions.announce(now=now, actor=world.actor(who), words=SAID, audience=audience, key=key)
    copies = JournalEntry.objects.filter(kind="decision.addressed").order_by("seq")
    return {each.data["number"] for each in copies if each.data["decision"] == made.id}


def test_only_people_whose_matters_are_overseen(world: World, now: datetime) -> None:
    """Public or private makes no difference; a matter of another district, or of a department, is not theirs to use."""
    mine, below = held(world, "d1"), held(world, "d1-s1", "13800000002", publish=True)
    others = held(world, "d2-s1", "13800000003", publish=True), held(world, "dept-housing", "13800000004")
    assert reached(world, now, "supervisor:d1") == {mine, below}
    assert reached(world, now, "supervisor") == {mine, below, *others}, "a role at the root is city-wide"


def test_the_newest_of_the_overseen_matters_is_the_one(world: World, now: datetime) -> None:
    mine = held(world, "d1-s1")
    held(world, "d2-s1")
    assert reached(world, now, "supervisor:d1") == {mine}


def test_a_role_that_announces_nothing_widens_nothing(world: World, now: datetime) -> None:
    world.worker("both", "d1", "supervisor")
    held(world, "d2-s1")
    world.workers["both"].roles_held.create(role="auditor", body=world.bodies["city"], since="2020-01-01")
    assert reached(world, now, "both") == set()


@pytest.mark.parametrize(("against", "who", "told"), [
    ("d1", "supervisor:d1", False), ("city", "supervisor:d1", False), ("d1-s1", "supervisor:d1", True),
    ("watch", "supervisor", False), ("city", "supervisor", False), ("d1", "supervisor", True),
])  # fmt: skip
def test_complainants_about_the_announcers_body_are_neither_counted_nor_told(
    world: World, now: datetime, monkeypatch: pytest.MonkeyPatch, against: str, who: str, told: bool
) -> None:
    monkeypatch.setattr("cocity.answer.decisions.contracts.FEW", 0)
    number = held(world, "d1-s2")
    Commitment.objects.filter(number=number).update(against=world.bodies[against])
    assert decisions.count_of(actor=world.actor(who), audience=LIFTS) == int(told)
    assert reached(world, now, who) == ({number} if told else set())


def test_a_whole_city_is_nobodys_need(world: World, now: datetime) -> None:
    whole = decisions.Audience(place="city")
    for ask in (
        lambda: decisions.count_of(actor=world.actor("supervisor"), audience=whole),
        lambda: reached(world, now, "supervisor", whole),
    ):
        with pytest.raises(Invalid) as refused:
            ask()
        assert refused.value.field == "place"
        assert "整个城市" in refused.value.message.zh
        assert "whole city" in refused.value.message.en
    number = held(world, "d1-s1")
    some = decisions.Audience(place="city", category="housing/lift")
    assert reached(world, now, "supervisor", some) == {number}


def test_more_people_than_one_announcement_takes_are_refused_and_nothing_is_written(
    world: World, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        held(world, "d1-s1", f"1380000000{n}")
    monkeypatch.setattr(operations, "MOST", 2)
    with pytest.raises(Invalid) as refused:
        reached(world, now, "supervisor")
    assert (refused.value.field, "2" in refused.value.message.en) == ("place", True)
    with pytest.raises(Invalid):
        decisions.count_of(actor=world.actor("supervisor"), audience=LIFTS)
    assert decisions.recent() == ()
    monkeypatch.setattr(operations, "MOST", 3)
    monkeypatch.setattr(operations, "CHUNK", 2)
    assert len(reached(world, now, "supervisor")) == 3, "the last chunk is not full"


def test_a_key_used_for_another_decision_is_refused(world: World, now: datetime) -> None:
    number = held(world, "d1-s1")
    assert reached(world, now, "supervisor", key="one") == {number}
    other = decisions.Audience(place="d1-s1", category="housing/lift")
    with pytest.raises(Invalid):
        reached(world, now, "supervisor", other, key="one")
    assert len(decisions.recent()) == 1
