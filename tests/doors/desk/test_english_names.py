"""Who reads English reads English names of bodies wherever there is one, else the Chinese name, and never a code."""

import re

from django.test import Client

from cocity.ground.people.models import Body
from cocity.kit.remember import forget_all
from cocity.listen.intake.api import Channel
from tests.answer.stories import Story
from tests.doors.desk.conftest import At
from tests.doors.desk.test_counts import PAGES, filled
from tests.doors.desk.test_one_matter import take
from tests.world import World

__all__ = ["filled"]
OTHERS = (
    ("matters/{joined}/", "handler:dept-housing"), ("letters/", "agent"), ("letters/print", "agent"), ("news/", "supervisor"),
    ("matters/{number}/do/join/", "handler:dept-housing"), ("send/{new}/", "dispatcher"), ("decisions/", "dispatcher"),
)  # fmt: skip


def in_english(client: Client, path: str) -> str:
    client.cookies["cocity_language"] = "en"
    answer = client.get(path)
    page = answer.content.decode()
    return re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", " ", page, flags=re.DOTALL))


def named_in_english(world: World) -> list[str]:
    """Every body gets an English name; the Chinese names that must not be read any more."""
    for body in world.bodies.values():
        body.refresh_from_db()
        body.name_en = f"Office {body.pk} of the city"
    Body.objects.bulk_update(world.bodies.values(), ["name_en"])
    forget_all()
    return sorted((body.name_zh for body in world.bodies.values()), key=len, reverse=True)


def test_no_chinese_name_of_a_body_where_there_is_an_english_one(
    world: World, at: At, filled: dict[str, object]
) -> None:
    Story(world, channel=Channel("paper", mode="offline"), phone="").tell_people()
    number = str(filled["number"])
    take(
        at("handler:dept-housing"),
        number,
        "join",
        bodies=[str(world.bodies["dept-water"].pk)],
        note="一起看现场",
    )
    chinese = named_in_english(world)
    for path, who in (*((path, who) for _, who, path in PAGES), *OTHERS):
        page = in_english(at(who), "/desk/" + path.format(**filled))
        assert not [name for name in chinese if name in page], path


def test_the_day_on_an_english_letter_is_in_english_whoever_prints_it(world: World, at: At) -> None:
    story = Story(world, channel=Channel("paper", mode="offline"))
    world.resident.language = "en"
    world.resident.save()
    story.tell_people()
    page = at("agent").get("/desk/letters/print").content.decode()
    sheet = page[page.index('lang="en"') :]
    assert "Monday 23 November 2026" in sheet
    assert "2026年" not in sheet.partition("</section>")[0]
