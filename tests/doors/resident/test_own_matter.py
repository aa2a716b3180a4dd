"""A person's own matter: seen by receipt or signed in, judged, asked for again, erased; by nobody else."""

import json
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import EvidenceGiven
from cocity.ground.commitments.models import Commitment
from cocity.ground.people.api import account_of_phone
from cocity.ground.people.models import Resident
from cocity.listen.intake.models import Voice
from tests.doors.resident.conftest import Person
from tests.journeys.test_f1_voice_to_verdict import Story
from tests.world import World

PHONE = "13812345678"


def plain(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


@pytest.fixture
def number(person: Person) -> str:
    found, _ = person.send(
        words={"text": "电梯坏了，找我 13812345678"}, contact={"phone": PHONE, "consent": "on"}
    )
    return found


@pytest.fixture
def done(world: World, number: str) -> Story:
    """The office says it is done."""
    story = Story(world, number)
    story.to_working()
    story.act("handler:dept-housing", "claim", claim="yes", evidence=(EvidenceGiven(text="已修好"),))
    return story


def hidden(person: Person, path: str) -> tuple[str, str]:
    page = person.get(path).content.decode()
    return tuple(re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("version", "key"))  # type: ignore[index,return-value]


def judge(person: Person, number: str, **given: str):
    version, key = hidden(person, f"/my/{number}/do/confirm/")
    return person.client.post(f"/my/{number}/do/confirm/", {"version": version, "key": key, **given})


def test_it_says_where_it_stands_who_is_responsible_and_by_when(person: Person, number: str, world) -> None:
    Story(world, number).to_working()
    page = plain(person.get(f"/my/{number}/"))
    for words in (
        "办理中",
        "承办单位正在办理您的事",
        "住建部门",
        "021-00000000",
        "还剩 5 个工作日",
        "住建部门接手办理",
    ):
        assert words in page


def test_once_it_is_said_to_be_done_no_time_is_left_to_tell(person: Person, number: str, done: Story) -> None:
    assert "（）" not in plain(person.get(f"/my/{number}/"))


def test_who_judges_is_told_what_each_word_leads_to(person: Person, number: str, done: Story) -> None:
    assert "只解决了一部分，就会重新办理" in plain(person.get(f"/my/{number}/do/confirm/"))


def test_notes_between_colleagues_are_not_told(person: Person, number: str, world) -> None:
    story = Story(world, number)
    story.to_working()
    story.act("handler:dept-housing", "note", note="内部：此人多次来电")
    assert "内部" not in plain(person.get(f"/my/{number}/"))


def test_the_person_judges_and_the_matter_is_closed(person: Person, number: str, done: Story) -> None:
    answer = judge(person, number, solved="yes", stars="5", text="谢谢")
    assert answer.headers["Location"] == f"/my/{number}/"
    assert (done.row.state, done.row.confirmed, done.row.stars) == ("closed", "yes", 5)
    assert "已解决，5 星" in plain(person.get(f"/my/{number}/"))


def test_not_solved_is_taken_up_again(person: Person, number: str, done: Story) -> None:
    judge(person, number, solved="no", stars="1", text="还是坏的")
    assert done.row.state == "reworking"


def test_the_same_word_sent_twice_counts_once(person: Person, number: str, done: Story) -> None:
    version, key = hidden(person, f"/my/{number}/do/confirm/")
    given = {"version": version, "key": key, "solved": "yes", "stars": "4"}
    first = person.client.post(f"/my/{number}/do/confirm/", given)
    again = person.client.post(f"/my/{number}/do/confirm/", given)
    assert (first.status_code, again.status_code) == (302, 302)
    assert done.row.verdicts.count() == 1


def test_a_stale_tab_is_shown_how_it_stands_now(person: Person, number: str, done: Story) -> None:
    version, key = hidden(person, f"/my/{number}/do/confirm/")
    done.act("verifier", "verify", finding=True, note="看过")
    answer = person.client.post(
        f"/my/{number}/do/confirm/",
        {"version": version, "key": key, "solved": "yes", "stars": "4", "text": "写了很久的话"},
    )
    assert answer.status_code == 409
    assert "写了很久的话</textarea>" in answer.content.decode(), "nothing written is lost"
    assert "没有重复提交" in plain(answer)
    assert "已核实办理情况" in plain(answer)
    assert done.row.confirmed == ""


def test_what_must_be_said_is_named(person: Person, number: str, done: Story) -> None:
    answer = judge(person, number, solved="", stars="9")
    assert answer.status_code == 422
    assert "请选择：事情解决了吗？" in plain(answer)
    assert 'href="#id_solved_0"' in answer.content.decode()


def test_withdrawing_and_asking_again(person: Person, number: str, done: Story, world) -> None:
    judge(person, number, solved="yes", stars="5")
    assert "请求重办" in plain(person.get(f"/my/{number}/"))
    version, key = hidden(person, f"/my/{number}/do/reopen/")
    empty = person.client.post(f"/my/{number}/do/reopen/", {"version": version, "key": key, "reason": " "})
    assert empty.status_code == 422
    person.client.post(f"/my/{number}/do/reopen/", {"version": version, "key": key, "reason": "又坏了"})
    assert done.row.state == "reworking"
    assert "这件事就结束，不再办理" in plain(person.get(f"/my/{number}/do/withdraw/"))
    version, key = hidden(person, f"/my/{number}/do/withdraw/")
    person.client.post(f"/my/{number}/do/withdraw/", {"version": version, "key": key})
    assert done.row.state == "withdrawn"


def test_a_matter_withdrawn_is_told_as_ended_and_not_as_going_on(
    person: Person, number: str, world: World, somebody
) -> None:
    Story(world, number).to_working()
    assert "现在由谁负责" in plain(person.get(f"/my/{number}/"))
    assert "事情会继续办理" not in plain(person.get(f"/my/{number}/erase/"))
    version, key = hidden(person, f"/my/{number}/do/withdraw/")
    person.client.post(f"/my/{number}/do/withdraw/", {"version": version, "key": key})
    reader = somebody()
    reader.client.force_login(account_of_phone(phone=PHONE))
    pages = [plain(person.get(path)) for path in (f"/my/{number}/", f"/receipt/{number}/")]
    for page in [*pages, plain(reader.get("/my/"))]:
        assert "结束" in page
        for going_on in ("现在由谁负责", "最晚答复", "还剩", "接下来", "期限2026"):
            assert going_on not in page
    assert "结束前由谁负责" in pages[0]
    assert "原定期限 2026年" in pages[0]
    assert "继续办理" not in plain(person.get(f"/my/{number}/erase/"))
    erased = plain(person.client.post(f"/my/{number}/erase/", {"sure": "yes"}))
    assert "此前已经结束" in erased
    assert "继续办理" not in erased


def test_an_appeal_is_called_an_appeal(person: Person, number: str, world: World) -> None:
    story = Story(world, number)
    asked = story.act("dispatcher", "no_duty", reason="不归我们管")
    if asked.pending:
        commitments.decide(
            now=story.now, actor=world.actor("supervisor"), number=number, step=asked.step, granted=True,
            version=story.row.version, note="",
        )  # fmt: skip
    version, key = hidden(person, f"/my/{number}/do/appeal/")
    person.client.post(f"/my/{number}/do/appeal/", {"version": version, "key": key, "reason": "归你们管"})
    page = plain(person.get(f"/my/{number}/"))
    assert "您申诉" in page
    assert "重办" not in page.partition("办理经过")[2].partition("您可以")[0]


def test_a_pause_says_until_when_to_who_has_only_the_receipt(
    person: Person, number: str, world: World
) -> None:
    story = Story(world, number)
    story.to_working()
    asked = story.act("handler:dept-housing", "pause", reason="等配件", until=date(2026, 12, 4))
    commitments.decide(
        now=story.now, actor=world.actor("supervisor"), number=number, step=asked.step, granted=True,
        version=story.row.version, note="",
    )  # fmt: skip
    assert "等配件（到 2026年12月4日 星期五）" in plain(person.get(f"/my/{number}/"))


def test_a_step_the_procedure_does_not_open_is_shown_as_passed(person: Person, number: str) -> None:
    assert person.get(f"/my/{number}/do/confirm/").status_code == 409
    assert person.get(f"/my/{number}/do/offer/").status_code == 409
    assert person.get(f"/my/{number}/do/fly/").status_code == 404


def test_nobody_else_sees_it_by_any_of_its_addresses(somebody, number: str, world) -> None:
    other = somebody()
    other.client.force_login(account_of_phone(phone="13900000000"))
    stranger, handler = somebody(), somebody()
    handler.client.force_login(world.workers["handler:dept-housing"].user)
    for reader in (other, stranger, handler):
        for part in ("", "words/", "data.json", "erase/", "do/withdraw/", "photo/abc/"):
            answer = reader.get(f"/my/{number}/{part}")
            assert answer.headers["Location"] == f"/look-up/?number={number}"
        assert reader.get(f"/receipt/{number}/").headers["Location"] == f"/look-up/?number={number}"
        assert reader.client.post(f"/my/{number}/erase/", {"sure": "yes"}).status_code == 302
        assert reader.get(f"/m/{number}/").status_code == 404
    assert Voice.objects.get(number=number).erased_at is None


def test_signed_in_one_sees_ones_own_without_the_receipt(somebody, number: str) -> None:
    again = somebody()
    again.client.force_login(account_of_phone(phone=PHONE))
    assert number in again.get("/my/").content.decode()
    assert again.get(f"/my/{number}/").status_code == 200


def test_a_receipt_shown_closes_after_two_hours_and_when_one_leaves(person: Person, number: str, now) -> None:
    with time_machine.travel(now + timedelta(hours=2, minutes=1), tick=False):
        assert person.get(f"/my/{number}/").status_code == 302
    assert person.get(f"/my/{number}/").status_code == 200
    person.client.post("/my/leave/")
    assert person.get(f"/my/{number}/").status_code == 302


def test_ones_own_words_are_whole_and_others_see_them_screened(person: Person, number: str) -> None:
    page = plain(person.get(f"/my/{number}/words/"))
    assert "找我 13812345678" in page
    assert "找我 ＊＊＊" in page


def test_everything_kept_can_be_taken_away(person: Person, number: str) -> None:
    answer = person.get(f"/my/{number}/data.json")
    kept = json.loads(answer.content)
    assert kept["your_words"] == "电梯坏了，找我 13812345678"
    assert kept["matter"]["row"]["number"] == number
    assert "attachment" in answer.headers["Content-Disposition"]


def test_erasing_asks_first_and_then_leaves_the_promise_without_the_words(
    person: Person, number: str, somebody
) -> None:
    unsure = person.client.post(f"/my/{number}/erase/", {})
    assert unsure.status_code == 422
    assert person.client.post(f"/my/{number}/erase/", {"sure": "yes"}).status_code == 200
    voice, row = Voice.objects.get(number=number), Commitment.objects.get(number=number)
    assert (voice.text_sealed, voice.address, voice.extra) == (None, "", {})
    for words in (voice.text, voice.subject, row.title, row.words):
        assert "电梯" not in words
    assert row.visibility == "private"
    assert row.state == "opened"
    assert "已经删除" in plain(person.get(f"/my/{number}/words/"))
    assert person.client.post(f"/my/{number}/erase/", {"sure": "yes"}).status_code == 200, (
        "again changes nothing"
    )


def test_signed_in_the_account_and_the_contact_may_go_too(somebody, number: str) -> None:
    again = somebody()
    again.client.force_login(account_of_phone(phone=PHONE))
    again.client.post(f"/my/{number}/erase/", {"sure": "yes", "all": "yes"})
    resident = Resident.objects.get(user__isnull=False)
    assert (resident.contact_key, resident.user.is_active) == (None, False)
    assert again.get("/my/").status_code == 302


def test_the_receipt_and_the_number_alone_say_nothing(person: Person, number: str) -> None:
    page = person.get(f"/receipt/{number}/").content.decode()
    assert "最晚答复" in page
    assert "2026年11月30日 星期一" in page
    assert re.search(r"<svg[^>]* viewBox=", page), "a code that does not scale is cut or lost in its frame"
    assert re.search(r">\d{3} \d{3}<", page)


def test_a_page_names_the_city_and_the_system_once(person: Person, settings) -> None:
    settings.CITY_NAME_ZH = "共城"
    assert "<title>首页 · 共城</title>" in person.get("/").content.decode()
    settings.CITY_NAME_ZH = "示例市"
    assert "<title>首页 · 示例市 · 共城</title>" in person.get("/").content.decode()


def test_the_list_of_ones_own_goes_on_page_by_page(somebody, world) -> None:
    for n in range(30):
        world.say(f"第 {n} 件", now=world.now + timedelta(minutes=n), phone=PHONE)
    reader = somebody()
    reader.client.force_login(account_of_phone(phone=PHONE))
    first = reader.get("/my/").content.decode()
    after = re.search(r'rel="next" href="(\?after=[^"]+)"', first)
    assert after is not None
    second = reader.get(f"/my/{after[1]}").content.decode()
    assert "第 29 件" in first
    assert "第 0 件" in second
    assert reader.get("/my/?after=nonsense").status_code == 422


def test_pages_take_few_queries(
    person: Person, number: str, count_queries, somebody, world, client: Client
) -> None:
    Story(world, number).to_working()
    person.get(f"/my/{number}/")
    with count_queries("doors/resident: own matter by receipt"):
        person.get(f"/my/{number}/")
    with count_queries("doors/resident: receipt"):
        person.get(f"/receipt/{number}/")
    public, _ = somebody().send(publish={"publish": "yes"})
    with count_queries("doors/resident: public matter"):
        client.get(f"/m/{public}/")
    with count_queries("doors/resident: first page"):
        client.get("/")
    person.answer_all()
    with count_queries("doors/resident: check answers"):
        person.get("/say/check/")
    reader = somebody()
    reader.client.force_login(account_of_phone(phone=PHONE))
    with count_queries("doors/resident: my matters"):
        reader.get("/my/")


def test_every_day_promised_to_the_person_stands_on_their_page(person: Person, number: str, world) -> None:
    story = Story(world, number)
    story.to_working()
    page = plain(person.get(f"/my/{number}/"))
    assert "先行联系 2026年" in page, "first contact is promised by a day, which only the receipt said"
    story.act("handler:dept-housing", "contact", note="约了周二")
    assert "先行联系 2026年" not in plain(person.get(f"/my/{number}/"))
    story.act("handler:dept-housing", "claim", claim="yes", evidence=(EvidenceGiven(text="已修好"),))
    assert "回访 2026年" in plain(person.get(f"/my/{number}/"))
    judge(person, number, solved="no", stars="1", text="还是坏的，请派人来")
    page = plain(person.get(f"/my/{number}/"))
    assert "重办 2026年" in page
    assert "没有解决，1 星：还是坏的，请派人来" in page, "their own words are read back to them"


def test_who_left_no_contact_is_promised_no_call(person: Person, world) -> None:
    number, _ = person.send()
    assert "先行联系" not in plain(person.get(f"/my/{number}/"))


def test_what_the_person_did_is_told_as_theirs(person: Person, number: str) -> None:
    version, key = hidden(person, f"/my/{number}/do/withdraw/")
    person.client.post(f"/my/{number}/do/withdraw/", {"version": version, "key": key})
    assert "您撤回" in plain(person.get(f"/my/{number}/"))


def test_before_erasing_it_is_said_what_goes_and_what_stays(person: Person, number: str) -> None:
    page = plain(person.get(f"/my/{number}/erase/"))
    assert "照片" in page
    assert "手机号不随这一件删除" in page
    person.client.post(f"/my/{number}/erase/", {"sure": "yes"})
    english = plain(person.get(f"/my/{number}/", headers={"accept-language": "en"}))
    assert "erased at the person's wish" in english.replace("&#x27;", "'")


@pytest.mark.parametrize(("language", "day"), [("zh-hans", "2026年12月23日"), ("en", "23 December 2026")])
def test_the_day_on_which_thirty_days_end_is_said(
    person: Person, number: str, done: Story, language: str, day: str
) -> None:
    judge(person, number, solved="yes", stars="5", text="")
    person.client.cookies["cocity_language"] = language
    for path in (f"/my/{number}/", f"/my/{number}/do/reopen/"):
        assert day in plain(person.get(path))


def test_what_was_said_and_answered_comes_before_what_may_be_done(
    person: Person, number: str, done: Story
) -> None:
    page = person.get(f"/my/{number}/").content.decode()
    said, judge_it = page.index('<blockquote class="said">'), page.index(f"/my/{number}/do/confirm/")
    assert said < page.index("现在由谁负责") < judge_it
    assert "13812345678" not in page, "the words shown are the screened ones"
