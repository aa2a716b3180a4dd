"""The desk: what is due for whom, counted in one statement; one matter whole; what may be the same matter."""

from datetime import timedelta

import pytest

from cocity.act.orders import api as orders
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import EvidenceGiven, VerdictGiven
from cocity.ground.commitments.models import Commitment
from cocity.kit.errors import Forbidden, Invalid, NotFound
from tests.act.dispatch_world import Desk
from tests.act.test_dispatch_sending import act
from tests.support.counts import Counter

DONE = {"claim": "yes", "evidence": (EvidenceGiven(text="已修好"),)}


def full(desk: Desk, who: str) -> dict[str, int]:
    """Trays that are not empty."""
    counted = {tray.name: tray.count for tray in orders.trays(desk.world.actor(who), now=desk.world.now)}
    return {name: count for name, count in counted.items() if count}


def test_a_matter_moves_from_tray_to_tray(desk: Desk) -> None:
    number = desk.world.say(kind="petition").number
    assert full(desk, "dispatcher") == {"to_dispatch": 1}
    number = desk.sent(category="housing/lift").number
    assert full(desk, "handler:dept-housing") == {"to_accept": 1}
    act(desk, "handler:dept-housing", number, "accept")
    assert full(desk, "handler:dept-housing") == {"to_contact": 1, "to_do": 1}
    act(desk, "handler:dept-housing", number, "contact", note="已联系")
    assert full(desk, "handler:dept-housing") == {"to_do": 1}
    act(desk, "handler:dept-housing", number, "join", bodies=(desk.world.bodies["dept-water"].pk,))
    assert full(desk, "handler:dept-water") == {"to_join": 1}
    act(desk, "handler:dept-water", number, "join_accept")
    assert full(desk, "handler:dept-water") == {"with_others": 1}
    due = Commitment.objects.get(number=number).due_at
    act(
        desk,
        "handler:dept-housing",
        number,
        "extend",
        reason="等配件",
        until=(due + timedelta(days=3)).date(),
    )
    assert full(desk, "supervisor")["to_approve"] == 1
    act(desk, "handler:dept-housing", number, "claim", **DONE)
    assert full(desk, "handler:dept-housing") == {}
    assert full(desk, "verifier") == {"to_verify": 1}
    act(desk, "verifier", number, "verify", finding=True)
    assert full(desk, "caller") == {"to_call_back": 1}
    act(desk, "caller", number, "call_back", verdict=VerdictGiven(solved="no", stars=1, voice="call_back"))
    assert full(desk, "handler:dept-housing") == {"to_do": 1}
    assert full(desk, "supervisor")["again"] == 1
    act(desk, "supervisor", number, "supervise", note="请今天办好")
    assert full(desk, "handler:dept-housing") == {"to_do": 1, "supervised": 1}


def test_what_is_overdue_is_seen_by_the_handler_and_by_those_above(desk: Desk) -> None:
    number = desk.sent(category="housing/lift").number
    act(desk, "handler:dept-housing", number, "accept")
    late = Commitment.objects.get(number=number).due_at + timedelta(days=4)
    for who in ("handler:dept-housing", "supervisor"):
        found = {tray.name: tray.count for tray in orders.trays(desk.world.actor(who), now=late)}
        assert found["overdue"] == 1
    tray = orders.inbox(desk.world.actor("handler:dept-housing"), "overdue", now=late)
    assert "超" in tray.left[number].zh


def test_each_sees_only_the_trays_of_their_roles(desk: Desk) -> None:
    names = {who: {t.name for t in orders.trays(desk.world.actor(who), now=desk.world.now)} for who in (
        "handler:d1-s1", "caller", "verifier", "agent",
    )}  # fmt: skip
    assert names["handler:d1-s1"] == {
        "to_accept", "to_join", "to_contact", "to_do", "with_others", "supervised", "overdue",
    }  # fmt: skip
    assert (names["caller"], names["verifier"], names["agent"]) == (
        {"to_call_back"}, {"to_verify"}, {"to_ring"},
    )  # fmt: skip
    with pytest.raises(Forbidden):
        orders.inbox(desk.world.actor("caller"), "to_do", now=desk.world.now)
    with pytest.raises(Invalid):
        orders.inbox(desk.world.actor("caller"), "everything", now=desk.world.now)


