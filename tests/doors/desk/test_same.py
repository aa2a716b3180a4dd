"""Joining matters at the desk: on a matter's page, by number or chosen from similar ones, and after a call."""

import re

import pytest

from cocity.ground.commitments.models import Commitment
from cocity.listen.needs import api as needs
from cocity.listen.needs.models import Need
from tests.doors.desk.conftest import At
from tests.doors.desk.test_calls_and_paper import CALL, read_back
from tests.doors.desk.test_one_matter import hidden
from tests.world import World


def at_page(number: str) -> str:
    return f"/desk/matters/{number}/"


@pytest.fixture
def pair(world: World) -> tuple[str, str]:
    return world.say().number, world.say().number


def joined(world: World, one: str, two: str, reason: str = "found_there") -> None:
    needs.join(now=world.now, actor=world.actor("agent"), number=one, other=two, reason=reason)


def test_a_similar_matter_is_offered_chosen_and_shown(world: World, at: At, pair: tuple[str, str]) -> None:
    one, two = pair
    client = at("dispatcher")
    assert "没有和别的事项并在一起" in client.get(at_page(one)).content.decode()
    form = client.get(f"{at_page(one)}same/").content.decode()
    assert f'value="{two}"' in form
    assert f'value="{one}"' not in form
    answer = client.post(
        f"{at_page(one)}same/", {"pick": two, "other": "", "reason": "same_thing"}, follow=True
    )
    page = answer.content.decode()
    assert "已并在一起" in page
    for words in (
        at_page(two),
        f"{at_page(two)}same/leave/",
        "测试市民热线"[2:],
        "说的是同一个地方的同一件事",
        "各是各的，都不变",
    ):
        assert words in page
    assert f'value="{two}"' not in client.get(f"{at_page(one)}same/").content.decode(), "not offered again"


def test_a_number_is_typed_as_printed(world: World, at: At, pair: tuple[str, str]) -> None:
    one, two = pair
    typed = "-".join(two[i : i + 4] for i in range(0, 16, 4))
    answer = at("supervisor").post(
        f"{at_page(one)}same/", {"pick": "", "other": typed, "reason": "person_says"}
    )
    assert (answer.status_code, answer.url) == (302, at_page(one))
    assert needs.others(two) == 1


@pytest.mark.parametrize(("given", "status", "field", "words"), [
    ({"reason": "same_thing"}, 422, "other", "请写另一件的编号"),
    ({"other": "123", "reason": "same_thing"}, 422, "other", "16 位数字"),
    ({"other": "{one}", "reason": "same_thing"}, 422, "other", "本事项的编号"),
    ({"other": "{about}", "reason": "same_thing"}, 422, "other", "投诉同一单位"),
    ({"other": "2611230000000000", "reason": "same_thing"}, 422, "other", "编号"),
    ({"other": "{two}", "pick": "{two}", "reason": "same_thing"}, 422, "other", "请只选一件"),
    ({"other": "{two}"}, 422, "reason", "怎么知道是同一件事"),
    ({"other": "{two}", "reason": "because"}, 422, "reason", "请从所列各项中选择"),
])  # fmt: skip
def test_an_error_names_the_field_and_keeps_what_was_typed(
    world: World, at: At, pair: tuple[str, str], given: dict[str, str], status: int, field: str, words: str
) -> None:
    one, two = pair
    about = world.say(kind="complaint", against="d2-s1").number
    sent = {name: value.format(one=one, two=two, about=about) for name, value in given.items()}
    answer = at("dispatcher").post(f"{at_page(one)}same/", sent)
    page = answer.content.decode()
    assert answer.status_code == status
    summary = re.search(r'<div class="trouble".*?</div>', page, re.DOTALL)
    assert summary is not None
    assert words in summary[0]
    assert re.search(rf'href="#id_{field}', summary[0])
    assert f'value="{sent.get("other", "")}"' in page
    assert not Need.objects.exists()


def test_a_matter_that_is_not_theirs_to_see_is_as_if_it_were_not_there(world: World, at: At) -> None:
    mine, theirs = world.say().number, world.say().number
    Commitment.objects.filter(number=mine).update(holder=world.bodies["d1-s1"])
    Commitment.objects.filter(number=theirs).update(holder=world.bodies["d2-s1"])
    client = at("supervisor:d1")
    assert theirs not in client.get(f"{at_page(mine)}same/").content.decode()
    answer = client.post(f"{at_page(mine)}same/", {"other": theirs, "reason": "same_thing"})
    assert answer.status_code == 404
    assert "没有这个事项，或您无权查看" in answer.content.decode()
    assert "怎么知道是同一件事" in answer.content.decode(), "the form stays, with what was typed"
    joined(world, mine, theirs)
    for page in (client.get(at_page(mine)), at("handler:d1-s1").get(at_page(mine))):
        text = page.content.decode()
        assert "另有 1 件，您不能查看" in text
        assert theirs not in text.replace("-", "")
    assert client.get(f"{at_page(theirs)}same/leave/").status_code == 404
    assert client.post(f"{at_page(theirs)}same/leave/", {"reason": "mistake"}).status_code == 404


