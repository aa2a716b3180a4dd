"""The page that tells decisions: who opens it, what it shows, and that nobody is told twice or by mistake."""

from typing import Any

import pytest
from django.test import Client

from cocity.answer.decisions.models import Decision
from cocity.ground.journal.models import JournalEntry
from tests.doors.desk.conftest import At
from tests.world import World

pytestmark = pytest.mark.django_db
WHERE = "/desk/decisions/"
WRITTEN = {
    "title": "加装电梯",
    "text": "本小区今年加装电梯。",
    "place": "d1-s1",
    "category": "housing/lift",
    "key": "one",
}
COUNTED = {"send": "yes", "counted": "d1-s1|housing/lift"}


def post(client: Client, **more: str) -> Any:
    return client.post(WHERE, {**WRITTEN, **more}, follow=True)


def told() -> int:
    return JournalEntry.objects.filter(kind="decision.addressed").count()


def test_supervisors_and_editors_open_it_and_nobody_else(world: World, at: At) -> None:
    world.worker("clerk", "hotline", "editor")
    assert {at(name).get(WHERE).status_code for name in ("supervisor", "supervisor:d1", "clerk")} == {200}
    others = [name for name in world.workers if not name.startswith("supervisor") and name != "clerk"]
    assert {at(name).get(WHERE).status_code for name in others} == {403}
    assert {at(name).post(WHERE, {**WRITTEN, **COUNTED}).status_code for name in others} == {403}
    assert Client().get(WHERE).status_code == 302
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("people", "shown"), [(0, "不到 10 人"), (1, "不到 10 人"), (9, "不到 10 人"), (11, "11 人")]
)
def test_people_are_counted_before_and_few_are_not_counted_out(
    world: World, at: At, people: int, shown: str
) -> None:
    for n in range(people):
        world.say(phone=f"138000001{n:02}")
    client = at("supervisor")
    counted = post(client)
    assert f"会告知 {shown}" in counted.content.decode()
    assert 'name="counted" value="d1-s1|housing/lift"' in counted.content.decode()
    assert (told(), Decision.objects.count()) == (0, 0), "counting tells nobody"
    sent = post(client, **COUNTED).content.decode()
    assert f"已告知 {shown}，每人一份" in sent
    assert f"{people} 人" not in sent.replace(shown, "")
    assert told() == people


def test_english_says_the_same(world: World, at: At) -> None:
    client = at("supervisor")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "fewer than 10 people" in post(client).content.decode()


def test_a_supervisor_elsewhere_counts_and_tells_nobody_here(world: World, at: At) -> None:
    world.worker("supervisor:d2", "d2", "supervisor")
    for n in range(12):
        world.say(phone=f"138000001{n:02}")
    client = at("supervisor:d2")
    assert "不到 10 人" in post(client).content.decode()
    post(client, **COUNTED)
    assert told() == 0


def test_sent_twice_it_is_told_once(world: World, at: At) -> None:
    world.say()
    client = at("supervisor")
    for _ in range(2):
        assert "已告知" in post(client, **COUNTED).content.decode()
    assert (told(), Decision.objects.count()) == (1, 1)


def test_a_form_changed_since_it_was_counted_is_counted_again(world: World, at: At) -> None:
    world.say()
    client = at("supervisor")
    for stale in ({"send": "yes"}, {**COUNTED, "place": ""}):
        again = post(client, **stale)
        assert again.status_code == 200
        assert "会告知 不到 10 人" in again.content.decode()
    assert told() == 0
    post(client, **COUNTED)
    late = post(client, **COUNTED, text="另一段话")
    assert late.status_code == 422
    assert "这张表已经发出过" in late.content.decode()
    assert told() == 1


def test_a_form_with_a_place_that_is_gone_or_none_is_refused(world: World, at: At) -> None:
    client = at("supervisor")
    for wrong in ({"place": "nowhere"}, {"place": "", "category": ""}, {"title": " "}):
        assert post(client, **{**COUNTED, **wrong}).status_code == 422
    assert not Decision.objects.exists()
