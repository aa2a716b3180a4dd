"""Numbers in forms that no column could hold are refused or passed over, never a fault of the server."""

import pytest

from tests.answer.stories import Story
from tests.doors.desk.conftest import At
from tests.world import World

MATTER = "/desk/matters/{number}/"
SENT = (
    ("handler:dept-housing", "/desk/news/", {"notice": "{bad}"}),
    ("handler:dept-housing", "/desk/accept", {"matter": "{number}:{bad}"}),
    ("agent", "/desk/letters/printed", {"letter": "{bad}"}),
    ("supervisor", f"{MATTER}requests/1/", {"decision": "grant", "version": "{bad}"}),
    ("dispatcher", "/desk/send/ticked", {"matter": "{number}:{bad}"}),
    ("dispatcher", "/desk/send/{number}/", {"body": "{bad}", "version": "1"}),
    ("dispatcher", "/desk/send/{number}/", {"body": "{bad}", "find": "1"}),
    ("dispatcher", "/desk/send/{number}/category", {"routing": "{bad}", "category": "housing/lift"}),
)


@pytest.mark.parametrize("bad", ["²", "9" * 30, "9" * 5000], ids=["superscript", "wide", "endless"])
@pytest.mark.parametrize(("who", "where", "given"), SENT)
def test_what_no_column_holds(
    world: World, at: At, bad: str, who: str, where: str, given: dict[str, str]
) -> None:
    number = Story(world).number
    filled = {name: value.format(number=number, bad=bad) for name, value in given.items()}
    assert at(who).post(where.format(number=number), filled).status_code < 500
