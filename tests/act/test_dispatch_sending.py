"""A new matter is sent by itself or left to a person; what was given back goes elsewhere; all of it once."""

from datetime import timedelta

import pytest

from cocity.act.dispatch import api as dispatch
from cocity.act.dispatch.models import Routing
from cocity.act.dispatch.table import current
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal import api as journal
from cocity.kit.errors import Conflict, Forbidden, Invalid
from tests.act.dispatch_world import HEAD, Desk, untold
from tests.support.counts import Counter
from tests.world import PHONE


def act(desk: Desk, who: str, number: str, action: str, **given: object) -> commitments.Acted:
    version = Commitment.objects.get(number=number).version
    return commitments.act(
        now=desk.world.now, actor=desk.world.actor(who), number=number, action=action, version=version,
        given=commitments.Given(**given),
    )  # fmt: skip


def test_the_same_news_twice_sends_once(desk: Desk) -> None:
    row = desk.sent(category="housing/lift")
    desk.seq = 0
    desk.deliver()
    assert Routing.objects.count() == 1
    assert [e.kind for e in journal.of_subject(f"commitment:{row.commitment_id}")].count(
        "commitment.acted"
    ) == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"kind": "consult", "channel": PHONE}, "hotline_answers"),
        ({"kind": "petition"}, "petition"),
        ({"kind": "complaint", "against": "dept-water"}, "complaint_against_a_body"),
        ({"category": "", "text": "吵"}, "uncertain"),
        ({"category": "", "text": "你好"}, "uncertain"),
    ],
)
def test_what_a_person_should_decide_is_left_with_a_proposal(
    desk: Desk, said: dict[str, object], why: str
) -> None:
    row = desk.sent(**said)
    assert (row.state, row.by_hand, desk.offered(row.number)) == ("proposed", why, "")
    assert row.body is not None
    assert Commitment.objects.get(number=row.number).state == "opened"


def test_history_is_not_sent_by_itself(desk: Desk) -> None:
    row = desk.sent(now=desk.world.now - timedelta(days=400))
    assert row.by_hand == "long_ago"


def test_someone_who_was_quicker_is_not_overruled(desk: Desk) -> None:
    receipt = desk.world.say()
    act(desk, "dispatcher", receipt.number, "offer", body=desk.world.bodies["d1-s2"].pk)
    desk.deliver()
    row = Routing.objects.get(number=receipt.number)
    assert (row.state, row.by_hand, row.hops) == ("proposed", "moved_on", 1)
    assert desk.offered(receipt.number) == "d1-s2"


def test_a_clear_guess_is_marked_with_the_words_that_decided(desk: Desk) -> None:
    row = desk.sent(category="", text="厨房天花板漏水渗水，请来维修")
    assert (row.category_given, row.category_guessed, row.state) == ("", "housing/leak", "offered")
    told = dispatch.explain(desk.world.person, row.number).guess
    assert told is not None
    assert set(told.words) == {"漏水", "渗水", "维修"}
    assert told.certainty >= 0.6
    assert desk.offered(row.number) == "dept-water"


def test_a_dispatcher_corrects_the_category_and_gets_a_new_proposal(desk: Desk) -> None:
    row = desk.sent(category="", text="吵")
    dispatcher = desk.world.actor("dispatcher")
    changed = dispatch.change_category(
        now=desk.world.now, actor=dispatcher, number=row.number, category="housing/lift", version=row.version
    )
    assert (changed.category, changed.guessed, changed.rule) == ("housing/lift", False, "housing")
    [event] = [
        e
        for e in journal.of_subject(f"commitment:{row.commitment_id}")
        if e.kind == "dispatch.category_changed"
    ]
    assert (event.data["before"], event.data["after"], event.data["was_guessed"]) == (
        "environment/noise", "housing/lift", True,
    )  # fmt: skip
    with pytest.raises(Conflict):
        dispatch.change_category(
            now=desk.world.now, actor=dispatcher, number=row.number, category="market", version=row.version
        )
    with pytest.raises(Invalid):
        dispatch.change_category(
            now=desk.world.now, actor=dispatcher, number=row.number, category="no", version=changed.version
        )
    with pytest.raises(Forbidden):
        dispatch.change_category(
            now=desk.world.now,
            actor=desk.world.actor("caller"),
            number=row.number,
            category="market",
            version=2,
        )


def test_a_body_that_gave_it_back_is_not_chosen_again_by_a_rule(desk: Desk) -> None:
    row = desk.sent(text="厨房漏水", category="housing/leak")
    seen = [desk.offered(row.number)]
    for _ in range(2):
        act(desk, f"handler:{seen[-1]}", row.number, "decline", reason="不属于本单位职责")
        desk.deliver()
        seen.append(desk.offered(row.number))
    assert seen == ["dept-water", "dept-housing", "d1-s1"]
    row.refresh_from_db()
    assert row.hops == 3
    assert row.declined == sorted(desk.world.bodies[code].pk for code in seen[:2])
    proposal = dispatch.propose(desk.world.actor("dispatcher"), row.number, now=desk.world.now)
    assert {body.code for body in proposal.declined} == set(seen[:2])
    assert not {body.code for body in proposal.alternatives} & set(seen[:2])


def test_an_offer_taken_back_by_a_person_is_theirs_to_send(desk: Desk) -> None:
    row = desk.sent(category="housing/lift")
    act(desk, "dispatcher", row.number, "take_back", reason="派错了")
    desk.deliver()
    row.refresh_from_db()
    assert (desk.offered(row.number), row.declined) == ("", [])


def test_proposals_are_sent_in_one_go_with_a_result_for_each(desk: Desk) -> None:
    rows = [desk.sent(category="housing/lift", kind="complaint", against="dept-water") for _ in range(3)]
    stale = [(row.number, 1) for row in rows[:2]] + [(rows[2].number, 7)]
    done = dispatch.offer_proposed(stale, now=desk.world.now, actor=desk.world.actor("dispatcher"), key="k")
    assert [type(one).__name__ for one in done] == ["Acted", "Acted", "Conflict"]
    again = dispatch.offer_proposed(stale, now=desk.world.now, actor=desk.world.actor("dispatcher"), key="k")
    assert [one.step for one in again[:2]] == [one.step for one in done[:2]]  # type: ignore[union-attr]
    refused = dispatch.offer_proposed(stale[2:], now=desk.world.now, actor=desk.world.actor("caller"))
    assert isinstance(refused[0], Conflict | Forbidden)


@pytest.mark.parametrize("size", [12, 24])
def test_a_batch_is_sent_in_the_same_number_of_queries_whatever_its_size(
    desk: Desk, count_queries: Counter, size: int
) -> None:
    desk.rules(HEAD + "bad,market,,,,,dept-gone,0,,,,\n")
    for n in range(size):
        desk.world.say(category=("housing/lift", "market/consumer", "")[n % 3], text=f"第{n}件 漏水渗水维修")
    entries = untold(0, ("commitment.opened",))
    current()  # a new version of the rules is read once, then kept
    with count_queries("act/dispatch: sending a batch of new matters"):
        dispatch.take(entries, now=desk.world.now)
    assert Routing.objects.count() == size


@pytest.mark.django_db(transaction=True)
def test_the_pulse_brings_new_matters_to_dispatch(desk: Desk) -> None:
    number = desk.world.say(category="housing/lift").number
    while journal.deliver_all(desk.world.now):
        pass
    assert Routing.objects.get(number=number).state == "offered"
    assert desk.offered(number) == "dept-housing"
    assert [lag.waiting for lag in journal.lag() if lag.name == "dispatch"] == [0]
