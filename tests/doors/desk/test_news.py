"""What the city writes to a body is read at its desk, by nobody else, and marked read for all of it."""

from cocity.answer.notices import api as notices
from tests.answer.stories import Story
from tests.doors.desk.conftest import At
from tests.world import World

DESK = "/desk/news/"


def test_a_body_reads_what_was_written_to_it(world: World, at: At) -> None:
    story = Story(world)
    story.act("dispatcher", "offer", body=world.bodies["dept-housing"].pk)
    story.tell_people()
    handler = at("handler:dept-housing")
    page = handler.get(DESK).content.decode()
    assert "待接单" in page
    assert f"/desk/matters/{story.number}/" in page
    assert "未读" in page
    unread = notices.notices_of(world.actor("handler:dept-housing")).rows
    assert handler.post(DESK, {"notice": [str(each.id) for each in unread]}).status_code == 302
    assert "未读" not in handler.get(DESK).content.decode()
    assert "待接单" not in at("handler:dept-water").get(DESK).content.decode()


def test_marking_read_reaches_ones_own_body_alone(world: World, at: At) -> None:
    story = Story(world)
    story.act("dispatcher", "offer", body=world.bodies["dept-housing"].pk)
    story.tell_people()
    [notice] = notices.notices_of(world.actor("handler:dept-housing")).rows
    at("handler:dept-water").post(DESK, {"notice": str(notice.id)})
    assert notices.unread_count(world.actor("handler:dept-housing")) == 1
