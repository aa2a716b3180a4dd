"""Needs by the API: lists, one, search and count, for everyone and for workers, and nothing that is not theirs to see."""

import csv
import io
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from cocity.listen.needs import api as needs
from cocity.listen.needs.models import Need
from tests.doors.test_api import key_for
from tests.world import World


@pytest.fixture
def api(world: World) -> Client:
    return Client(headers={"accept-language": "en"})


def said(world: World, count: int, *, publish: bool, **more: Any) -> list[str]:
    return [world.say(publish=publish, phone=f"1390000{n:04}", **more).number for n in range(count)]


def joined(world: World, numbers: list[str]) -> int:
    agent = world.actor("agent")
    for other in numbers[1:]:
        needs.join(now=world.now, actor=agent, number=numbers[0], other=other, reason="same_thing")
    need: int = Need.objects.order_by("-id").values_list("id", flat=True)[0]
    return need


def get(api: Client, path: str, headers: dict[str, str] | None = None, **asked: Any) -> Any:
    return api.get(f"/api/v1/{path}", asked, headers=headers or {})


def test_a_need_of_public_matters_is_listed_and_shown(api: Client, world: World) -> None:
    numbers = said(world, 3, publish=True)
    need = joined(world, numbers)
    listed = get(api, "needs").json()
    [one] = listed["needs"]
    assert (listed["count"], listed["capped"], listed["next"]) == (1, False, "")
    assert (one["id"], one["matters"], one["size"]) == (need, 3, 3)
    assert one["others_say"]["en"] == "Others said so too"
    whole = get(api, f"needs/{need}").json()
    assert {each["number"] for each in whole["matters"]} == set(numbers)
    assert whole["need"] == one


@pytest.mark.parametrize("hidden", [1, 4])
def test_a_need_with_few_hidden_matters_is_not_there_for_all(api: Client, world: World, hidden: int) -> None:
    need = joined(world, said(world, 6, publish=True) + said(world, hidden, publish=False))
    assert get(api, "needs").json() == {"needs": [], "next": "", "count": 0, "capped": False}
    assert get(api, f"needs/{need}").status_code == 404


def test_hidden_matters_that_are_many_are_counted_and_never_named(api: Client, world: World) -> None:
    private = said(world, 5, publish=False)
    public = said(world, 2, publish=True)
    need = joined(world, private + public)
    for answer in (get(api, "needs"), get(api, f"needs/{need}")):
        assert not any(number in answer.content.decode() for number in private)
    [one] = get(api, "needs").json()["needs"]
    assert (one["matters"], one["size"], one["others_say"]["en"]) == (2, 7, "6 others say the same")
    assert {each["number"] for each in get(api, f"needs/{need}").json()["matters"]} == set(public)


def test_a_need_of_private_matters_alone_is_as_none(api: Client, world: World) -> None:
    need = joined(world, said(world, 6, publish=False))
    answers = [get(api, f"needs/{each}") for each in (need, need + 1000)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]
    assert get(api, "needs").json()["needs"] == []
    assert get(api, "needs", q="楼道").json()["count"] == 0, "a search finds no more than the list"


def test_lists_go_on_behind_a_cursor_and_are_narrowed(api: Client, world: World) -> None:
    lifts = [joined(world, said(world, 2, publish=True)) for _ in range(3)]
    light = joined(
        world, said(world, 2, publish=True, category="roads/light", place="d2-s1", text="路灯不亮了")
    )
    found, cursor = [], ""
    for _ in range(4):
        page = get(api, "needs", size=1, cursor=cursor).json()
        found += [each["id"] for each in page["needs"]]
        cursor = page["next"]
    assert (found, cursor) == ([light, *lifts[::-1]], "")
    for asked in ({"place": "d2"}, {"category": "roads"}, {"q": "路灯不亮了"}):
        assert [each["id"] for each in get(api, "needs", **asked).json()["needs"]] == [light], asked
    assert get(api, "needs", cursor="no-mark").status_code == 422
    assert get(api, "needs", place="nowhere").status_code == 404


def test_the_matters_of_a_need_are_paged(api: Client, world: World) -> None:
    numbers = said(world, 5, publish=True)
    need = joined(world, numbers)
    found, cursor = [], ""
    for size in (2, 2, 1):
        page = get(api, f"needs/{need}", size=2, cursor=cursor).json()
        assert len(page["matters"]) == size
        found += [each["number"] for each in page["matters"]]
        cursor = page["next"]
    assert (sorted(found), cursor) == (sorted(numbers), "")


def test_a_worker_sees_by_the_api_what_the_desk_shows(api: Client, world: World) -> None:
    here, there = said(world, 2, publish=False)
    about = said(world, 2, publish=False, kind="complaint", against="d1-s1", place="d1-s1")
    need, complaint = joined(world, [here, there]), joined(world, about)
    agent = key_for(world, "agent", "matters:read")
    assert {each["id"] for each in get(api, "desk/needs", agent).json()["needs"]} == {need, complaint}
    whole = get(api, f"desk/needs/{need}", agent).json()
    assert {each["matter"]["number"] for each in whole["matters"]} == {here, there}
    assert whole["matters"][0]["why"]["en"].startswith("They say the same thing")
    assert whole["need"]["hidden"] == 0
    handler = key_for(world, "handler:d1-s1", "matters:read")
    for each in (need, complaint):
        assert get(api, f"desk/needs/{each}", handler).status_code == 404
    assert get(api, "desk/needs", handler).json()["needs"] == []


def test_the_desk_part_needs_a_key_and_its_scope(api: Client, world: World) -> None:
    need = joined(world, said(world, 2, publish=True))
    acting = key_for(world, "agent", "matters:act")
    for path in ("desk/needs", f"desk/needs/{need}"):
        assert get(api, path).status_code == 401
        assert get(api, path, acting).status_code == 403


def test_needs_are_exported_without_words(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = said(world, 2, publish=False)
    need = joined(world, numbers)
    call_command("export", "needs")
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {(row["need"], row["number"], row["reason"]) for row in rows} == {
        (str(need), number, "same_thing") for number in numbers
    }


def test_lists_cost_the_same_however_many_there_are(api: Client, world: World, count_queries: Any) -> None:
    for _ in range(3):
        joined(world, said(world, 3, publish=True))
    agent = world.actor("agent")
    with count_queries("listen/needs: a list of needs"):
        needs.listed(agent)
    with count_queries("listen/needs: one need whole"):
        needs.whole(agent, Need.objects.values_list("id", flat=True)[0])
