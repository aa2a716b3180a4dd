"""Each body asked to join answers for itself; the one lead stays accountable; silence is a breach of whoever is silent."""

from datetime import timedelta

import pytest

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import Given
from cocity.ground.commitments.joint import fire_joint
from cocity.ground.commitments.models import Commitment, Leg
from cocity.ground.journal.models import JournalEntry
from cocity.kit.errors import Forbidden, Invalid, NotFound
from tests.ground.test_permission_holes import do, held_by
from tests.world import World

LEAD, ASKED, OTHER = "dept-housing", "dept-water", "d1-s2"


@pytest.fixture
def number(world: World) -> str:
    """A matter of the housing department, which asked two bodies to join."""
    number = held_by(world, LEAD)
    do(world, f"handler:{LEAD}", number, "join", bodies=(world.bodies[ASKED].pk, world.bodies[OTHER].pk))
    return number


def part(world: World, number: str, body: str) -> Leg:
    return Leg.objects.filter(commitment__number=number, joint=True, body=world.bodies[body]).latest("id")


def test_a_body_takes_its_part_and_says_when_it_is_done(world: World, number: str) -> None:
    do(world, f"handler:{ASKED}", number, "join_accept")
    leg = part(world, number, ASKED)
    assert (leg.state, leg.answered_at) == ("working", world.now)
    assert part(world, number, OTHER).state == "offered"
    do(world, f"handler:{ASKED}", number, "join_done", note="水管已修")
    assert part(world, number, ASKED).state == "done"
    row = Commitment.objects.get(number=number)
    assert (row.state, row.holder) == ("working", world.bodies[LEAD])
    told = [e.data["bodies"] for e in JournalEntry.objects.filter(data__effect__startswith="join_")]
    assert told == [[world.bodies[ASKED].pk]] * 2


def test_it_refuses_with_a_reason_only(world: World, number: str) -> None:
    with pytest.raises(Invalid) as refused:
        do(world, f"handler:{ASKED}", number, "join_decline")
    assert refused.value.field == "reason"
    do(world, f"handler:{ASKED}", number, "join_decline", reason="不在本单位管辖")
    leg = part(world, number, ASKED)
    assert (leg.state, leg.reason, leg.ended_at) == ("rejected", "不在本单位管辖", world.now)
    with pytest.raises(NotFound):
        commitments.view(world.actor(f"handler:{ASKED}"), number, now=world.now)


@pytest.mark.parametrize("who", [f"handler:{LEAD}", "handler:d1-s1", "dispatcher", "supervisor"])
def test_nobody_answers_for_it(world: World, number: str, who: str) -> None:
    # A unit that has no part in it is not even told that it is there.
    refused = NotFound if who == "handler:d1-s1" else Forbidden
    for action in ("join_accept", "join_decline", "join_done"):
        with pytest.raises(refused):
            do(world, who, number, action, reason="替", note="替")


def test_an_answer_is_given_once(world: World, number: str) -> None:
    do(world, f"handler:{ASKED}", number, "join_accept")
    for action in ("join_accept", "join_decline"):
        with pytest.raises(Forbidden):
            do(world, f"handler:{ASKED}", number, action, reason="又")
    with pytest.raises(Invalid) as refused:
        do(world, f"handler:{LEAD}", number, "join", bodies=(world.bodies[ASKED].pk,))
    assert refused.value.field == "bodies"


def test_the_lead_alone_claims_and_its_clock_does_not_move(world: World, number: str) -> None:
    due_at = Commitment.objects.get(number=number).due_at
    do(world, f"handler:{ASKED}", number, "join_accept")
    with pytest.raises(Forbidden):
        do(world, f"handler:{ASKED}", number, "claim", claim="yes", note="好了")
    assert Commitment.objects.get(number=number).due_at == due_at


def test_what_is_not_answered_in_time_is_a_breach_that_is_seen(world: World, number: str) -> None:
    do(world, f"handler:{ASKED}", number, "join_accept")
    leg = part(world, number, OTHER)
    assert leg.due_at is not None
    assert fire_joint(leg.due_at - timedelta(seconds=1)) == 0
    assert fire_joint(leg.due_at) == 1
    assert fire_joint(leg.due_at) == 0
    [told] = JournalEntry.objects.filter(kind="commitment.joint_unanswered")
    assert (told.data["number"], told.data["body"]) == (number, world.bodies[OTHER].pk)
    seen = commitments.view(world.actor(f"handler:{LEAD}"), number, now=leg.due_at)
    late = {leg.body for leg in seen.legs if leg.breached_at is not None}
    assert late == {world.bodies[OTHER].pk}
    do(world, f"handler:{OTHER}", number, "join_accept")
    assert part(world, number, OTHER).breached_at == leg.due_at, "answered late is late all the same"


def test_what_nobody_answered_lapses_when_the_matter_ends(world: World, number: str) -> None:
    do(world, world.person, number, "withdraw")
    assert {leg.state for leg in Leg.objects.filter(joint=True)} == {"lapsed"}
    assert fire_joint(world.now + timedelta(days=30)) == 0


def test_many_at_once_keep_the_same_rules(world: World, number: str) -> None:
    version = Commitment.objects.get(number=number).version
    doing = commitments.Doing(number=number, action="join_accept", version=version, given=Given())
    [done] = commitments.act_many([doing], now=world.now, actor=world.actor(f"handler:{ASKED}"))
    assert isinstance(done, commitments.Acted)
    assert part(world, number, ASKED).state == "working"
