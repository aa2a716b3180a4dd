"""From the inbox to a step taken: what a worker sees, does, and is told when somebody was faster."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cocity.ground.commitments.models import Commitment, Step
from cocity.ground.journal import api as journal
from cocity.kit.dates import day_words
from tests.doors.desk.conftest import At
from tests.world import World


def hidden(page: str, name: str) -> str:
    """The value of a hidden input."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no hidden {name}"
    return found.group(1)


def form_of(client: Client, number: str, action: str) -> dict[str, str]:
    page = client.get(f"/desk/matters/{number}/do/{action}/").content.decode()
    return {name: hidden(page, name) for name in ("version", "seen", "key")}


def take(client: Client, number: str, action: str, **given: object):
    return client.post(f"/desk/matters/{number}/do/{action}/", {**form_of(client, number, action), **given})


def send(client: Client, number: str, body: int):
    page = client.get(f"/desk/send/{number}/").content.decode()
    form = {name: hidden(page, name) for name in ("version", "key")}
    return client.post(f"/desk/send/{number}/", {**form, "body": body})


@pytest.fixture
def number(world: World) -> str:
    return world.say().number


@pytest.fixture
def working(world: World, at: At, number: str) -> str:
    assert send(at("dispatcher"), number, world.bodies["dept-housing"].pk).status_code == 302
    assert take(at("handler:dept-housing"), number, "accept").status_code == 302
    return number


def test_the_inbox_leads_to_the_matter_and_the_matter_to_the_step(world: World, at: At, number: str) -> None:
    dispatcher = at("dispatcher")
    page = dispatcher.get("/desk/").content.decode()
    assert f"/desk/matters/{number}/" in page
    page = dispatcher.get(f"/desk/matters/{number}/").content.decode()
    assert "楼道灯坏了三天" in page
    assert f"/desk/send/{number}/" in page
    assert dispatcher.get(f"/desk/matters/{number}/do/offer/").url == f"/desk/send/{number}/"
    done = send(dispatcher, number, world.bodies["dept-housing"].pk)
    assert (done.status_code, done.url) == (302, "/desk/send/")
    assert Commitment.objects.get().offered_to == world.bodies["dept-housing"]


def test_a_body_is_found_by_part_of_its_name_and_nothing_typed_is_lost(
    world: World, at: At, working: str
) -> None:
    client = at("handler:dept-housing")
    given = {
        **form_of(client, working, "hand_over"),
        "reason": "管线归水务",
        "body_words": "水务",
        "find": "1",
    }
    page = client.post(f"/desk/matters/{working}/do/hand_over/", given).content.decode()
    assert "水务部门" in page
    assert "管线归水务" in page
    assert 'class="wrong"' not in page
    assert Commitment.objects.get().state == "working"


def test_what_is_missing_is_named_beside_its_field(at: At, working: str) -> None:
    refused = take(at("handler:dept-housing"), working, "claim", claim="yes")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'href="#id_evidence"' in page
    assert Commitment.objects.get().state == "working"


def test_sending_the_form_twice_does_it_once(at: At, working: str) -> None:
    client = at("handler:dept-housing")
    form = {**form_of(client, working, "contact"), "note": "已联系，今天派人"}
    address = f"/desk/matters/{working}/do/contact/"
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 302]
    assert Step.objects.filter(action="contact").count() == 1


def test_a_stale_tab_is_told_what_changed_and_keeps_the_words(at: At, working: str) -> None:
    client = at("handler:dept-housing")
    stale = {**form_of(client, working, "note"), "note": "第二次上门，没有人在家"}
    take(client, working, "contact", note="已联系，今天派人")
    answer = client.post(f"/desk/matters/{working}/do/note/", stale)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "已联系，今天派人" in page, "what changed is shown"
    assert "第二次上门，没有人在家" in page, "what was typed is kept"
    again = {name: hidden(page, name) for name in ("version", "seen", "key")}
    sent = client.post(f"/desk/matters/{working}/do/note/", {**again, "note": "第二次上门，没有人在家"})
    assert sent.status_code == 302


def test_of_two_handlers_one_claims_and_the_other_keeps_what_was_written(
    world: World, at: At, working: str
) -> None:
    world.worker("second", "dept-housing", "handler")
    first, second = at("handler:dept-housing"), at("second")
    words = {"claim": "yes", "evidence": "灯已更换", "public": "灯已换好"}
    late = {
        **form_of(second, working, "claim"),
        **words,
        "claim": "partly",
        "evidence": "只换了一盏",
        "reasons": "缺货",
    }
    assert take(first, working, "claim", **words).status_code == 302
    answer = second.post(f"/desk/matters/{working}/do/claim/", late)
    assert answer.status_code == 409
    assert "只换了一盏" in answer.content.decode()
    assert Commitment.objects.get().claim == "yes"


