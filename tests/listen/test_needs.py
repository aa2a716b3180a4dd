"""Matters that say the same become one need: each keeps its own course, and nobody sees more than before."""

import pytest

from cocity.ground.commitments.models import ClockRun, Commitment
from cocity.ground.journal.models import JournalEntry
from cocity.ground.people.api import ANONYMOUS, Actor
from cocity.kit.errors import CityError, Conflict, Forbidden, Invalid, NotFound
from cocity.kit.numbers import check_digit
from cocity.listen.intake.api import erase_voice
from cocity.listen.needs import api as needs
from cocity.listen.needs import operations, rules
from cocity.listen.needs.models import Member, Need
from tests.support.counts import Counter
from tests.world import World

pytestmark = pytest.mark.django_db


def join(world: World, number: str, other: str, who: str = "dispatcher", reason: str = "same_thing") -> int:
    return needs.join(now=world.now, actor=world.actor(who), number=number, other=other, reason=reason)


def leave(world: World, number: str, who: str = "dispatcher", reason: str = "mistake") -> None:
    needs.leave(now=world.now, actor=world.actor(who), number=number, reason=reason)


def held(world: World, body: str, **more: object) -> str:
    number = world.say(**more).number
    Commitment.objects.filter(number=number).update(holder=world.bodies[body])
    return number


def seen(world: World, who: str, number: str) -> tuple[set[str], int] | None:
    """(Numbers of the others this worker sees, how many more there are.)"""
    found = needs.of_matter(world.actor(who), number)
    return ({each.row.number for each in found.others}, found.hidden) if found else None


def told(kind: str) -> list[tuple[str, str]]:
    rows = JournalEntry.objects.filter(kind=kind).order_by("seq")
    return [(each.data["number"], each.data["reason"]) for each in rows]


@pytest.fixture
def three(world: World) -> list[str]:
    return [world.say().number for _ in range(3)]


@pytest.mark.parametrize("who", rules.JOINERS)
def test_two_matters_are_joined_and_it_is_told_once(world: World, three: list[str], who: str) -> None:
    one, two, _ = three
    need = join(world, one, two, who)
    assert join(world, one, two, who) == join(world, two, one, who) == need, "said again, nothing changes"
    assert sorted(told("need.joined")) == sorted([(one, "same_thing"), (two, "same_thing")])
    found = needs.of_matter(world.actor(who), one)
    assert found is not None
    [other] = found.others
    assert (other.row.number, other.at, other.why) == (two, world.now, needs.WHY_JOINED["same_thing"])
    assert other.by == world.workers[who].body.name
    assert needs.others(two) == 1


def test_joining_changes_nothing_of_the_matters(world: World, three: list[str]) -> None:
    def all_there_is() -> list[list[dict[str, object]]]:
        return [list(table.objects.order_by("pk").values()) for table in (Commitment, ClockRun)]

    before = all_there_is()
    join(world, three[0], three[1])
    leave(world, three[0])
    assert all_there_is() == before


def test_needs_merge_and_each_keeps_when_and_why_it_was_joined(world: World, three: list[str]) -> None:
    one, two, three_ = three
    four = world.say().number
    older = join(world, one, two, reason="found_there")
    join(world, three_, four, reason="person_says")
    assert join(world, four, one) == older
    assert Need.objects.count() == 1
    assert seen(world, "agent", one) == ({two, three_, four}, 0)
    why = {each.commitment.number: each.reason for each in Member.objects.all()}
    assert why == {one: "found_there", two: "found_there", three_: "person_says", four: "person_says"}
    assert told("need.joined")[4:] == [(three_, "same_thing"), (four, "same_thing")]


def test_taking_out_leaves_no_need_of_one(world: World, three: list[str]) -> None:
    one, two, third = three
    join(world, one, two)
    join(world, two, third)
    leave(world, one)
    assert seen(world, "agent", one) is None
    assert seen(world, "agent", two) == ({third}, 0)
    leave(world, two, reason="other_thing")
    leave(world, two)
    assert not Need.objects.exists()
    assert not Member.objects.exists()
    assert told("need.left") == [(one, "mistake"), (two, "other_thing"), (third, "alone")]
    join(world, one, third)
    assert needs.others(one) == 1, "what was taken out may be joined again"


