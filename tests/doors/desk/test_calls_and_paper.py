"""The agents' form and the batch of paper, page by page, without script."""

import re

import pytest

from cocity.ground.commitments.models import Commitment
from cocity.listen.intake.models import Voice
from cocity.listen.paper.models import Sheet
from tests.doors.desk.conftest import At
from tests.doors.desk.test_one_matter import hidden
from tests.world import World

CALL = {"kind": "help", "text": "楼道灯坏了，晚上看不见", "place_words": "d1-s1", "phone": "13800000001"}


def read_back(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def test_looking_up_shows_the_callers_matters_places_and_categories_and_keeps_the_form(
    world: World, at: At
) -> None:
    before = world.say("路灯不亮")
    page = at("agent").post("/desk/call/", {**CALL, "look": "1"}).content.decode()
    assert f"/desk/matters/{before.number}/" in page
    assert "d1-s1街道" in page
    assert "楼道灯坏了，晚上看不见" in page
    assert Voice.objects.count() == 1


def test_a_call_is_read_back_then_saved_once(world: World, at: At) -> None:
    agent = at("agent")
    key = hidden(agent.get("/desk/call/").content.decode(), "key")
    given = {**CALL, "key": key, "place": "d1-s1", "consent": "on", "read": "1"}
    page = agent.post("/desk/call/", given).content.decode()
    assert "请念给对方听" in page
    assert not Voice.objects.exists()
    saved = [agent.post("/desk/call/", {**read_back(page), "save": "1"}) for _ in range(2)]
    assert [answer.status_code for answer in saved] == [200, 200]
    row = Voice.objects.get()
    assert (row.channel, row.commitment.place.code) == ("hotline", "d1-s1")
    assert row.number[:4] in saved[1].content.decode()
    assert "现在由谁负责：<strong>市民热线</strong>" in saved[1].content.decode(), "as on every receipt"


def test_what_is_read_out_is_named_as_the_look_up_asks_for_it(world: World, at: At) -> None:
    agent = at("agent")
    given = {
        **CALL,
        "kind": "consult",
        "key": "k",
        "place": "d1-s1",
        "consent": "on",
        "answer": "带身份证即可",
    }
    page = agent.post("/desk/call/", {**given, "save": "1"}).content.decode()
    assert "查询码" in page
    assert re.search(r">\d{3} \d{3}<", page), "the code, in the halves the printed receipt shows"
    assert "已当场答复" in page
    assert "我们最迟联系对方" not in page, "answered: nobody will call"


@pytest.mark.parametrize(("phone", "promised"), [("13800000001", True), ("", False)])
def test_a_day_of_first_contact_is_read_out_to_those_who_left_a_number(
    world: World, at: At, phone: str, promised: bool
) -> None:
    given = {
        **CALL,
        "phone": phone,
        "key": "k",
        "place": "d1-s1",
        "consent": "on" if phone else "",
        "save": "1",
    }
    for _ in range(2):
        page = at("agent").post("/desk/call/", given).content.decode()
        assert ("我们最迟联系对方" in page) is promised


def test_what_is_wrong_with_a_call_is_named_before_it_is_read_back(world: World, at: At) -> None:
    agent = at("agent")
    given = {**CALL, "key": "k", "place": "d1-s1", "kind": "suggestion", "answer": "好的", "read": "1"}
    answer = agent.post("/desk/call/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_answer"' in page


@pytest.fixture
def clerk(world: World, at: At):
    world.worker("clerk", "hotline", "editor")
    return at("clerk")


def test_from_the_blank_sheet_to_the_printed_receipt(world: World, clerk) -> None:
    printed = clerk.post("/desk/paper/", {"count": "2", "languages": "both"}).content.decode()
    number = Sheet.objects.order_by("pk").first().number
    assert number[:4] in printed
    assert printed.count("<svg") >= 2
    batch = clerk.post("/desk/paper/batches/new", {"handed_in_on": "2026-11-23", "place": "d1-s1"}).url
    page = clerk.get(batch).content.decode()
    words = {"sheet": number, "key": hidden(page, "key"), "kind": "help", "text": "楼道灯坏了"}
    back = clerk.post(batch, words)
    assert back.url == f"/desk/paper/sheets/{number}/read-back/"
    assert "楼道灯坏了" in clerk.get(back.url).content.decode()
    assert not Commitment.objects.exists()
    receipts = [clerk.post(back.url, {"way": "read_back"}) for _ in range(2)]
    assert [answer.status_code for answer in receipts] == [302, 302], "sent twice is once"
    receipt = receipts[1].url
    printed = clerk.get(receipt).content.decode()
    assert Commitment.objects.get().number[:4] in printed
    assert "<dt>现在由谁负责</dt><dd>市民热线</dd>" in printed
    assert "最迟联系您" not in printed, "no way to be reached was left"


def test_the_same_sheet_again_is_refused_with_a_link_to_the_first(world: World, clerk) -> None:
    clerk.post("/desk/paper/", {"count": "1", "languages": "zh"})
    number = Sheet.objects.get().number
    batch = clerk.post("/desk/paper/batches/new", {"handed_in_on": "2026-11-23", "place": ""}).url
    words = {"sheet": number, "key": "k", "kind": "help", "text": "楼道灯坏了"}
    clerk.post(batch, words)
    clerk.post(f"/desk/paper/sheets/{number}/read-back/", {"way": "read_back"})
    answer = clerk.post(batch, words)
    assert answer.status_code == 409
    assert f"/desk/matters/{Commitment.objects.get().number}/" in answer.content.decode()


def test_a_mistyped_sheet_number_is_noticed(world: World, clerk) -> None:
    batch = clerk.post("/desk/paper/batches/new", {"handed_in_on": "2026-11-23", "place": ""}).url
    words = {"sheet": "2611230000000001", "key": "k", "kind": "help", "text": "楼道灯坏了"}
    answer = clerk.post(batch, words)
    assert answer.status_code == 422
    assert 'href="#id_sheet"' in answer.content.decode()


def test_the_typist_is_told_to_find_a_colleague_for_the_second_look(world: World, clerk) -> None:
    clerk.post("/desk/paper/", {"count": "1", "languages": "zh"})
    number = Sheet.objects.get().number
    batch = clerk.post("/desk/paper/batches/new", {"handed_in_on": "2026-11-23", "place": ""}).url
    clerk.post(batch, {"sheet": number, "key": "k", "kind": "help", "text": "楼道灯坏了"})
    answer = clerk.post(f"/desk/paper/sheets/{number}/read-back/", {"way": "second_worker"})
    assert answer.status_code == 422
    assert not Commitment.objects.exists()


def test_a_call_about_a_body_is_looked_up_read_back_and_kept_from_it(world: World, at: At) -> None:
    agent = at("agent")
    given = {
        **CALL,
        "key": "k",
        "kind": "complaint",
        "against_words": "d1-s1街道",
        "look": "1",
        "consent": "on",
    }
    page = agent.post("/desk/call/", given).content.decode()
    assert 'id="id_against_0" value="d1-s1"' in page
    del given["look"]
    page = agent.post(
        "/desk/call/", {**given, "place": "d1-s1", "against": "d1-s1", "read": "1"}
    ).content.decode()
    assert "投诉的单位" in page
    assert "d1-s1街道办" in page
    assert agent.post("/desk/call/", {**read_back(page), "save": "1"}).status_code == 200
    assert Commitment.objects.get().against == world.bodies["d1-s1"]


def test_a_sheet_about_a_body_is_typed_read_back_and_kept_from_it(world: World, clerk) -> None:
    printed = clerk.post("/desk/paper/", {"count": "1", "languages": "both"}).content.decode()
    assert "Which body is it about, if any?" in printed
    number = Sheet.objects.get().number
    batch = clerk.post("/desk/paper/batches/new", {"handed_in_on": world.now.date().isoformat()}).url
    given = {
        "sheet": number,
        "kind": "complaint",
        "text": CALL["text"],
        "key": "k",
        "against_words": "d1-s1街道",
    }
    assert 'id="id_against_0" value="d1-s1"' in clerk.post(batch, {**given, "look": "1"}).content.decode()
    clerk.post(batch, {**given, "against": "d1-s1"})
    mend = clerk.get(f"{batch}?sheet={number}").content.decode()
    assert re.search(r'value="d1-s1"[^>]*checked', mend), "mended, the body stays chosen"
    back = clerk.get(f"/desk/paper/sheets/{number}/read-back/").content.decode()
    assert "d1-s1街道办" in back
    clerk.post(f"/desk/paper/sheets/{number}/read-back/", {"way": "read_back"})
    assert Commitment.objects.get().against == world.bodies["d1-s1"]


@pytest.mark.parametrize("words", ["d1-s1街道", "没有这个局"])
def test_a_body_that_was_typed_but_not_chosen_is_asked_for_and_never_dropped(
    world: World, at: At, words: str
) -> None:
    given = {"kind": "complaint", "text": "办事推来推去", "key": "k", "against_words": words, "read": "1"}
    answer = at("agent").post("/desk/call/", given)
    assert answer.status_code == 422
    assert 'href="#id_against_words"' in answer.content.decode()


def test_no_body_in_particular_may_be_chosen_after_a_look(world: World, at: At) -> None:
    agent = at("agent")
    given = {
        "kind": "complaint",
        "text": "推来推去",
        "key": "k",
        "against_words": "d1-s1",
        "against": "-",
        "read": "1",
    }
    page = agent.post("/desk/call/", given).content.decode()
    assert "请念给对方听" in page
    assert agent.post("/desk/call/", {**read_back(page), "save": "1"}).status_code == 200
    assert Voice.objects.get().commitment.against is None


def test_a_look_that_finds_no_place_says_so(world: World, at: At) -> None:
    page = (
        at("agent").post("/desk/call/", {**CALL, "place_words": "没有这条街", "look": "1"}).content.decode()
    )
    assert "没有找到名称里有“没有这条街”的" in page
    assert "选定地点、写下内容后再按" in page, "nothing similar was looked for, and none said to be missing"


def test_a_sheet_typed_again_by_mistake_does_not_replace_what_waits_to_be_read_back(
    world: World, clerk
) -> None:
    from cocity.listen.paper import api as paper

    [sheet] = paper.print_sheets(now=world.now, actor=world.actor("clerk"), count=1)
    batch = paper.open_batch(now=world.now, actor=world.actor("clerk"), handed_in_on=world.now.date())
    at_batch = f"/desk/paper/batches/{batch}/"
    given = {"kind": "help", "key": "k", "sheet": sheet.number}
    assert clerk.post(at_batch, {**given, "text": "第一张"}).status_code == 302
    assert clerk.post(at_batch, {**given, "text": "第一张"}).status_code == 302, "sent twice: nothing to say"
    again = clerk.post(at_batch, {**given, "text": "另一个人的话"})
    assert again.status_code == 409
    assert "另一个人的话" in again.content.decode()
    assert f"?sheet={sheet.number}" in again.content.decode()
    assert paper.sheet(world.actor("clerk"), sheet.number).entry.text == "第一张"
    mended = clerk.post(f"{at_batch}?sheet={sheet.number}", {**given, "text": "第一张，改过"})
    assert mended.status_code == 302
