"""Say something → check the answers → a receipt → look it up; nobody says who they are."""

import re
from html import unescape

import pytest

from cocity.ground.commitments.models import Commitment
from cocity.listen.intake.models import Voice
from tests.doors.resident.conftest import ANSWERS, Person


def text(answer) -> str:
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def test_from_the_first_page_to_the_receipt_and_the_look_up(person: Person) -> None:
    assert 'href="/say/"' in person.get("/").content.decode()
    assert person.get("/say/").headers["Location"] == "/say/kind/"
    number, code = person.send()
    assert (len(number), len(code)) == (16, 6)
    voice = Voice.objects.get(number=number)
    assert (voice.channel, voice.level, voice.channel_class, voice.mode) == (
        "web",
        "city",
        "matter",
        "online",
    )
    assert (voice.text, voice.category, voice.place.code) == (
        "楼道电梯坏了三天，老人下不了楼", "housing/lift", "d1-s1",
    )  # fmt: skip
    stranger = Person(type(person.client)(headers={"accept-language": "zh-hans"}))
    found = stranger.look_up(number, code)
    assert found.headers["Location"] == f"/my/{number}/"
    assert "我们已收到您说的事" in text(stranger.get(f"/my/{number}/"))


def test_each_answer_leads_to_the_next_question_and_the_last_to_the_check(person: Person) -> None:
    assert person.answer("kind", kind="help").headers["Location"] == "/say/words/"
    assert person.answer("words", text="路灯不亮").headers["Location"] == "/say/photo/"
    assert person.answer("photo").headers["Location"] == "/say/area/"
    assert person.answer("area", area="-").headers["Location"] == "/say/category/", (
        "no street without a place"
    )
    assert person.answer("category", category="").headers["Location"] == "/say/contact/"
    assert person.answer("contact").headers["Location"] == "/say/publish/"
    assert person.answer("publish", publish="no").headers["Location"] == "/say/you/"
    assert person.answer("you").headers["Location"] == "/say/check/"
    assert "不针对某个地方" in text(person.get("/say/check/"))


def test_a_complaint_also_asks_whom_it_is_about(person: Person, world) -> None:
    changed = {"kind": {"kind": "complaint"}, "about": {"against": "dept-housing"}}
    person.answer_all(**changed)
    assert "住建部门" in text(person.get("/say/check/"))
    number, _ = person.receipt(person.client.post("/say/send/", {"key": person.key()}).headers["Location"])
    assert Commitment.objects.get(number=number).against == world.bodies["dept-housing"]


def test_the_form_sent_twice_is_one_matter_and_one_receipt(person: Person) -> None:
    person.answer_all()
    key = person.key()
    first = person.client.post("/say/send/", {"key": key})
    again = person.client.post("/say/send/", {"key": key})
    assert first.headers["Location"] == again.headers["Location"]
    assert Commitment.objects.count() == 1


def test_two_sendings_at_the_same_moment_are_one_matter(person: Person, somebody) -> None:
    person.answer_all()
    key, other = person.key(), somebody()
    other.client.cookies = person.client.cookies.copy()
    session = person.client.session
    kept = dict(session.items())
    first = person.client.post("/say/send/", {"key": key})
    session = other.client.session
    session.update(kept)  # as the second request read it, before the first had finished
    session.save()
    second = other.client.post("/say/send/", {"key": key})
    assert first.headers["Location"] == second.headers["Location"]
    assert Commitment.objects.count() == 1


def test_after_sending_the_form_is_empty_and_the_next_one_is_another_matter(person: Person) -> None:
    first, _ = person.send()
    assert person.get("/say/").headers["Location"] == "/say/kind/"
    second, _ = person.send()
    assert first != second


def test_an_answer_sent_after_the_session_has_ended_is_kept(person: Person) -> None:
    person.client.cookies.clear()
    assert person.answer("words", text="很长的话").headers["Location"] == "/say/kind/"
    assert "您刚才写的留着" in person.get("/say/kind/").content.decode()
    person.answer("kind", kind="help")
    assert "很长的话" in person.get("/say/words/").content.decode()


def test_sending_what_has_expired_says_that_nothing_was_sent(person: Person) -> None:
    person.answer_all()
    key = person.key()
    person.client.cookies.clear()
    assert person.client.post("/say/send/", {"key": key}).status_code == 302
    assert "没有提交" in person.get("/say/kind/").content.decode()


def test_a_name_no_body_has_is_said_not_to_be_found(person: Person) -> None:
    person.answer("kind", kind="complaint")
    page = person.get("/say/about/?seek=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA%E5%B1%80").content.decode()
    assert "没有找到名称里有“没有这个局”的单位" in page
    assert "没有找到名称里有" not in person.get("/say/about/").content.decode()


def test_the_back_link_and_changing_an_answer_lead_back_to_the_check(person: Person) -> None:
    assert (
        'href="/say/kind/"'
        in (person.answer("kind", kind="help"), person.get("/say/words/"))[1].content.decode()
    )
    person.answer_all()
    assert 'class="back" href="/say/check/"' in person.get("/say/words/").content.decode()
    assert person.answer("words", text="改过的话").headers["Location"] == "/say/check/"
    assert "改过的话" in text(person.get("/say/check/"))


