"""Ways round the separation of those who handle, those who check and those who complain, each of them closed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import EvidenceGiven, Given, VerdictGiven
from cocity.ground.commitments.models import Commitment
from cocity.ground.people.api import Actor
from cocity.ground.people.models import RoleHeld
from cocity.kit.errors import Conflict, Forbidden, Invalid, NotFound
from cocity.listen.intake import api as intake
from tests.world import SINCE, World


def do(
    world: World, who: str | Actor, number: str, action: str, key: str = "", **given: object
) -> commitments.Acted:
    actor = world.actor(who) if isinstance(who, str) else who
    return commitments.act(
        now=world.now, actor=actor, number=number, action=action, key=key,
        version=Commitment.objects.get(number=number).version, given=Given(**given),  # type: ignore[arg-type]
    )  # fmt: skip


def held_by(world: World, body: str, **said: object) -> str:
    number = world.say(**said).number
    do(world, "dispatcher", number, "offer", body=world.bodies[body].pk)
    do(world, f"handler:{body}", number, "accept")
    return number


def stand_in(world: World, name: str, role: str, body: str) -> None:
    RoleHeld.objects.create(worker=world.workers[name], role=role, body=world.bodies[body], since=SINCE)


def test_a_verifier_who_stands_in_as_handler_does_not_check_that_units_work(world: World) -> None:
    number = held_by(world, "dept-water")
    stand_in(world, "verifier", "handler", "dept-water")
    do(world, "verifier", number, "claim", claim="yes", note="修好", evidence=(EvidenceGiven(text="已换灯"),))
    with pytest.raises(Forbidden):
        do(world, "verifier", number, "verify", finding=True, note="看过")


def test_a_stand_in_at_the_body_complained_about_neither_sees_nor_touches_it(world: World) -> None:
    number = world.say(kind="complaint", against="dept-water").number
    stand_in(world, "dispatcher", "handler", "dept-water")
    with pytest.raises(NotFound):
        commitments.view(world.actor("dispatcher"), number, now=world.now)
    with pytest.raises(NotFound):
        do(world, "dispatcher", number, "offer", body=world.bodies["d1-s1"].pk)


def test_a_worker_takes_no_step_at_work_in_a_matter_of_their_own(world: World) -> None:
    world.resident.user = world.workers["dispatcher"].user
    world.resident.save()
    number = world.say().number
    with pytest.raises(Forbidden):
        do(world, "dispatcher", number, "offer", body=world.bodies["d1-s1"].pk)


def test_a_worker_elsewhere_reads_of_a_public_matter_what_everyone_reads(world: World) -> None:
    number = held_by(world, "dept-water", publish=True)
    do(world, "handler:dept-water", number, "contact", note="张阿姨说她住三楼")
    do(
        world,
        "handler:dept-water",
        number,
        "claim",
        claim="yes",
        note="好了",
        evidence=(EvidenceGiven(text="照片"),),
    )
    do(world, "verifier", number, "verify", finding=True, note="看过")
    do(
        world,
        "caller",
        number,
        "call_back",
        verdict=VerdictGiven(solved="yes", stars=5, voice="call_back", text="谢谢"),
    )
    for stranger in (world.actor("handler:d2-s1"), Actor("resident", world.resident.pk + 1)):
        seen = commitments.view(stranger, number, now=world.now)
        assert (seen.steps, seen.evidence, seen.beneficiary) == ((), (), None)
        assert [verdict.text for verdict in seen.verdicts] == [""]
    whole = commitments.view(world.actor("handler:dept-water"), number, now=world.now)
    assert whole.steps
    assert whole.verdicts[0].text == "谢谢"


def test_a_contact_is_shown_only_by_a_role_over_the_one_who_holds_it(world: World) -> None:
    number = held_by(world, "dept-water", publish=True)
    world.worker("caller:d2", "d2", "caller")
    with pytest.raises(Forbidden):
        intake.reveal_contact(actor=world.actor("caller:d2"), number=number, why="call_back", now=world.now)
    with pytest.raises(Forbidden):  # words could be about a person, and the journal keeps them for ever
        intake.reveal_contact(actor=world.actor("caller"), number=number, why="找张三 138", now=world.now)
    phone, _ = intake.reveal_contact(
        actor=world.actor("caller"), number=number, why="call_back", now=world.now
    )
    assert phone == "13800000001"


def test_a_repeated_key_is_the_same_persons_same_step_or_a_conflict(world: World) -> None:
    number = held_by(world, "dept-water")
    first = do(world, "handler:dept-water", number, "contact", key="1", note="打过电话")
    assert do(world, "handler:dept-water", number, "contact", key="1", note="打过电话") == first
    with pytest.raises(Conflict):
        do(world, "handler:dept-water", number, "note", key="1", note="到过现场")
    with pytest.raises(Conflict):
        do(world, "supervisor", number, "supervise", key="1", note="抓紧")
    with pytest.raises(NotFound):  # who may not know of the matter is not told that there is one
        do(world, Actor("anonymous"), number, "contact", key="1", note="打过电话")


def test_a_form_sent_again_with_other_content_is_not_said_to_be_taken(world: World) -> None:
    number = held_by(world, "dept-water")
    first = do(world, "handler:dept-water", number, "contact", key="1", note="打过电话 13800000001")
    assert do(world, "handler:dept-water", number, "contact", key="1", note="打过电话 13800000001") == first
    with pytest.raises(Conflict, match="other content"):
        do(world, "handler:dept-water", number, "contact", key="1", note="周一去看")
    proof = (EvidenceGiven(text="已换灯"),)
    do(world, "handler:dept-water", number, "claim", key="2", claim="yes", note="修好", evidence=proof)
    for other in (
        {"claim": "partly", "note": "修好", "evidence": proof},
        {"claim": "yes", "note": "修好", "evidence": (EvidenceGiven(text="已换线"),)},
    ):
        with pytest.raises(Conflict):
            do(world, "handler:dept-water", number, "claim", key="2", **other)
    do(world, "handler:dept-water", number, "claim", key="2", claim="yes", note="修好", evidence=proof)


def test_a_request_sent_again_with_another_day_is_not_said_to_be_asked(world: World) -> None:
    number = held_by(world, "dept-water")
    until = world.now.date() + timedelta(days=20)
    asked = do(world, "handler:dept-water", number, "extend", key="1", until=until, reason="等配件")
    assert do(world, "handler:dept-water", number, "extend", key="1", until=until, reason="等配件") == asked
    later = until + timedelta(days=1)
    with pytest.raises(Conflict):
        do(world, "handler:dept-water", number, "extend", key="1", until=later, reason="等配件")


def test_many_at_once_keep_to_the_same_keys_and_versions(world: World) -> None:
    number = held_by(world, "dept-water")
    do(world, "handler:dept-water", number, "contact", key="1", note="打过电话")
    doing = commitments.Doing(
        number=number, action="supervise", version=None, given=Given(note="抓紧"), key="1"
    )
    version = Commitment.objects.get(number=number).version
    asked = [doing, replace(doing, key=""), replace(doing, key="", version=version)]
    done = commitments.act_many(asked, now=world.now, actor=world.actor("supervisor"))
    assert [isinstance(one, Conflict) for one in done] == [True, True, False]


def test_a_check_that_sends_the_work_back_says_why(world: World) -> None:
    number = held_by(world, "dept-water")
    proof = (EvidenceGiven(text="已换灯"),)
    do(world, "handler:dept-water", number, "claim", claim="yes", note="修好", evidence=proof)
    for note in ("", " \n"):
        with pytest.raises(Invalid) as refused:
            do(world, "verifier", number, "verify", finding=False, note=note)
        assert refused.value.field == "note"
    assert Commitment.objects.get(number=number).state == "claimed_done"
    do(world, "verifier", number, "verify", finding=False, reason="灯仍不亮")
    assert Commitment.objects.get(number=number).state == "reworking"
