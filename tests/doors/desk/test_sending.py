"""The dispatcher's desk: the body proposed with its reason, another one by search, the category put right."""

import pytest

from cocity.act.dispatch.models import Routing
from cocity.ground.commitments.models import Commitment
from tests.doors.desk.conftest import At, dispatched
from tests.doors.desk.test_one_matter import hidden, take
from tests.world import World


@pytest.fixture
def number(world: World) -> str:
    """A complaint about a body: a person decides who gets it."""
    receipt = world.say(
        "窗口推诿，跑了三趟", kind="complaint", against="dept-water", category="conduct/service"
    )
    dispatched(receipt.number, world.now)
    return receipt.number


def test_what_waits_shows_who_is_proposed_and_why(world: World, at: At, number: str) -> None:
    page = at("dispatcher").get("/desk/send/").content.decode()
    assert f"/desk/send/{number}/" in page
    shown = at("dispatcher").get(f"/desk/send/{number}/").content.decode()
    assert "为什么建议这个单位" in shown
    assert "由派单员决定交给谁" in shown
    assert "投诉的单位：<strong>水务部门" in shown, "whoever decides knows about whom"
    assert "投诉的单位" in at("dispatcher").get(f"/desk/matters/{number}/").content.decode()


def test_any_other_body_is_found_by_its_name(world: World, at: At, number: str) -> None:
    client = at("dispatcher")
    page = client.post(
        f"/desk/send/{number}/", {"find": "1", "body_words": "住建", "note": "请尽快"}
    ).content.decode()
    assert "住建部门" in page
    assert "请尽快" in page


def test_a_category_is_put_right_and_the_proposal_made_anew(world: World, at: At, number: str) -> None:
    client = at("dispatcher")
    page = client.get(f"/desk/send/{number}/").content.decode()
    sent = {"routing": hidden(page, "routing"), "category": "housing/estate"}
    assert client.post(f"/desk/send/{number}/category", sent).status_code == 302
    assert Routing.objects.get().category == "housing/estate"
    assert client.post(f"/desk/send/{number}/category", sent).status_code == 409, (
        "a stale page changes nothing"
    )


def test_no_category_is_chosen_for_the_dispatcher(world: World, at: At, number: str) -> None:
    client = at("dispatcher")
    page = client.get(f"/desk/send/{number}/").content.decode()
    assert '<option value="">请选择</option>' in page.replace(" selected", "")
    sent = {"routing": hidden(page, "routing"), "category": ""}
    assert client.post(f"/desk/send/{number}/category", sent).status_code == 422


def test_a_stale_page_is_refused_with_the_choice_kept(world: World, at: At, number: str) -> None:
    client = at("dispatcher")
    page = client.get(f"/desk/send/{number}/").content.decode()
    form = {
        "version": hidden(page, "version"),
        "key": hidden(page, "key"),
        "body": world.bodies["dept-housing"].pk,
    }
    Commitment.objects.update(version=9)
    answer = client.post(f"/desk/send/{number}/", form)
    assert answer.status_code == 409
    assert f'value="{world.bodies["dept-housing"].pk}"' in answer.content.decode()
    assert Commitment.objects.get().offered_to is None


def test_what_was_sent_meanwhile_says_so_and_keeps_the_note(world: World, at: At, number: str) -> None:
    client = at("dispatcher")
    page = client.get(f"/desk/send/{number}/").content.decode()
    form = {name: hidden(page, name) for name in ("version", "key")}
    body = world.bodies["dept-housing"].pk
    assert client.post(f"/desk/send/{number}/", {**form, "body": body}).status_code == 302
    late = at("dispatcher").post(
        f"/desk/send/{number}/", {**form, "key": "other", "body": body, "note": "写了很长的话"}
    )
    shown = late.content.decode()
    assert late.status_code == 409
    for words in ("现在不能派", "待接单", "写了很长的话"):
        assert words in shown
    assert ">派出<" not in shown.replace("</svg>", ""), "nothing invites to send it again"
    assert "现在不能派" in client.get(f"/desk/send/{number}/").content.decode()
    assert "现在不能派" not in page
    assert take(at("handler:dept-housing"), number, "accept").status_code == 302
    assert "现在不能派" in client.get(f"/desk/send/{number}/").content.decode(), "handing on is its handler's"