def test_the_hotline_makes_first_contact_where_no_handler_may_see_who_complained(desk: Desk) -> None:
    act_on = desk.sent(category="housing/lift", kind="complaint", against="d1-s1").number
    assert full(desk, "agent") == {"to_ring": 1}
    act(desk, "dispatcher", act_on, "offer", body=desk.world.bodies["dept-housing"].pk)
    act(desk, "handler:dept-housing", act_on, "accept")
    assert full(desk, "agent") == {"to_ring": 1}
    act(desk, "agent", act_on, "contact", note="已向本人问清楚")
    assert full(desk, "agent") == {}
    view = commitments.view(desk.world.actor("supervisor"), act_on, now=desk.world.now)
    assert next(clock for clock in view.clocks if clock.name == "first_contact").met_at == desk.world.now
    nameless = desk.sent(category="housing/lift", kind="complaint", against="d1-s1", phone="", consent=False)
    assert full(desk, "agent") == {}, nameless.number


def test_a_tray_is_paged_the_earliest_due_first(desk: Desk) -> None:
    numbers = [desk.world.say(now=desk.world.now + timedelta(days=n)).number for n in (3, 1, 2)]
    dispatcher = desk.world.actor("dispatcher")
    first = orders.inbox(dispatcher, "to_dispatch", now=desk.world.now, size=2)
    rest = orders.inbox(dispatcher, "to_dispatch", now=desk.world.now, size=2, cursor=first.page.next)
    assert [row.number for row in (*first.page.rows, *rest.page.rows)] == [numbers[1], numbers[2], numbers[0]]


def test_twenty_are_accepted_at_once_each_with_its_result(desk: Desk) -> None:
    numbers = [desk.world.say().number for _ in range(4)]
    desk.deliver()
    handler = desk.world.actor("handler:dept-housing")
    doings = [commitments.Doing(number=n, action="accept", version=2, key=f"b1:{n}") for n in numbers]
    doings[1] = commitments.Doing(number=numbers[1], action="accept", version=1)
    doings.append(commitments.Doing(number="0", action="accept", version=1))
    done = commitments.act_many(doings, now=desk.world.now, actor=handler)
    assert [type(one).__name__ for one in done] == ["Acted", "Conflict", "Acted", "Acted", "NotFound"]
    again = commitments.act_many(doings[:1], now=desk.world.now, actor=handler)
    assert again[0] == done[0]
    assert full(desk, "handler:dept-housing") == {"to_accept": 1, "to_contact": 3, "to_do": 3}


def test_one_matter_comes_with_what_was_said_and_why_it_is_here(desk: Desk) -> None:
    row = desk.sent(category="housing/lift", text="电梯坏了三天")
    work = orders.work_on(desk.world.actor("handler:dept-housing"), row.number, now=desk.world.now)
    assert work.voice is not None
    assert work.why is not None
    assert (work.voice.text, work.body, work.why.en) == (
        "电梯坏了三天",
        "dept-housing",
        "Homes belong to housing",
    )
    assert "accept" in {action.name for action in work.view.actions}
    with pytest.raises(NotFound):
        orders.work_on(desk.world.actor("handler:d2-s1"), row.number, now=desk.world.now)


def test_what_may_be_the_same_is_found_by_place_and_words(desk: Desk) -> None:
    same = desk.world.say("三号楼电梯又停了", category="housing/lift").number
    desk.world.say("三号楼电梯又停了", category="housing/lift", place="d2-s1")
    desk.world.say("垃圾没人清运", category="housing/lift")
    desk.world.say("三号楼电梯又停了", now=desk.world.now - timedelta(days=60))
    found = orders.similar_recent(
        desk.world.actor("agent"), place_path="/city/d1/", category="housing", text="三号楼的电梯坏了",
        now=desk.world.now,
    )  # fmt: skip
    assert [one.row.number for one in found] == [same]
    assert "电梯" in found[0].shared


def test_the_desk_reads_in_a_constant_number_of_queries(desk: Desk, count_queries: Counter) -> None:
    number = [desk.world.say() for _ in range(30)][-1].number
    desk.deliver()
    handler, supervisor = desk.world.actor("handler:dept-housing"), desk.world.actor("supervisor")
    orders.inbox(
        handler, "to_accept", now=desk.world.now
    )  # names of bodies and places are remembered from here
    with count_queries("act/orders: all trays with counts"):
        orders.trays(supervisor, now=desk.world.now)
    with count_queries("act/orders: a page of a tray"):
        orders.inbox(handler, "to_accept", now=desk.world.now)
    with count_queries("act/orders: one matter whole"):
        orders.work_on(handler, number, now=desk.world.now)
    with count_queries("act/orders: similar matters"):
        orders.similar_recent(handler, place_path="/city/", category="", text="灯", now=desk.world.now)