def test_another_district_forgets_the_street(person: Person) -> None:
    person.answer_all()
    assert person.answer("area", area="d2").headers["Location"] == "/say/place/"
    assert 'value="d2-s1"' in person.get("/say/place/").content.decode()
    assert 'value="d1-s1"' not in person.get("/say/place/").content.decode()


def test_the_words_suggest_a_category_and_not_sure_is_allowed(person: Person) -> None:
    person.answer("kind", kind="help")
    person.answer("words", text="电梯坏了")
    page = person.get("/say/category/").content.decode()
    assert '<option value="housing/lift" selected>' in page
    assert "像是" in page
    number, _ = person.send(category={"category": ""})
    assert Commitment.objects.get(number=number).category == ""


def test_a_category_left_unsure_stays_unsure_when_it_is_looked_at_again(person: Person) -> None:
    person.answer_all(category={"category": ""})
    assert '<option value="" selected>' in person.get("/say/category/").content.decode()


def test_what_everyone_would_see_is_shown_screened_before_one_agrees(person: Person) -> None:
    person.answer("kind", kind="help")
    person.answer("words", text="请打 13812345678 找我")
    page = text(person.get("/say/publish/"))
    assert "13812345678" not in page
    assert "请打 ＊＊＊＊＊＊＊＊＊＊＊ 找我" in page


def test_others_who_said_the_same_nearby_are_shown_before_sending(person: Person, world) -> None:
    world.say("电梯又坏了", publish=True)
    world.say("不公开的电梯", publish=False)
    person.answer_all()
    page = text(person.get("/say/check/"))
    assert "电梯又坏了" in page
    assert "不公开的电梯" not in page
    assert "每个人说的事都会单独得到答复" in page


def test_the_answers_lie_sealed_in_the_session(person: Person) -> None:
    person.answer_all(contact={"phone": "13812345678", "consent": "on"})
    kept = str(dict(person.client.session.items()))
    assert "13812345678" not in kept
    assert "电梯" not in kept


def test_what_is_told_about_oneself_is_counted_and_never_shown(person: Person) -> None:
    number, _ = person.send(you={"age_band": "60-79", "origin": "newcomer"}, publish={"publish": "yes"})
    assert Voice.objects.get(number=number).extra == {"strata": {"age_band": "60-79", "origin": "newcomer"}}
    page = text(person.get(f"/m/{number}/"))
    assert "60—79" not in page
    assert "newcomer" not in page
    assert "其他省市" not in page


def test_one_may_leave_and_nothing_is_kept(person: Person) -> None:
    person.answer_all()
    asked = person.client.post("/say/start-over/")
    assert "不能恢复" in asked.content.decode()
    assert person.get("/say/check/").status_code == 200, "a slip of the finger loses nothing"
    left = person.client.post("/say/start-over/", {"sure": "1"}, follow=True)
    assert "什么也没有提交" in left.content.decode()
    assert person.get("/say/check/").headers["Location"] == "/say/"
    assert person.get("/say/").headers["Location"] == "/say/kind/"


@pytest.mark.parametrize(
    "step", ["words", "photo", "area", "place", "category", "about", "contact", "publish", "you"]
)
def test_a_question_opened_out_of_order_leads_to_the_first(person: Person, step: str) -> None:
    assert person.get(f"/say/{step}/").headers["Location"] == "/say/kind/"


@pytest.mark.parametrize("step", ["photo", "area", "words"])
def test_a_question_is_asked_once(person: Person, step: str) -> None:
    person.answer("kind", kind="help")
    person.answer("words", text="电梯坏了")
    person.answer("photo")
    page = person.get(f"/say/{step}/").content.decode()
    assert page.count("<h1") == 1
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1]  # type: ignore[index]
    asked = re.sub(r"<[^>]+>", "", heading).strip()
    assert page.split("</title>", 1)[1].count(asked) == 1


@pytest.mark.parametrize(("language", "hotline", "office"), [
    ("zh-hans", "由市民热线联系您", "承办单位会先联系您"),
    ("en", "the city's hotline contacts you", "the office contacts you first"),
])  # fmt: skip
def test_who_rings_is_said_as_it_is_for_that_kind_of_matter(
    person: Person, language: str, hotline: str, office: str
) -> None:
    """Of a complaint about a body nobody who handles it sees who spoke, so that no unit promises to ring."""
    person.client.cookies["cocity_language"] = language
    for against, said, never in (("dept-water", hotline, office), ("", office, hotline)):
        person.answer("kind", kind="complaint")
        person.answer("words", text="窗口推诿，跑了三趟")
        for step in ("photo", "area", "place", "category"):
            person.answer(step, **ANSWERS[step])
        assert person.answer("about", against=against).status_code == 302
        page = unescape(person.get("/say/contact/").content.decode())
        assert said in page
        assert never not in page


def test_the_receipt_of_a_complaint_about_a_body_says_who_rings(person: Person) -> None:
    contact = {"phone": "13812345678", "consent": "on"}
    number, _ = person.send(
        kind={"kind": "complaint"},
        words={"text": "窗口推诿"},
        about={"against": "dept-water"},
        contact=contact,
    )
    page = person.get(f"/receipt/{number}/").content.decode()
    assert "市民热线最晚在这一天联系您" in page
    assert "负责的单位最晚在这一天联系您" not in page
