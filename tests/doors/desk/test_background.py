"""Why this body: words in the reader's language, never a code, a placeholder or a line of the table."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from cocity.act.dispatch import api as dispatch
from cocity.ground.people.api import SYSTEM
from cocity.kit.remember import forget_all
from tests.act.dispatch_world import TABLE
from tests.doors.desk.conftest import At, dispatched
from tests.world import World

# Every kind of criterion, a relative body of each kind, a body that is gone, and rules that give no reason.
RULES = (
    TABLE
    + """air,,,air,,,d1,0,,,,
far,,d2-s1,,,,d2-s1,0,,,,
owned,,,,城投集团,,dept-water,0,,,,
old,,,,,,dept-water,0,,2026-01-01,,
late,,,,,"(kind in (complaint, consult) or procedure = petition) and not hour >= 22",{district},0,,,,
near,,,,,"channel != web and against = yes or level = street",{committee},-50,,,,
gone,housing/lift,,,,,dept-gone,9,,,,
"""
)


@pytest.fixture
def number(world: World) -> str:
    world.bodies["dept-housing"].name_en = "Housing department"
    for code, name in {"d1": "东区政府", "d1-s1": "永安街道办", "d2-s1": "西河街道办"}.items():
        world.bodies[code].name_zh = name
    world.places["d2-s1"].name_zh = "西河街道"
    for row in (*world.bodies.values(), world.places["d2-s1"]):
        row.save()
    dispatch.import_rules(RULES.encode(), name="rules.csv", actor=SYSTEM, now=world.now)
    made = world.say(place="d1-s1").number
    dispatched(made, world.now)
    return made


def shown(at: At, number: str, language: str) -> str:
    """What is read on the page, without the drawn procedure, which is in both languages."""
    client = at("supervisor")
    client.cookies["cocity_language"] = language
    page = client.get(f"/desk/matters/{number}/background/").content.decode()
    main = re.search(r"<main.*</main>", page, re.DOTALL)
    assert main
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", " ", main[0], flags=re.DOTALL)))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_code_stands_on_the_page(world: World, at: At, number: str, language: str) -> None:
    said = shown(at, number, language)
    found = dispatch.explain(world.actor("supervisor"), number)
    codes = (
        {each.rule for each in found.considered} | set(world.bodies) | {"petition", "web", "street", "hour"}
    )
    assert codes > {"last", "late", "near", "gone", "old", "owned"}
    if language == "en":  # these codes are English words too
        codes -= {
            "air",
            "far",
            "gone",
            "housing",
            "last",
            "late",
            "leak",
            "near",
            "old",
            "owned",
            "petition",
            "street",
        }
    assert not codes & set(re.findall(r"[a-z0-9-]+", said))
    assert not re.search(r"[{}/]|text has|dept-|_", said)


def test_a_rule_that_failed_stands_out_and_says_why(at: At, number: str) -> None:
    assert re.search(
        r"有一条规则没有用上\s+住房物业 · 电梯\s+名录里已没有的单位 · 规则指向的单位不存在或已撤销",
        shown(at, number, "zh-hans"),
    )
    english = shown(at, number, "en")
    assert re.search(
        r"A rule could not be followed\s+\S.*\s+a body no longer in the register · the body it names", english
    )


def test_criteria_and_relative_bodies_are_said_in_words(at: At, number: str) -> None:
    chinese, english = shown(at, number, "zh-hans"), shown(at, number, "en")
    assert "所在的街镇：永安街道办" in chinese
    assert "所在的区：东区政府" in chinese
    assert "诉求种类是“投诉”或“问一件事”" in chinese
    assert "并非（22:00 或更晚）" in chinese
    assert "地点不在西河街道内" in chinese
    assert "所在位置不是空中" in chinese
    assert "设施的权属单位不是“城投集团”" in chinese
    assert "渠道不是“网页”，并且投诉涉及某个单位" in chinese
    assert "the sub-district where it is: 永安街道办" in english
    assert "the words have “漏水”" in english or "the category is not" in english
    assert "Housing department" in english


def test_the_dispatcher_reads_the_same_words_where_a_rule_failed(at: At, number: str) -> None:
    page = at("dispatcher").get(f"/desk/send/{number}/").content.decode()
    assert "有一条规则没有用上" in page
    assert "规则 gone" not in page


def test_the_drawn_procedure_is_told_and_led_in_the_readers_language(at: At, number: str) -> None:
    client = at("supervisor")
    for language, now, way in (("zh-hans", "现在：", "→ 办理中"), ("en", "Now: ", "→ Being handled")):
        client.cookies["cocity_language"] = language
        page = client.get(f"/desk/matters/{number}/background/").content.decode()
        told = re.search(r"<desc[^>]*>(.*?)</desc>", page, re.DOTALL)
        assert told
        assert told[1].startswith(now)
        assert way in page.replace(told[0], "")
        assert bool(re.search(r"[一-龥]", told[1])) is (language == "zh-hans")


def test_the_page_makes_at_most_twelve_statements_whatever_its_rules_name(
    at: At, number: str, django_assert_max_num_queries: Callable
) -> None:
    client = at("supervisor")
    forget_all()
    with django_assert_max_num_queries(12):
        assert client.get(f"/desk/matters/{number}/background/").status_code == 200
