"""The review of a petition goes to a body above the one that answered, and to one above that the second time."""

import pytest

from cocity.ground.commitments.api import EvidenceGiven, VerdictGiven
from cocity.ground.commitments.models import Commitment
from cocity.ground.commitments.operations import take
from cocity.ground.commitments.procedure import load
from cocity.ground.commitments.procedure.diagram import described, mermaid, svg
from cocity.ground.commitments.procedure.docs import page
from cocity.ground.commitments.rules import has_higher
from cocity.kit.errors import Conflict, Forbidden, Invalid
from tests.ground.test_permission_holes import do
from tests.world import World


@pytest.fixture
def city(world: World) -> World:
    for body in ("d1", "city"):
        world.worker(f"handler:{body}", body, "handler")
    return world


def answered(world: World, holder: str) -> None:
    """Claimed, checked, and the person does not agree."""
    proof = (EvidenceGiven(text="书面答复"),)
    do(world, f"handler:{holder}", number_of(world), "claim", claim="yes", note="已答复", evidence=proof)
    do(world, "verifier", number_of(world), "verify", finding=True)
    unhappy = VerdictGiven(solved="no", stars=1, voice="call_back", method="phone")
    do(world, "caller", number_of(world), "call_back", verdict=unhappy)
    assert state(world) == "review_asked"


def number_of(world: World) -> str:
    return Commitment.objects.get().number


def state(world: World) -> str:
    return Commitment.objects.get().state


def send(world: World, body: str) -> None:
    do(world, "dispatcher", number_of(world), "send_review", body=world.bodies[body].pk)


@pytest.fixture
def petition(city: World) -> World:
    """A petition answered by a street, of which the person asks a review."""
    number = city.say(kind="petition").number
    do(city, "dispatcher", number, "offer", body=city.bodies["d1-s1"].pk)
    do(city, "handler:d1-s1", number, "accept")
    do(city, "handler:d1-s1", number, "admit", note="受理")
    answered(city, "d1-s1")
    return city


@pytest.mark.parametrize("body", ["d1-s1", "d1-s2", "d1-s1-c1", "d2", "dept-water", "watch"])
def test_no_other_body_can_have_it(petition: World, body: str) -> None:
    with pytest.raises(Invalid) as refused:
        send(petition, body)
    assert refused.value.field == "body"
    assert state(petition) == "review_asked"


def test_each_review_is_one_level_higher_until_there_is_none(petition: World) -> None:
    number = number_of(petition)
    for body in ("d1", "city"):
        with pytest.raises(Conflict):
            do(petition, "dispatcher", number, "no_higher_body", reason="没有上级")
        send(petition, body)
        do(petition, f"handler:{body}", number, "accept_review")
        assert Commitment.objects.get().holder == petition.bodies[body]
        answered(petition, body)
    with pytest.raises(Invalid):
        send(petition, "d1")
    do(petition, "dispatcher", number, "no_higher_body", reason="可向上一级人民政府申请复核")
    assert state(petition) == "review_elsewhere"


def test_a_review_is_not_handed_down_again(petition: World) -> None:
    number = number_of(petition)
    send(petition, "d1")
    do(petition, "handler:d1", number, "accept_review")
    with pytest.raises(Conflict):
        do(petition, "handler:d1", number, "hand_over", body=petition.bodies["d1-s1"].pk, reason="转")
    do(
        petition,
        "handler:d1",
        number,
        "claim",
        claim="yes",
        note="答复",
        evidence=(EvidenceGiven(text="书"),),
    )
    with pytest.raises(Forbidden):
        do(petition, "handler:d1", number, "verify", finding=True)
    do(petition, "verifier", number, "verify", finding=False, note="书里没有答复要点")
    assert state(petition) == "working"
    with pytest.raises(Conflict):
        do(petition, "handler:d1", number, "hand_over", body=petition.bodies["d1-s1"].pk, reason="转")


def test_a_higher_body_that_is_complained_about_is_no_way_up(petition: World) -> None:
    Commitment.objects.update(against=petition.bodies["city"])
    assert not has_higher(take(number_of(petition)).standing())
    Commitment.objects.update(against=petition.bodies["d1"])
    with pytest.raises(Invalid):
        send(petition, "d1")
    send(petition, "city")


def test_it_is_drawn_and_told() -> None:
    procedure = load.current("petition")
    for drawn in (svg(procedure), mermaid(procedure), described(procedure), page(procedure)):
        assert "上级" in drawn
    assert "only to a body above the holder" in page(procedure)