@pytest.mark.parametrize(
    ("number", "other", "reason", "error", "field"),
    [
        ("one", "one", "same_thing", Invalid, "other"),
        ("one", "two", "because", Invalid, "reason"),
        ("one", "12", "same_thing", Invalid, "other"),
        ("one", "none", "same_thing", NotFound, "other"),
        ("none", "one", "same_thing", NotFound, ""),
    ],
)
def test_what_cannot_be_joined_is_refused_by_the_field(
    world: World, three: list[str], number: str, other: str, reason: str, error: type[CityError], field: str
) -> None:
    known = {"one": three[0], "two": three[1], "none": f"261123000000000{check_digit('261123000000000')}"}
    with pytest.raises(error) as refused:
        join(world, known.get(number, number), known.get(other, other), reason=reason)
    assert refused.value.field == field
    assert not Need.objects.exists()


def test_a_number_may_be_typed_as_it_is_printed(world: World, three: list[str]) -> None:
    one, two, _ = three
    join(world, one, f" {two[:4]}-{two[4:8]} {two[8:12]}-{two[12:]}")
    assert needs.others(one) == 1


@pytest.mark.parametrize("who", ["handler:dept-housing", "verifier", "caller", "auditor"])
def test_other_roles_join_nothing(world: World, three: list[str], who: str) -> None:
    with pytest.raises(Forbidden):
        join(world, three[0], three[1], who)
    join(world, three[0], three[1])
    with pytest.raises(Forbidden):
        leave(world, three[0], who)
    for actor in (ANONYMOUS, world.person, Actor("receipt", receipt=three[0])):
        with pytest.raises(Forbidden):
            needs.leave(now=world.now, actor=actor, number=three[0], reason="mistake")


def test_a_matter_out_of_sight_is_neither_joined_nor_taken_out(world: World) -> None:
    mine, theirs, more = (held(world, body) for body in ("d1-s1", "d2-s1", "d2-s1"))
    for pair, field in (((mine, theirs), "other"), ((theirs, mine), "")):
        with pytest.raises(NotFound) as refused:
            join(world, *pair, "supervisor:d1")
        assert refused.value.field == field
    join(world, theirs, more)
    with pytest.raises(NotFound):
        leave(world, theirs, "supervisor:d1")
    assert needs.others(theirs) == 1


def test_a_reader_sees_the_members_they_may_see_and_of_the_rest_how_many(world: World) -> None:
    here, there, open_ = held(world, "d1-s1"), held(world, "d2-s1"), held(world, "dept-water", publish=True)
    join(world, here, there)
    join(world, here, open_)
    assert seen(world, "agent", here) == ({there, open_}, 0)
    assert seen(world, "handler:d1-s1", here) == ({open_}, 1)
    assert seen(world, "handler:d1-s1", there) is None, "not theirs to see, so neither is its need"
    assert seen(world, "handler:d1-s2", open_) == (set(), 2)
    found = needs.of_matter(world.person, here)
    assert found is not None
    assert needs.of_matter(ANONYMOUS, here) is None
    assert needs.of_matter(Actor("receipt", receipt=there), here) is None


def test_a_complaint_about_a_body_stands_with_such_complaints_alone(world: World) -> None:
    """Else the body, working on the other matter, could guess from the count that somebody complained, and who."""
    plain = held(world, "d1-s1")
    about = [world.say(kind="complaint", against="d1-s1", phone=f"1380000002{n}").number for n in range(2)]
    another = world.say(kind="complaint", against="d1-s2").number
    for other in (plain, another):
        for pair in ((about[0], other), (other, about[0])):
            with pytest.raises(Invalid) as refused:
                join(world, *pair)
            assert refused.value.field == "other"
    join(world, *about)
    assert seen(world, "agent", about[0]) == ({about[1]}, 0)
    assert [seen(world, "handler:d1-s1", each) for each in (plain, *about)] == [None, None, None]
    fits = needs.fitting(world.actor("agent"), about[0], [plain, another, about[1]])
    assert fits == frozenset(), "one is joined already, the others never are"


