"""Letters at the desk: who came on paper is told by what is printed here."""

import pytest

from cocity.answer.notices import api as notices
from cocity.answer.notices.models import Delivery
from cocity.ground.people.models import RoleHeld
from cocity.kit.errors import NotFound
from cocity.listen.intake.api import Channel
from tests.answer.stories import Story
from tests.doors.desk.conftest import At
from tests.world import SINCE, World


def test_a_letter_is_listed_printed_and_noted_as_gone(world: World, at: At) -> None:
    story = Story(world, channel=Channel("paper", mode="offline")).tell_people()
    [letter] = notices.letters_waiting(world.actor("agent"))
    agent = at("agent")
    assert ">信函<" in agent.get("/desk/").content.decode()
    assert f"/desk/letters/{letter.delivery}/" in agent.get("/desk/letters/").content.decode()
    for address in ("/desk/letters/print", f"/desk/letters/{letter.delivery}/"):
        page = agent.get(address).content.decode()
        assert letter.text.zh in page
        assert f'name="letter" value="{letter.delivery}"' in page
        assert 'aria-label="1 · ' in page, "two letters about one matter are told apart"
    assert "13800000001" not in page, "no name and no number stand on it"
    for _ in range(2):
        done = agent.post("/desk/letters/printed", {"letter": str(letter.delivery)}, follow=True)
        assert "已记下 1 封信" in done.content.decode()
    assert "没有等着打印的信" in agent.get("/desk/letters/").content.decode()
    assert story.number in agent.get(f"/desk/letters/{letter.delivery}/").content.decode().replace(" ", "")
    assert agent.post("/desk/letters/printed", {}).status_code == 422


def test_letters_are_for_those_who_send_them_alone(world: World, at: At) -> None:
    Story(world, channel=Channel("paper", mode="offline")).tell_people()
    [letter] = notices.letters_waiting(world.actor("agent"))
    assert at("verifier").get("/desk/letters/").status_code == 403
    handler = at("handler:dept-housing")
    assert handler.get("/desk/letters/").status_code == 403
    assert handler.post("/desk/letters/printed", {"letter": str(letter.delivery)}).status_code == 403


def test_a_letter_gone_elsewhere_keeps_no_other_from_being_noted(world: World, at: At) -> None:
    Story(world, channel=Channel("paper", mode="offline")).tell_people()
    [letter] = notices.letters_waiting(world.actor("agent"))
    given = {"letter": ["999999", str(letter.delivery)]}
    page = at("agent").post("/desk/letters/printed", given, follow=True).content.decode()
    assert "已记下 1 封信" in page
    assert "有 1 封没有记下" in page
    assert not notices.letters_waiting(world.actor("agent"))


def test_who_stands_in_for_a_body_reads_no_complaint_about_it(world: World) -> None:
    said = {"kind": "complaint", "against": "dept-housing", "channel": Channel("paper", mode="offline")}
    story = Story(world, **said).tell_people()
    assert notices.letters_waiting(world.actor("agent")), "others may print it"
    name = "stands in"
    world.worker(name, "city", "agent", over="city")
    assert story.number in {each.number for each in notices.letters_waiting(world.actor(name))}
    RoleHeld.objects.create(
        worker=world.workers[name], role="handler", body=world.bodies["dept-housing"], since=SINCE
    )
    assert not notices.letters_waiting(world.actor(name))
    [delivery] = Delivery.objects.filter(channel="letter")
    with pytest.raises(NotFound):
        notices.letter(world.actor(name), delivery.pk)
