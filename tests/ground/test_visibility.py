"""Every way of reading commitments obeys one queryset: list, detail, search, count, counts and export, for every kind
of reader, on their own record, on a stranger's, on a public one and on a complaint about the reader's own body."""

from collections.abc import Callable

import pytest

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments import queries
from cocity.ground.commitments.api import Filters
from cocity.ground.commitments.models import Commitment
from cocity.ground.people.api import ANONYMOUS, SYSTEM, Actor
from cocity.kit.errors import NotFound
from tests.world import World

Reads = Callable[[World, Actor, str], bool]


def _listed(world: World, actor: Actor, number: str) -> bool:
    return number in {row.number for row in commitments.listed(actor, size=200).rows}


def _detail(world: World, actor: Actor, number: str) -> bool:
    try:
        return commitments.view(actor, number, now=world.now).row.number == number
    except NotFound:
        return False


def _by_number(world: World, actor: Actor, number: str) -> bool:
    return bool(commitments.listed(actor, Filters(words=number)).rows)


def _by_words(world: World, actor: Actor, number: str) -> bool:
    rows = commitments.listed(actor, Filters(words="台阶"), size=200).rows
    return number in {row.number for row in rows}


def _counted(world: World, actor: Actor, number: str) -> bool:
    return commitments.count(actor, Filters(words=number)) == (1, False)


def _counts(world: World, actor: Actor, number: str) -> bool:
    return commitments.counts(actor, {"it": Filters(words=number), "none": Filters(holder=0)})["it"][0] == 1


def _exported(world: World, actor: Actor, number: str) -> bool:
    return number in {row.number for row in commitments.stream_rows(actor)}


def _among(world: World, actor: Actor, number: str) -> bool:
    return number in commitments.seen_among(actor, [number, "0000000000000000"])


READS: dict[str, Reads] = {
    "list": _listed, "detail": _detail, "search by number": _by_number, "search by words": _by_words,
    "count": _counted, "counts": _counts, "export": _exported, "among": _among,
}  # fmt: skip

READERS = (
    "anonymous", "person", "stranger", "receipt", "other receipt", "system", "agent", "dispatcher", "supervisor",
    "verifier", "caller", "auditor", "supervisor:d1", "handler:d1-s1", "handler:d1-s2", "handler:dept-water",
    "handler:d1-s1-c1",
)  # fmt: skip
CITY_WIDE = {"system", "agent", "dispatcher", "supervisor", "verifier", "caller", "auditor"}
# Who may know of: a matter the street holds; one it was offered; one where water takes part; a public one; a complaint
# about the street (its committee lies below it), held by the hotline.
ALLOWED = {
    "held": CITY_WIDE | {"person", "receipt", "supervisor:d1", "handler:d1-s1"},
    "offered": CITY_WIDE | {"person", "handler:d1-s1"},
    "joint": CITY_WIDE | {"person", "supervisor:d1", "handler:d1-s1", "handler:dept-water"},
    "public": set(READERS),
    "against": CITY_WIDE | {"person"},
    "against public": set(READERS) - {"handler:d1-s1", "handler:d1-s1-c1"},
}


def _steps(world: World, number: str, *steps: tuple[str, str, dict[str, object]]) -> str:
    for who, action, given in steps:
        version = Commitment.objects.get(number=number).version
        commitments.act(
            now=world.now, actor=world.actor(who), number=number, action=action, version=version,
            given=commitments.Given(**given),  # type: ignore[arg-type]
        )  # fmt: skip
    return number


@pytest.fixture
def records(world: World) -> dict[str, str]:
    """Number by what kind of record it is."""
    street = world.bodies["d1-s1"].pk
    offer = ("dispatcher", "offer", {"body": street})
    accept = ("handler:d1-s1", "accept", {})
    join = ("handler:d1-s1", "join", {"bodies": (world.bodies["dept-water"].pk,)})
    complaint = {"kind": "complaint", "against": "d1-s1"}
    return {
        "held": _steps(world, world.say().number, offer, accept),
        "offered": _steps(world, world.say().number, offer),
        "joint": _steps(world, world.say().number, offer, accept, join),
        "public": world.say(publish=True).number,
        "against": world.say(**complaint).number,
        "against public": world.say(publish=True, **complaint).number,
    }


def reader(world: World, name: str, records: dict[str, str]) -> Actor:
    """An actor by the name of the table above."""
    known = {
        "anonymous": ANONYMOUS,
        "system": SYSTEM,
        "person": world.person,
        "stranger": Actor("resident", 10**9),
        "receipt": Actor("receipt", receipt=records["held"]),
        "other receipt": Actor("receipt", receipt="0000000000000000"),
    }
    return known.get(name) or world.actor(name)


def test_every_read_path_gives_each_reader_the_same_and_no_more(
    world: World, records: dict[str, str]
) -> None:
    for who in READERS:
        actor = reader(world, who, records)
        seen = {
            (way, kind) for way, reads in READS.items() for kind, number in records.items() if reads(world, actor, number)
        }  # fmt: skip
        allowed = {(way, kind) for way in READS for kind, readers in ALLOWED.items() if who in readers}
        assert seen == allowed, who


def test_what_a_reader_may_not_see_they_may_not_touch(world: World, records: dict[str, str]) -> None:
    hidden = [(who, kind) for who in READERS for kind in records if who not in ALLOWED[kind]]
    for who, kind in hidden:
        version = Commitment.objects.get(number=records[kind]).version
        with pytest.raises(NotFound):
            commitments.act(
                now=world.now, actor=reader(world, who, records), number=records[kind], action="accept",
                version=version, given=commitments.Given(),
            )  # fmt: skip
        [refused] = commitments.act_many(
            [commitments.Doing(number=records[kind], action="accept", version=version)],
            now=world.now, actor=reader(world, who, records),
        )  # fmt: skip
        assert isinstance(refused, NotFound), (who, kind, refused)
        with pytest.raises(NotFound):
            commitments.decide(
                now=world.now, actor=reader(world, who, records), number=records[kind], step=1, granted=True, version=version
            )  # fmt: skip
    assert hidden


def test_the_public_face_shows_public_matters_only(world: World, records: dict[str, str]) -> None:
    for kind, number in records.items():
        if kind in {"public", "against public"}:
            assert commitments.public_view(number).number == number
        else:
            with pytest.raises(NotFound):
                commitments.public_view(number)


def test_filters_narrow_and_never_widen(world: World, records: dict[str, str]) -> None:
    actor = world.actor("handler:d1-s2")
    wide = [
        Filters(below=("/city/",)), Filters(holders=(world.bodies["d1-s1"].pk,)), Filters(open_only=True),
        Filters(offered=(world.bodies["d1-s1"].pk,)), Filters(place_path="/city/"), Filters(no_offer=True),
        Filters(holder=world.bodies["d1-s1"].pk), Filters(clock_running="whole"), Filters(joint=(world.bodies["dept-water"].pk,)),
    ]  # fmt: skip
    for filters in wide:
        found = {row.number for row in commitments.listed(actor, filters, size=200).rows}
        assert found <= {records["public"], records["against public"]}


def test_a_search_is_counted_up_to_its_own_bound(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "FOUND_CAP", 3)
    for _ in range(5):
        world.say(publish=True)
    found = commitments.listed(ANONYMOUS, Filters(public_only=True, words="楼道"), order="newest")
    assert (len(found.rows), found.count, found.capped) == (5, 3, True)
    every = commitments.listed(ANONYMOUS, Filters(public_only=True), order="newest")
    assert (every.count, every.capped) == (5, False)
