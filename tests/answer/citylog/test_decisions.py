"""A decision reaches each person it concerns, with a copy and a proof of their own; every try to deliver is in the log."""

import json
from datetime import datetime, timedelta

import pytest

from cocity.answer.citylog import api as citylog
from cocity.answer.citylog import folders
from cocity.answer.decisions import api as decisions
from cocity.answer.notices import api as notices
from cocity.answer.notices.delivery import _refused as refused
from cocity.answer.notices.delivery import claim
from cocity.answer.notices.outcomes import Refused
from cocity.engines.merkle import parse_receipt
from cocity.ground.journal.models import JournalEntry
from cocity.ground.people import api as people
from cocity.ground.people.api import Actor
from cocity.kit.errors import Errors, Forbidden, Invalid
from cocity.kit.proof.carried import carried
from cocity.listen.intake import api as intake
from tests.answer.citylog.stand import settle
from tests.world import World

pytestmark = pytest.mark.django_db
SAID = decisions.Words(title="加装电梯", text="本小区今年加装电梯，六月开工。")
LIFTS = decisions.Audience(place="d1-s1", category="housing/lift")


def announce(
    world: World, now: datetime, audience: decisions.Audience = LIFTS, **more: str
) -> decisions.Announced:
    return decisions.announce(now=now, actor=world.actor("supervisor"), words=SAID, audience=audience, **more)


def announced_to(made: decisions.Announced) -> int:
    """How many copies there are."""
    copies = JournalEntry.objects.filter(kind="decision.addressed")
    return sum(each.data["decision"] == made.id for each in copies)


def of(receipt: intake.Receipt) -> Actor:
    return Actor("receipt", receipt=receipt.number)


def kinds(receipt: intake.Receipt, now: datetime) -> list[str]:
    return [each.kind for each in citylog.proofs_of(of(receipt), receipt.number)]


def test_each_person_gets_a_copy_with_salt_and_proof_of_its_own(
    world: World, key: str, now: datetime
) -> None:
    mine, theirs = world.say(), world.say(phone="13800000002")
    elsewhere, other = (
        world.say(phone="13800000003", place="d2-s1"),
        world.say(phone="13800000004", category="roads/light"),
    )
    assert announced_to(announce(world, now)) == 2
    settle(now)
    citylog.publish(now)
    copies = []
    for receipt in (mine, theirs):
        proofs = citylog.proofs_of(of(receipt), receipt.number)
        (copy,) = [each for each in proofs if each.kind == "decision.addressed"]
        copies.append(copy)
        file = citylog.receipt(of(receipt), receipt.number, copy.index)
        assert json.loads(copy.content)["number"] == receipt.number
        assert file.text.startswith(b"c2sp.org/tlog-proof@v1\n")
    assert (
        len({copy.salt for copy in copies}) == len({json.loads(copy.leaf)["commit"] for copy in copies}) == 2
    )
    assert len({json.loads(copy.content)["digest"] for copy in copies}) == 1, (
        "one decision, in the same words"
    )
    assert "decision.addressed" not in kinds(elsewhere, now) + kinds(other, now)


def test_a_person_with_two_matters_is_told_once_and_in_their_inbox(
    world: World, key: str, now: datetime
) -> None:
    world.say()
    newest = world.say()
    announce(world, now)
    settle(now)
    told = [each for each in notices.notices_of(world.person).rows if each.kind == "decision"]
    assert [each.number for each in told] == [newest.number]
    assert "加装电梯" in told[0].subject.zh
    assert SAID.text in told[0].text.zh


@pytest.mark.parametrize(("people", "told"), [(1, None), (9, None), (10, 10)])
def test_the_announcement_itself_is_public_and_tells_how_many_unless_they_are_few(
    world: World, key: str, now: datetime, people: int, told: int | None
) -> None:
    for n in range(people):
        world.say(phone=f"138000001{n:02}")
    assert decisions.count_of(actor=world.actor("supervisor"), audience=LIFTS) == told
    made = announce(world, now)
    assert (made.addressed, announced_to(made)) == (told, people)
    assert decisions.recent()[0].addressed == told
    settle(now)
    citylog.publish(now)
    assert dict(citylog.recorded_since(now - timedelta(days=1)).kinds)["decision.announced"] == 1
    from cocity.answer.citylog.models import Leaf

    row = Leaf.objects.get(kind="decision.announced")
    assert json.loads(row.leaf)["ref"] == f"decision:{made.id}"
    assert json.loads(row.content)["addressed"] == told