def test_what_is_offered_to_be_joined_is_seen_fits_and_is_not_there_yet(world: World) -> None:
    here, there, more = held(world, "d1-s1"), held(world, "d2-s1"), held(world, "d1-s2")
    assert needs.fitting(world.actor("agent"), here, [there, more]) == {there, more}
    assert needs.fitting(world.actor("supervisor:d1"), here, [there, more]) == {more}
    join(world, here, more)
    assert needs.fitting(world.actor("agent"), here, [there, more]) == {there}
    assert needs.fitting(world.actor("supervisor:d1"), there, [here]) == frozenset()


def test_a_need_takes_so_many_and_no_more(
    world: World, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST", 2)
    join(world, three[0], three[1])
    with pytest.raises(Invalid):
        join(world, three[0], three[2])
    assert needs.others(three[0]) == 1


def test_whoever_comes_second_in_the_same_moment_is_told(
    world: World, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking and writing somebody else put one of the two into a need."""
    join(world, three[0], three[1])
    monkeypatch.setattr(operations, "_held", lambda ids: {})
    with pytest.raises(Conflict):
        join(world, three[0], three[2])
    assert Need.objects.count() == 1
    assert needs.others(three[2]) == 0


def test_nothing_said_is_kept_and_erasing_leaves_the_need(world: World, three: list[str]) -> None:
    join(world, three[0], three[1])
    erase_voice(actor=world.person, number=three[0], now=world.now)
    assert seen(world, "agent", three[1]) == ({three[0]}, 0)
    kept = str(list(Member.objects.values())) + str(
        [e.data for e in JournalEntry.objects.filter(kind__startswith="need.")]
    )
    assert "楼道灯" not in kept
    assert "138" not in kept.replace(three[0], "").replace(three[1], "")
    assert all(e.public is None for e in JournalEntry.objects.filter(kind__startswith="need."))


@pytest.mark.parametrize(
    ("others", "zh"), [(0, ""), (1, "另有人也"), (4, "另有人也"), (5, "另有 5 件"), (40, "另有 40 件")]
)
def test_fewer_than_five_others_are_not_counted_out(others: int, zh: str) -> None:
    words = needs.others_words(others)
    assert (words is None) == (not zh)
    if words is not None:
        assert words.zh.startswith(zh)
        assert (str(others) in words.en) == (others >= needs.FEW)


def test_the_others_come_in_pages_and_none_twice(world: World) -> None:
    numbers = [world.say().number for _ in range(6)]
    for each in numbers[1:]:
        join(world, numbers[0], each)
    agent, got, cursor = world.actor("agent"), [], ""
    for size in (2, 2, 1):
        found = needs.of_matter(agent, numbers[0], cursor=cursor, size=2)
        assert found is not None
        assert (found.own.row.number, len(found.others), found.hidden) == (numbers[0], size, 0)
        got += [each.row.number for each in found.others]
        cursor = found.next
    assert (sorted(got), cursor) == (sorted(numbers[1:]), "")
    with pytest.raises(Invalid):
        needs.of_matter(agent, numbers[0], cursor="made-up")


def test_reads_and_writes_cost_the_same_however_many_there_are(world: World, count_queries: Counter) -> None:
    numbers = [world.say().number for _ in range(8)]
    agent = world.actor("agent")
    for each in numbers[1:4]:
        join(world, numbers[0], each)
    for each in numbers[5:]:
        join(world, numbers[4], each)
    with count_queries("listen/needs: a need with its members"):
        needs.of_matter(agent, numbers[0])
    with count_queries("listen/needs: how many others"):
        needs.others(numbers[0])
    with count_queries("listen/needs: what fits"):
        needs.fitting(agent, numbers[0], numbers[1:])
    with count_queries("listen/needs: two needs become one"):
        join(world, numbers[0], numbers[7])
    with count_queries("listen/needs: taking one out"):
        leave(world, numbers[0])
