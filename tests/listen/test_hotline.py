"""A call: who called before, the office that was joined, and a question answered at once."""

import pytest

from cocity.answer.replies import api as replies
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from cocity.kit.errors import Errors, Forbidden
from cocity.listen.hotline import api as hotline
from cocity.listen.intake.api import Said
from cocity.listen.intake.contracts import Channel
from cocity.listen.intake.models import Voice
from tests.world import World


def call(**more: object) -> hotline.Call:
    own = {name: more.pop(name) for name in ("transferred_to", "transfer_note", "answer") if name in more}
    given = {"kind": "help", "text": "楼道灯坏了", "channel": Channel("web"), "place": "d1-s1", **more}
    return hotline.Call(said=Said(**given), **own)  # type: ignore[arg-type]


def kinds(number: str) -> list[str]:
    return [
        entry.kind for entry in journal.of_subject(f"commitment:{Commitment.objects.get(number=number).pk}")
    ]


def test_a_call_is_a_voice_by_telephone_written_down_by_the_agent(world: World) -> None:
    hotline.take_call(now=world.now, actor=world.actor("agent"), call=call())
    row = Voice.objects.get()
    assert (row.channel, row.mode, row.taken_by) == ("hotline", "offline", world.actor("agent").ref)


def test_the_same_call_saved_twice_is_one(world: World) -> None:
    agent = world.actor("agent")
    first, again = (
        hotline.take_call(now=world.now, actor=agent, call=call(key="one", transferred_to="水务"))
        for _ in "12"
    )
    assert (first.number, again.repeated) == (again.number, True)
    assert kinds(first.number).count("call.transferred") == 1


def test_a_question_answered_at_once_is_answered_by_a_reply_as_it_was_read_back(world: World) -> None:
    done = call(
        kind="consult", text="居住证到哪里办？", answer="到街道受理中心，带身份证，问13912345678", key="k"
    )
    given = {"now": world.now, "actor": world.actor("agent"), "call": done}
    receipt = replies.take_call(**given)  # type: ignore[arg-type]
    assert replies.take_call(**given).repeated  # type: ignore[arg-type]
    row = Commitment.objects.get()
    assert (row.state, row.claim) == ("claimed_done", "yes")
    assert row.clocks.filter(name="first_contact", met_at__isnull=True).count() == 0
    assert kinds(receipt.number).count("call.answered_at_once") == 1
    [reply] = replies.replies_for_person(
        Actor("receipt", receipt=receipt.number), receipt.number, now=world.now
    )
    assert (reply.state, reply.method, reply.claim) == ("given", "telephone", "yes")
    assert reply.newest.public == f"到街道受理中心，带身份证，问{'＊' * 11}"
    told = next(e for e in journal.of_subject(row.subject) if e.kind == "reply.given")
    assert (told.data["method"], told.data["by_body"]) == ("telephone", world.bodies["hotline"].pk)


def test_a_call_answered_at_once_is_never_kept_without_its_answer(world: World) -> None:
    with pytest.raises(ValueError, match="answer/replies"):
        hotline.take_call(now=world.now, actor=world.actor("agent"), call=call(kind="consult", answer="好"))
    assert not Voice.objects.exists()


def test_a_suggestion_is_not_answered_at_once(world: World) -> None:
    with pytest.raises(Errors) as refused:
        replies.take_call(
            now=world.now, actor=world.actor("agent"), call=call(kind="suggestion", answer="好")
        )
    assert refused.value.field == "answer"
    assert not Voice.objects.exists()


def test_an_office_joined_to_the_call_is_noted_with_what_it_said(world: World) -> None:
    said = call(transferred_to="街道受理中心", transfer_note="对方电话 13912345678，答应明早上门")
    receipt = hotline.take_call(now=world.now, actor=world.actor("agent"), call=said)
    noted = Voice.objects.get().extra["three_way"]
    assert noted["to"] == "街道受理中心"
    assert "13912345678" not in noted["note"]
    assert "call.transferred" in kinds(receipt.number)


def test_the_agent_sees_what_this_number_said_before(world: World) -> None:
    first = world.say("路灯不亮")
    found = hotline.caller(world.actor("agent"), "138 0000 0001")
    assert (found.known, [row.number for row in found.matters]) == (True, [first.number])
    assert not hotline.caller(world.actor("agent"), "13999999999").known


@pytest.mark.parametrize("name", ["handler:dept-housing", "caller", "dispatcher"])
def test_nobody_else_looks_a_number_up_or_writes_a_call_down(world: World, name: str) -> None:
    with pytest.raises(Forbidden):
        hotline.caller(world.actor(name), "13800000001")
    with pytest.raises(Forbidden):
        hotline.take_call(now=world.now, actor=world.actor(name), call=call())


def test_words_point_to_their_categories() -> None:
    found = [each.code for each in hotline.likely_categories("小区电梯困人，物业不来维修")]
    assert found[0] == "housing/lift"
    assert "housing/estate" in found
    assert hotline.likely_categories("你好") == ()