def test_the_same_key_again_tells_nobody_twice(world: World, key: str, now: datetime) -> None:
    world.say()
    first = announce(world, now, key="one")
    assert announce(world, now, key="one") == first
    assert len(decisions.recent()) == 1


def test_who_may_announce_and_what(world: World, now: datetime) -> None:
    with pytest.raises(Forbidden):
        decisions.announce(now=now, actor=world.actor("agent"), words=SAID, audience=LIFTS)
    with pytest.raises(Errors):
        decisions.announce(
            now=now,
            actor=world.actor("supervisor"),
            words=decisions.Words(title="", text=" "),
            audience=LIFTS,
        )
    with pytest.raises(Invalid):
        announce(world, now, decisions.Audience())


def test_every_try_to_deliver_is_an_entry(world: World, key: str, now: datetime) -> None:
    receipt = world.say()
    announce(world, now)
    settle(now)
    for delivery in claim("sms", now + timedelta(minutes=1)):
        refused(delivery, Refused("full"), now + timedelta(minutes=1))
    settle(now)
    tries = [
        json.loads(each.content)
        for each in citylog.proofs_of(of(receipt), receipt.number)
        if each.kind == "notice.attempted"
    ]
    assert {(each["channel"], each["outcome"], each["attempt"]) for each in tries} == {("sms", "refused", 1)}


def test_leaves_do_not_tell_a_copy_of_a_decision_from_any_notice(
    world: World, key: str, now: datetime
) -> None:
    """What anybody reads: tiles and counts. What its owner reads: the true kind, in feed, proof and content."""
    receipt = world.say()
    announce(world, now)
    settle(now)
    for delivery in claim("sms", now + timedelta(minutes=1)):
        refused(delivery, Refused("full"), now + timedelta(minutes=1))
    settle(now)
    citylog.publish(now)
    bundles = [path for path in (folders.public() / "tile/entries").rglob("*") if path.is_file()]
    published = b"".join(path.read_bytes() for path in bundles)
    assert published.count(b'"kind":"person.told"') >= 2
    counted = dict(citylog.recorded_since(now - timedelta(days=1)).kinds)
    assert counted["person.told"] == published.count(b'"kind":"person.told"')
    feed = citylog.proofs_of(of(receipt), receipt.number)
    for hidden in ("decision.addressed", "notice.attempted"):
        assert hidden.encode() not in published
        assert hidden not in counted
        proof = next(each for each in feed if each.kind == hidden)
        file = citylog.receipt(of(receipt), receipt.number, proof.index)
        extra = carried(parse_receipt(file.text).extra)
        assert (extra.content["kind"], extra.leaf["kind"]) == (hidden, "person.told")


def test_a_gap_in_the_feed_shows_what_is_missing(world: World, key: str, now: datetime) -> None:
    """The feed numbers every entry under the matter's `ref`; somebody who is kept from one sees the number missing."""
    receipt = world.say()
    announce(world, now)
    settle(now)
    feed = citylog.proofs_of(of(receipt), receipt.number)
    assert [each.seq for each in feed] == list(range(1, len(feed) + 1))
    kept_back = [each for each in feed if each.kind != "decision.addressed"]
    assert sorted({*range(1, len(feed) + 1)} - {each.seq for each in kept_back}) != []
    assert len({each.ref for each in feed}) == 1


def test_a_person_erased_wholly_is_forgotten_in_every_matter(world: World, key: str, now: datetime) -> None:
    mine, theirs = [world.say(), world.say()], world.say(phone="13800000002")
    settle(now)
    citylog.publish(now)
    people.erase(resident_id=world.resident.pk, now=now)
    settle(now)
    assert [kinds(each, now) for each in mine] == [[], []]
    assert kinds(theirs, now) != []
    assert citylog.fsck() == []
    assert announced_to(announce(world, now)) == 1, "and told nothing more"