def test_the_units_word_and_the_persons_word_stand_side_by_side(at: At, working: str) -> None:
    take(at("handler:dept-housing"), working, "claim", claim="yes", evidence="灯已更换", public="灯已换好")
    unsaid = take(at("verifier"), working, "verify", finding="false", note="")
    assert unsaid.status_code == 422, "nobody gets work back without being told what was found"
    take(at("verifier"), working, "verify", finding="true", note="现场看过")
    caller = at("caller")
    page = caller.get(f"/desk/call-backs/{working}/").content.decode()
    form = {name: hidden(page, name) for name in ("version", "key")}
    said = {**form, "solved": "no", "stars": "1", "text": "还是不亮"}
    assert caller.post(f"/desk/call-backs/{working}/", said).status_code == 302
    row = Commitment.objects.get()
    assert (row.claim, row.confirmed, row.stars) == ("yes", "no", 1)
    page = at("supervisor").get(f"/desk/matters/{working}/").content.decode()
    said, person = page.index("单位自评"), page.index("市民评判</p>")
    assert said < page.index("已解决", said) < person < page.index("未解决", person)


def test_a_caller_who_comes_too_late_keeps_what_the_person_said_and_is_told_what_happened(
    world: World, at: At, working: str
) -> None:
    take(at("handler:dept-housing"), working, "claim", claim="yes", evidence="灯已更换", public="灯已换好")
    take(at("verifier"), working, "verify", finding="true", note="现场看过")
    world.worker("second caller", "watch", "caller", over="city")
    first, late = at("caller"), at("second caller")
    page = late.get(f"/desk/call-backs/{working}/").content.decode()
    form = {name: hidden(page, name) for name in ("version", "key", "seen")}
    said = {**form, "solved": "no", "stars": "1", "text": "灯还是不亮"}
    quick = {**said, "key": "another", "solved": "yes", "stars": "4", "text": ""}
    assert first.post(f"/desk/call-backs/{working}/", quick).status_code == 302
    answer = late.post(f"/desk/call-backs/{working}/", said)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.index("您打开之后发生了什么") < page.index("您写的内容")
    for kept in ("未解决", "1 星", "灯还是不亮"):
        assert kept in page
    missed = late.post(
        f"/desk/call-backs/{working}/", {**form, "key": "k", "try": "no_answer", "note": "响了一分钟"}
    )
    assert "响了一分钟" in missed.content.decode(), "a try that reached nobody too"


def test_an_extension_is_asked_for_and_a_supervisor_decides(at: At, working: str) -> None:
    take(at("handler:dept-housing"), working, "extend", reason="等配件", until="2026-12-04")
    due = Commitment.objects.get().due_at
    client = at("supervisor")
    page = client.get(f"/desk/matters/{working}/").content.decode()
    assert "等配件" in page
    step = Step.objects.get(approval="asked")
    address = f"/desk/matters/{working}/requests/{step.pk}/"
    refused = client.post(address, {"decision": "refuse", "version": hidden(page, "version")})
    assert refused.status_code == 422
    assert f'href="#note-{step.pk}"' in refused.content.decode(), "the form is there again, with its error"
    assert f'id="note-{step.pk}" value=' not in page, "nothing stands in the note before it is written"
    assert at("handler:dept-housing").post(address, {"decision": "grant"}).status_code == 403
    done = client.post(address, {"decision": "grant", "version": hidden(page, "version")})
    assert done.status_code == 302
    assert Commitment.objects.get().due_at > due


def test_two_supervisors_at_once_lose_nothing_of_what_they_wrote(world: World, at: At, working: str) -> None:
    handler = at("handler:dept-housing")
    take(handler, working, "extend", reason="等配件", until="2026-12-04")
    world.worker("supervisor2", "watch", "supervisor", over="city")
    first, second = at("supervisor"), at("supervisor2")
    seen = hidden(first.get(f"/desk/matters/{working}/").content.decode(), "version")
    address = f"/desk/matters/{working}/requests/{Step.objects.get(approval='asked').pk}/"
    take(handler, working, "note", note="记一笔")
    told = second.post(address, {"decision": "refuse", "version": seen, "note": "理由一二三"})
    page = told.content.decode()
    assert told.status_code == 409
    assert "记一笔" in page
    assert 'value="理由一二三"' in page, "it still waits: the note is in the form, to be sent again"
    first.post(address, {"decision": "grant", "version": hidden(page, "version")})
    late = second.post(
        address, {"decision": "refuse", "version": hidden(page, "version"), "note": "理由一二三"}
    )
    page = late.content.decode()
    assert late.status_code == 409
    assert "理由一二三</textarea>" in page
    assert "（已批准）" in page, "who was faster decided, and how"