def test_a_handler_reads_and_joins_nothing(world: World, at: At, pair: tuple[str, str]) -> None:
    for number in pair:
        Commitment.objects.filter(number=number).update(holder=world.bodies["dept-housing"])
    client = at("handler:dept-housing")
    assert "同一件事" not in client.get(at_page(pair[0])).content.decode()
    joined(world, *pair)
    page = client.get(at_page(pair[0])).content.decode()
    assert at_page(pair[1]) in page
    assert "same/" not in page
    assert (
        client.post(f"{at_page(pair[0])}same/", {"other": pair[1], "reason": "same_thing"}).status_code == 403
    )


def test_one_is_taken_out_for_a_reason(world: World, at: At, pair: tuple[str, str]) -> None:
    one, two = pair
    client = at("dispatcher")
    assert client.get(f"{at_page(one)}same/leave/").status_code == 404
    joined(world, one, two)
    where = f"{at_page(two)}same/leave/"
    assert "为什么移出" in client.get(where).content.decode()
    assert client.post(where, {}).status_code == 422
    assert needs.others(one) == 1
    page = client.post(where, {"reason": "mistake"}, follow=True).content.decode()
    assert "已移出" in page
    assert client.post(where, {"reason": "mistake"}).status_code == 302, "sent twice, nothing changes"
    assert needs.others(one) == 0


def test_after_a_call_the_similar_ones_lead_to_the_form_with_the_number_filled_in(
    world: World, at: At
) -> None:
    before, elsewhere = world.say().number, world.say(place="d2-s1").number
    against = world.say(kind="complaint", against="d1-s1").number
    agent = at("agent")
    key = hidden(agent.get("/desk/call/").content.decode(), "key")
    page = agent.post(
        "/desk/call/", {**CALL, "key": key, "place": "d1-s1", "consent": "on", "read": "1"}
    ).content.decode()
    receipt = agent.post("/desk/call/", {**read_back(page), "save": "1"}).content.decode()
    new = Commitment.objects.exclude(number__in=[before, elsewhere, against]).get().number
    link = f"{at_page(new)}same/?with="
    assert re.findall(re.escape(link) + r'(\d+)"', receipt) == [before]
    form = agent.get(f"{link}{before}").content.decode()
    assert re.search(rf'value="{before}"[^>]*checked', form)
    agent.post(f"{at_page(new)}same/", {"pick": before, "reason": "person_says"})
    assert needs.others(before) == 1


def test_a_number_in_the_address_that_is_not_offered_stands_in_the_box(world: World, at: At) -> None:
    one, far = world.say().number, world.say("别处的路灯不亮", place="d2-s1").number
    form = at("agent").get(f"{at_page(one)}same/?with={far}").content.decode()
    assert re.search(rf'id="id_other"[^>]*value="{far}"|value="{far}"[^>]*id="id_other"', form)


def test_a_large_need_is_read_in_pages(world: World, at: At) -> None:
    numbers = [world.say().number for _ in range(28)]
    for other in numbers[1:]:
        joined(world, numbers[0], other)
    client = at("dispatcher")
    page = client.get(at_page(numbers[0])).content.decode()
    shown = {each for each in numbers[1:] if at_page(each) in page}
    [more] = re.findall(r'href="(\?need=[^"]+)"', page)
    rest = client.get(at_page(numbers[0]) + more).content.decode()
    also = {each for each in numbers[1:] if at_page(each) in rest}
    assert (len(shown), len(also), shown | also) == (25, 2, set(numbers[1:]))
    assert "从头看" in rest
    assert client.get(f"{at_page(numbers[0])}?need=made-up").status_code == 422


@pytest.mark.parametrize(
    ("kind", "offered"),
    [("complaint", True), ("help", True), ("suggestion", False), ("petition", False), ("consult", False)],
)
def test_only_a_matter_of_a_kind_that_may_be_the_same_is_offered(
    world: World, at: At, kind: str, offered: bool
) -> None:
    one, two = world.say(kind="complaint").number, world.say(kind=kind).number
    form = at("supervisor").get(f"{at_page(one)}same/").content.decode()
    assert (f'value="{two}"' in form) is offered


def test_a_matter_reclassified_is_still_of_the_kind_it_began_as(world: World, at: At) -> None:
    one, two = world.say(kind="complaint").number, world.say(kind="help").number
    idea = world.say(kind="suggestion").number
    Commitment.objects.filter(number=two).update(procedure="complex")
    form = at("supervisor").get(f"{at_page(one)}same/").content.decode()
    assert f'value="{two}"' in form
    form = at("supervisor").get(f"{at_page(two)}same/").content.decode()
    assert f'value="{one}"' in form
    assert f'value="{idea}"' not in form
