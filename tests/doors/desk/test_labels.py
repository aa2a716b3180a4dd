"""What the label of a field says about whether it must be filled in: once, and never two things."""

import re

import pytest

from tests.doors.desk.conftest import At
from tests.doors.desk.test_counts import PAGES, filled
from tests.doors.desk.test_one_matter import take
from tests.world import World

__all__ = ["filled"]
CONDITION = r"必填|才填|不填|needed|only if|leave empty"
# Forms with a condition in them that the list of pages does not open as such.
MORE = (
    ("a request to be decided", "supervisor", "matters/{number}/"),
    ("a claim", "handler:dept-housing", "matters/{joined}/do/claim/"),
    ("a check", "verifier", "matters/{answered}/do/verify/"),
    ("a call", "agent", "call/"),
)


def marks(page: str) -> list[str]:
    """Labels and legends that carry the mark of the optional, as read."""
    found = re.findall(r"<(label|legend)[^>]*>(.*?)</\1>", page, re.DOTALL)
    said = (re.sub(r"<[^>]+>", "", words) for _, words in found)
    return [words for words in said if re.search(r"（选填）|\(optional\)", words)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_label_says_optional_and_when_it_is_needed(
    world: World, at: At, filled: dict[str, object], language: str
) -> None:
    number = str(filled["number"])
    assert (
        take(at("handler:dept-housing"), number, "extend", reason="等配件", until="2026-12-04").status_code
        == 302
    )
    seen = 0
    for name, who, path in (*PAGES, *MORE):
        client = at(who)
        client.cookies["cocity_language"] = language
        page = client.get("/desk/" + path.format(**filled)).content.decode()
        found = marks(page)
        seen += len(found)
        assert not [words for words in found if re.search(CONDITION, words)], name
    assert seen > 10


def test_what_is_needed_at_times_says_when(world: World, at: At, filled: dict[str, object]) -> None:
    number = str(filled["number"])
    take(at("handler:dept-housing"), number, "extend", reason="等配件", until="2026-12-04")
    page = at("supervisor").get(f"/desk/matters/{number}/").content.decode()
    assert re.search(r"意见（不批准时必填）\s*</label>", page)
    page = at("handler:dept-housing").get(f"/desk/matters/{filled['joined']}/do/claim/").content.decode()
    assert re.search(r"理由（没有全部解决或采纳时必填）\s*</label>", page)
