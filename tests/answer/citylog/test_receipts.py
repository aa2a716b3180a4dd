"""Everything public about a matter is proven to its person, by a file that needs nobody."""

import json
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from cocity.answer.citylog import api as citylog
from cocity.answer.citylog import cosigning
from cocity.answer.citylog.models import Chain, Leaf
from cocity.engines.merkle import Unverified, leaf_hash, parse_receipt, verify_receipt
from cocity.ground.journal.models import JournalEntry
from cocity.ground.people.api import ANONYMOUS, Actor
from cocity.kit.canonical import canonical
from cocity.kit.errors import NotFound
from cocity.listen.intake import api as intake
from tests.answer.citylog.stand import Witness, outsider, settle
from tests.answer.stories import Story
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_matter_is_proven_step_by_step(world: World, key: str, two: list[Witness], now: datetime) -> None:
    story = Story(world).to_verified()
    settle(story.now)
    assert citylog.publish(story.now) > 0
    proofs = citylog.proofs_of(story.receipt, story.number)
    assert [each.seq for each in proofs] == list(range(1, len(proofs) + 1)), "no gap"
    assert {each.state for each in proofs} == {"quorum"}
    assert {"commitment.opened", "commitment.acted", "reply.given"} <= {each.kind for each in proofs}
    before = ""
    for proof in proofs:
        file = citylog.receipt(story.receipt, story.number, proof.index)
        told = check(file.text, key, two)
        assert json.loads(told["leaf"])["prev"] == before
        assert json.loads(told["content"])["number"] == story.number
        before = leaf_hash(told["leaf"].encode()).hex()


def check(text: bytes, key: str, two: list[Witness]) -> dict[str, str]:
    """As an outsider would: only the file, and the keys one trusts."""
    found = parse_receipt(text)
    told = json.loads(found.extra)
    leaf = canonical(told["leaf"])
    believed = verify_receipt(found, leaf_hash(leaf.encode()), outsider(key, two))
    assert len(believed.witnesses) == 2
    content = canonical(told["content"])
    assert told["leaf"]["commit"] == sha256(bytes.fromhex(told["salt"]) + content.encode()).hexdigest()
    return {"leaf": leaf, "content": content}


def test_a_changed_leaf_is_refused(world: World, key: str, two: list[Witness], now: datetime) -> None:
    receipt = world.say()
    settle(now)
    citylog.publish(now)
    file = citylog.receipt(Actor("receipt", receipt=receipt.number), receipt.number, 0)
    found = parse_receipt(file.text)
    leaf = {**json.loads(found.extra)["leaf"], "hour": "2026-11-23T05"}
    with pytest.raises(Unverified):
        verify_receipt(found, leaf_hash(canonical(leaf).encode()), outsider(key, two))


def test_a_leaf_tells_nobody_who(world: World, key: str, two: list[Witness], now: datetime) -> None:
    receipt = world.say()
    settle(now)
    citylog.publish(now)
    proofs = citylog.proofs_of(Actor("receipt", receipt=receipt.number), receipt.number)
    leaf = proofs[0].leaf
    told = json.loads(leaf)
    assert set(told) == {"v", "kind", "ref", "seq", "hour", "commit", "prev"}
    assert receipt.number not in leaf
    assert "resident" not in leaf
    assert told["hour"] == "2026-11-23T02", "no finer than the hour"
    assert leaf == canonical(told)


def test_only_the_person_gets_the_proof(world: World, key: str, two: list[Witness], now: datetime) -> None:
    receipt = world.say()
    settle(now)
    citylog.publish(now)
    own = [Actor("receipt", receipt=receipt.number), world.person]
    for actor in own:
        assert citylog.receipt(actor, receipt.number, 0).state == "quorum"
    other = world.say(phone="13800000002")
    strangers = [
        ANONYMOUS,
        Actor("receipt", receipt=other.number),
        Actor("resident", 999),
        world.actor("agent"),
    ]
    for actor in strangers:
        with pytest.raises(NotFound):
            citylog.receipt(actor, receipt.number, 0)
        with pytest.raises(NotFound):
            citylog.proofs_of(actor, receipt.number)
    with pytest.raises(NotFound):
        citylog.receipt(Actor("receipt", receipt=other.number), other.number, 0)


def test_a_late_witness_upgrades_the_receipt(
    world: World, key: str, two: list[Witness], now: datetime
) -> None:
    two[1].stop()
    receipt = world.say()
    actor = Actor("receipt", receipt=receipt.number)
    settle(now)
    citylog.publish(now)
    early = citylog.receipt(actor, receipt.number, 0)
    assert early.state == "witnessed"
    with pytest.raises(Unverified, match="quorum"):
        check(early.text, key, two)
    two[1].start()
    cosigning.forget()
    assert citylog.publish(now + timedelta(seconds=5)) == 1
    late = citylog.receipt(actor, receipt.number, 0)
    assert late.state == "quorum"
    check(late.text, key, two)


def test_what_is_erased_cannot_be_opened_and_the_log_holds(
    world: World, key: str, two: list[Witness], now: datetime
) -> None:
    kept, gone = world.say(), world.say(phone="13800000002")
    settle(now)
    citylog.publish(now)
    actor = Actor("receipt", receipt=gone.number)
    before = citylog.proofs_of(actor, gone.number)
    in_hand = citylog.receipt(actor, gone.number, before[0].index)
    intake.erase_voice(actor=actor, number=gone.number, now=now)
    settle(now)
    assert citylog.proofs_of(actor, gone.number) == ()
    subject = f"commitment:{gone.commitment}"
    assert not JournalEntry.objects.filter(
        subject=subject, salt__isnull=False, kind="commitment.opened"
    ).exists()
    assert not Chain.objects.filter(subject=subject).exists()
    forgotten = [proof.index for proof in before]
    assert Leaf.objects.filter(pk__in=forgotten, content="", subject="", entry=None).count() == len(before)
    check(in_hand.text, key, two)
    owner = Actor("receipt", receipt=kept.number)
    check(citylog.receipt(owner, kept.number, 0).text, key, two)
    world.say()
    settle(now)
    assert citylog.publish(now) > 0, "the log goes on"
