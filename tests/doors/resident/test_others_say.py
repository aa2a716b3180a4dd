"""That others said the same: told to everyone, counted out from five on, never by the number of another matter."""

import re

import pytest
from django.test import Client

from cocity.listen.needs import api as needs
from tests.doors.resident.conftest import Person
from tests.world import World


def say_the_same(world: World, number: str, others: int) -> list[str]:
    made = [world.say(phone=f"1390000{n:04}").number for n in range(others)]
    for each in made:
        needs.join(
            now=world.now, actor=world.actor("dispatcher"), number=number, other=each, reason="same_thing"
        )
    return made


def plain(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


@pytest.mark.parametrize(("others", "zh", "en"), [
    (1, "另有人也说了这件事", "Others said so too"), (4, "另有人也说了这件事", "Others said so too"),
    (5, "另有 5 件说的是同一件事", "5 others say the same"),
])  # fmt: skip
def test_the_person_and_everyone_read_that_others_say_the_same(
    person: Person, world: World, others: int, zh: str, en: str
) -> None:
    number, _ = person.send(publish={"publish": "yes"})
    made = say_the_same(world, number, others)
    for address in (f"/my/{number}/", f"/m/{number}/"):
        page = plain(person.get(address))
        assert zh in page
        assert en in plain(person.get(address, headers={"accept-language": "en"}))
        assert not any(each in page.replace("-", "").replace(" ", "") for each in made)
        assert others >= needs.FEW or f"另有 {others}" not in page
    kept = person.get(f"/my/{number}/data.json").json()
    assert kept["others_say_the_same"] == {"zh": zh, "en": en}
    assert not any(each in str(kept) for each in made)
    assert "您的时限、答复和评判是您自己的" in plain(person.get(f"/my/{number}/"))


def test_without_others_nothing_is_said(person: Person, world: World, client: Client) -> None:
    number, _ = person.send(publish={"publish": "yes"})
    pages = [f"/my/{number}/", f"/m/{number}/"]
    assert all("同一件事" not in (page := plain(person.get(each))) and "另有" not in page for each in pages)
    [other] = say_the_same(world, number, 1)
    assert client.get(f"/m/{other}/").status_code == 404, "a private matter stays private, joined or not"
    needs.leave(now=world.now, actor=world.actor("agent"), number=other, reason="mistake")
    assert all("另有" not in plain(person.get(each)) for each in pages)
    assert person.get(f"/my/{number}/data.json").json()["others_say_the_same"] is None
