"""How many statements each page of the desk makes: at most twelve, with whoever is signed in."""

from datetime import timedelta

import pytest

from cocity.ground.commitments.models import Commitment
from cocity.ground.places import edition, index
from cocity.listen.needs import api as needs
from cocity.listen.paper import api as paper
from tests.answer.test_samples import closed
from tests.doors.desk.conftest import At, dispatched
from tests.doors.desk.test_locator import bounded
from tests.doors.desk.test_one_matter import send, take
from tests.support import samples
from tests.support.counts import Counter
from tests.world import World

PAGES = (
    ("inbox", "handler:dept-housing", ""),
    ("overdue, narrowed", "supervisor", "?tab=overdue&place=d1&words=灯"),
    ("one matter", "handler:dept-housing", "matters/{number}/"),
    ("one of a need", "handler:dept-housing", "matters/{joined}/"),
    ("joining", "dispatcher", "matters/{joined}/same/"),
    ("taking out", "dispatcher", "matters/{joined}/same/leave/"),
    ("background", "supervisor", "matters/{number}/background/"),
    ("background, sent by rule", "supervisor", "matters/{new}/background/"),
    ("a step", "handler:dept-housing", "matters/{number}/do/hand_over/"),
    ("answers", "handler:dept-housing", "matters/{answered}/replies/"),
    ("correcting an answer", "handler:dept-housing", "matters/{answered}/replies/1/"),
    ("dispatch", "dispatcher", "send/"),
    ("one to send", "dispatcher", "send/{new}/"),
    ("call-backs", "caller", "call-backs/"),
    ("one call-back", "caller", "call-backs/{number}/"),
    ("samples", "supervisor", "samples/"),
    ("announcing a sample", "auditor", "samples/new"),
    ("a draw", "auditor", "samples/{sample}/draw"),
    ("ending a sample", "auditor", "samples/{sample}/end"),
    ("one sample", "caller", "samples/{sample}/"),
    ("asking one", "caller", "samples/{sample}/{drawn}/"),
    ("paper", "clerk", "paper/"),
    ("batch", "clerk", "paper/batches/{batch}/"),
    ("read-back", "clerk", "paper/sheets/{sheet}/read-back/"),
)


@pytest.fixture
def filled(world: World, at: At) -> dict[str, object]:
    """Several matters, one in hand, one waiting to be sent; a sheet typed in."""
    number = world.say().number
    send(at("dispatcher"), number, world.bodies["dept-housing"].pk)
    take(at("handler:dept-housing"), number, "accept")
    new = [
        world.say(f"路灯不亮，第 {n} 盏", category="roads/light", now=world.now - timedelta(days=n))
        for n in range(6)
    ]
    for each in new:
        dispatched(each.number, world.now)
    world.worker("clerk", "hotline", "editor")
    clerk = world.actor("clerk")
    [sheet] = paper.print_sheets(now=world.now, actor=clerk, count=1)
    batch = paper.open_batch(now=world.now, actor=clerk, handed_in_on=world.now.date(), place="d1-s1")
    entry = paper.Entry(kind="help", text="扶手松了", place="d1-s1")
    paper.type_in(now=world.now, actor=clerk, batch=batch, number=sheet.number, entry=entry)
    assert Commitment.objects.count() == 7
    drawn, sample = sampled(world)
    joined = world.say().number
    send(at("dispatcher"), joined, world.bodies["dept-housing"].pk)
    take(at("handler:dept-housing"), joined, "accept")
    answered = world.say().number
    send(at("dispatcher"), answered, world.bodies["dept-housing"].pk)
    take(at("handler:dept-housing"), answered, "accept")
    take(at("handler:dept-housing"), answered, "claim", claim="yes", evidence="灯已更换", public="灯已换好")
    needs.join(
        now=world.now,
        actor=world.actor("dispatcher"),
        number=joined,
        other=new[1].number,
        reason="same_thing",
    )
    return {
        "answered": answered,
        "joined": joined,
        "number": number,
        "new": new[0].number,
        "sheet": sheet.number,
        "batch": batch,
        "drawn": drawn,
        "sample": sample,
    }


def sampled(world: World) -> tuple[str, int]:
    """(A matter closed two days ago, the sample that drew it.)"""
    number, day = closed(world).number, timedelta(days=1)
    Commitment.objects.filter(number=number).update(ended_at=world.now - 2 * day)
    made = samples.announce(
        world, 1, at=world.now - day, since=world.now - 3 * day, until=world.now - day, seed_on=world.now.date(),
        place_path=world.places["d1"].path, body_path=world.bodies["dept-housing"].path, category="housing",
    )  # fmt: skip
    return number, samples.drawn(world, made.id, at=world.now).id


def test_a_page_makes_few_statements(at: At, filled: dict[str, object], count_queries: Counter) -> None:
    for name, who, path in PAGES:
        client = at(who)
        where = "/desk/" + path.format(**filled)
        assert client.get(where).status_code == 200, name
        with count_queries(f"doors/desk: {name}"):
            client.get(where)


def test_a_process_that_draws_its_first_map_reads_the_boundaries_at_once(
    at: At, filled: dict[str, object], world: World, count_queries: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounded(world, "d1", (121.4, 31.2, 121.5, 31.3))
    bounded(world, "d1-s1", (121.42, 31.22, 121.45, 31.25))
    edition.lock()
    edition.advance()
    client = at("handler:dept-housing")
    for name, number in (("one matter", filled["number"]), ("one of a need", filled["joined"])):
        client.get(f"/desk/matters/{number}/")
        monkeypatch.setattr(index, "_held", None)
        with count_queries(f"doors/desk: {name}, the first map"):
            page = client.get(f"/desk/matters/{number}/").content.decode()
        assert 'class="locator"' in page