def test_a_contact_is_shown_for_a_reason_that_is_noted(at: At, working: str) -> None:
    client = at("handler:dept-housing")
    assert "13800000001" not in client.get(f"/desk/matters/{working}/").content.decode()
    assert client.post(f"/desk/matters/{working}/contact/", {"why": ""}).status_code == 422
    page = client.post(f"/desk/matters/{working}/contact/", {"why": "first_contact"}).content.decode()
    assert "13800000001" in page
    looks = [
        e for e in journal.of_subject(f"commitment:{Commitment.objects.get().pk}") if "contact" in e.kind
    ]
    assert [(e.data["why"], e.actor.split(":")[0]) for e in looks] == [("first_contact", "worker")]


def test_who_is_asked_to_join_is_named_and_is_not_offered_the_contact(
    world: World, at: At, working: str
) -> None:
    lead, water = at("handler:dept-housing"), world.bodies["dept-water"]
    assert take(lead, working, "join", bodies=[water.pk]).status_code == 302
    pages = {
        name: at(name).get(f"/desk/matters/{working}/").content.decode()
        for name in ("handler:dept-housing", "handler:dept-water")
    }
    for page in pages.values():
        assert "请：水务部门" in page
    assert "查看联系方式" in pages["handler:dept-housing"]
    assert "查看联系方式" not in pages["handler:dept-water"]
    asked = at("handler:dept-water").post(f"/desk/matters/{working}/contact/", {"why": "first_contact"})
    assert asked.status_code == 403


def test_evidence_of_which_one_is_needed_is_not_called_optional(at: At, working: str) -> None:
    page = at("handler:dept-housing").get(f"/desk/matters/{working}/do/claim/").content.decode()
    said = dict(re.findall(r'<label for="id_(\w+)">(.*?)</label>', page, re.DOTALL))
    assert "选填" not in said["evidence"] + said["photo"]
    assert "选填" in said["personal"], "what may be left out is still called so"


def test_in_english_the_page_is_english(at: At, number: str) -> None:
    client = at("dispatcher")
    client.cookies["cocity_language"] = "en"
    page = client.get(f"/desk/matters/{number}/").content.decode()
    for words in ("What you may do now", "Clocks", "The unit says", "Send to a body", "First contact"):
        assert words in page


def test_a_limit_in_hours_says_the_hour(world: World, at: At, number: str) -> None:
    send(at("dispatcher"), number, world.bodies["dept-housing"].pk)
    page = re.sub(r"<[^>]+>", "", at("handler:dept-housing").get(f"/desk/matters/{number}/").content.decode())
    begun = page.split("4 个工作小时", 1)[1][:200]
    assert re.search(r"\d{4}年\d+月\d+日 \d\d:\d\d", begun), begun


def test_of_a_complaint_the_handler_is_told_who_rings_the_person(world: World, at: At) -> None:
    number = world.say(kind="complaint", against="d1-s1").number
    send(at("dispatcher"), number, world.bodies["dept-housing"].pk)
    assert "由热线联系本人" in at("handler:dept-housing").get(f"/desk/matters/{number}/").content.decode()
    agent = at("agent")
    assert "由热线联系本人" not in agent.get(f"/desk/matters/{number}/").content.decode()
    assert take(agent, number, "contact", note="已问清楚").status_code == 302


def test_the_last_day_of_an_extension_stands_on_the_form_before_it_is_sent(
    world: World, at: At, working: str
) -> None:
    client = at("handler:dept-housing")
    page = client.get(f"/desk/matters/{working}/do/extend/").content.decode()
    assert "现在的期限是 2026年11月30日 星期一；最晚延到 2027年11月24日 星期三" in page
    assert 'max="2027-11-24"' in page
    assert 'min="2026-12-01"' in page
    refused = take(client, working, "extend", reason="配件", until="2027-11-25")
    assert refused.status_code == 422
    assert "最晚 2027年11月24日 星期三" in refused.content.decode()
    assert take(client, working, "extend", reason="配件", until="2027-11-24").status_code == 302


def test_an_extension_by_a_number_of_days_says_its_last_day(world: World, at: At) -> None:
    number = world.say("请求复查", kind="petition").number
    assert send(at("dispatcher"), number, world.bodies["dept-housing"].pk).status_code == 302
    client = at("handler:dept-housing")
    assert take(client, number, "accept").status_code == 302
    assert take(client, number, "admit", note="属于本单位职责").status_code == 302
    due = timezone.localdate(Commitment.objects.get(number=number).due_at) + timedelta(days=30)
    page = client.get(f"/desk/matters/{number}/do/extend/").content.decode()
    assert f"最多延长 30 天，最晚延到 {day_words(due).zh}" in page
    client.cookies["cocity_language"] = "en"
    assert (
        f"{day_words(due).en} at the latest"
        in client.get(f"/desk/matters/{number}/do/extend/").content.decode()
    )


def test_the_words_of_a_matter_come_before_what_may_be_done(at: At, working: str) -> None:
    """In the document itself, so that a phone and a screen reader have the same order."""
    page = at("handler:dept-housing").get(f"/desk/matters/{working}/").content.decode()
    order = [page.index(f'id="{name}"') for name in ("said", "now-you", "clocks", "evidence", "done")]
    assert order == sorted(order)
