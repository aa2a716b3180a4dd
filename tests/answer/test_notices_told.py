"""What the person and the bodies are told, when, and what is left out of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cocity.answer.notices import api as notices
from cocity.answer.notices import reactions
from cocity.answer.notices.models import Delivery, Notice
from cocity.answer.replies.api import Words, correct_reply
from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts.api import Word
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.events import DueChanged
from cocity.ground.commitments.models import ClockRun
from cocity.ground.journal import api as journal
from cocity.ground.people.api import ANONYMOUS, Actor
from cocity.ground.people.operations import resident_by_contact
from cocity.kit.errors import NotFound
from cocity.kit.numbers import grouped
from cocity.listen.intake.api import Channel
from tests.answer.stories import HOUSING, Story
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(world: World) -> Story:
    return Story(world)


def test_the_receipt_names_number_unit_and_date_in_both_languages(story: Story) -> None:
    words = story.tell_people().told()[0].words
    for language, unit, due in (("zh", "市民热线", "2026年11月30日"), ("en", "市民热线", "30 November 2026")):
        text = words[language]["text"]
        assert grouped(story.number) in text
        assert unit in text
        assert due in text
    assert "您" in words["zh"]["text"]


def test_each_step_the_person_should_hear_of_is_told_in_its_order(story: Story) -> None:
    story.to_working()
    story.act(HOUSING, "contact", note="已联系")
    story.answer()
    story.act("verifier", "verify", finding=True)
    verdicts.record_call_back(**story.args("caller"), word=Word(solved="no", stars=2))
    story.answer()
    verdicts.judge_by_person(**story.args(story.receipt), word=Word(solved="yes", stars=5))
    verdicts.reopen(**story.args(story.receipt), reason="又坏了")
    story.tell_people()
    assert story.kinds() == [
        "received", "body_found", "first_contact", "replied", "called", "replied", "reopened",
    ]  # fmt: skip
    called = story.told()[4].words["zh"]["text"]
    assert "没有解决" in called
    assert "2 星" in called


def test_a_claim_without_a_reply_is_told_too(story: Story) -> None:
    story.to_working()
    story.act(HOUSING, "claim", claim="yes", evidence=(commitments.EvidenceGiven(text="好了"),))
    assert story.tell_people().kinds()[-1] == "claimed"


def test_more_time_is_told_when_approved_with_the_reason_and_the_new_date(story: Story) -> None:
    story.to_working()
    until = story.row.due_at.date() + timedelta(days=4)
    asked = story.act(HOUSING, "extend", reason="等配件，联系人 13912345678", until=until)
    assert "extended" not in story.tell_people().kinds()
    assert story.kinds("watch") == []
    assert story.kinds("city") == ["approval_asked"]
    commitments.decide(**story.args("supervisor"), step=asked.step, granted=True)
    text = story.tell_people().told()[-1].words["zh"]["text"]
    assert f"{until.month}月{until.day}日" in text
    assert "等配件" in text
    assert "13912345678" not in text


def test_a_pause_is_told_with_its_reason_and_when_it_ends(story: Story) -> None:
    story.to_working()
    until = story.row.due_at.date() + timedelta(days=4)
    asked = story.act(HOUSING, "pause", reason="等业主回家", until=until)
    commitments.decide(**story.args("supervisor"), step=asked.step, granted=True)
    text = story.tell_people().told()[-1].words["zh"]["text"]
    assert "等业主回家" in text
    assert f"{until.month}月{until.day}日" in text


def test_a_limit_that_passed_is_told_honestly_and_goes_up(story: Story) -> None:
    story.to_working()
    commitments.fire(story.row.due_at + timedelta(seconds=1))
    story.tell_people()
    late = [n for n in story.told() if n.kind == "late"]
    assert len(late) == 2  # first contact, and the whole
    assert any("先行联系" in n.words["zh"]["text"] for n in late)
    assert all("对不起" in n.words["zh"]["text"] for n in late)
    assert story.kinds("dept-housing").count("late_holder") == 2
    assert story.kinds("city") == ["late_above"]


def test_limits_offices_keep_among_themselves_are_not_told_to_the_person(story: Story) -> None:
    story.act("dispatcher", "offer", body=story.world.bodies["dept-housing"].pk)
    accept = ClockRun.objects.get(name="accept")
    commitments.fire(accept.due_at + timedelta(seconds=1))
    story.tell_people()
    assert "late" not in story.kinds()
    assert "late_above" in story.kinds("city")


def test_a_due_date_that_moved_is_told(story: Story, world: World) -> None:
    event = {
        "subject": story.row.subject, "number": story.number, "clock": "whole", "before": story.row.due_at,
        "after": story.row.due_at + timedelta(days=1), "holder": story.row.holder_id,
        "beneficiary": world.resident.pk,
    }  # fmt: skip
    journal.record([DueChanged(**event)], at=story.now, actor="system")
    text = story.tell_people().told()[-1].words["zh"]["text"]
    assert "11月30日" in text
    assert "12月1日" in text


def test_a_correction_is_told(story: Story) -> None:
    story.to_working()
    story.answer()
    args = {**story.args(HOUSING), "version": 1}
    correct_reply(**args, ordinal=1, words=Words(public="更正"), reason="写错了")
    assert story.tell_people().kinds()[-2:] == ["replied", "reply_corrected"]


def test_an_end_the_city_decides_is_told_in_the_procedures_words(story: Story) -> None:
    asked = story.act("dispatcher", "no_duty", reason="属于民事纠纷")
    commitments.decide(**story.args("supervisor"), step=asked.step, granted=True)
    text = story.tell_people().told()[-1].words["zh"]["text"]
    assert "申诉" in text
    assert "属于民事纠纷" in text


def test_bodies_are_told_what_they_have_to_do(story: Story) -> None:
    story.act("dispatcher", "offer", body=story.world.bodies["dept-housing"].pk)
    story.act(HOUSING, "accept")
    story.act(HOUSING, "join", bodies=(story.world.bodies["dept-water"].pk,))
    story.answer()
    verdicts.judge_by_person(**story.args(story.receipt), word=Word(solved="no", stars=1))
    story.tell_people()
    assert story.kinds("dept-housing") == ["offered", "unhappy"]
    assert story.kinds("dept-water") == ["joined"]
    assert story.kinds("city") == ["unhappy"], "whoever is over the unit hears of it too"


def test_the_same_news_twice_tells_nobody_twice(story: Story) -> None:
    story.to_working()
    story.answer()
    story.tell_people()
    before = (Notice.objects.count(), Delivery.objects.count())
    entries = [e for e in journal.of_subject(story.row.subject) if e.kind in reactions.SUBSCRIBER.kinds]
    reactions.react(entries)
    assert (Notice.objects.count(), Delivery.objects.count()) == before


def test_nothing_the_person_said_and_no_contact_stands_in_a_notice(world: World) -> None:
    story = Story(
        world, text="我家住五弄三号，电话13800000001，邻居张三打人", email="li@example.org"
    ).to_working()
    story.answer("已处理", personal="张三已道歉")
    story.tell_people()
    for notice in Notice.objects.all():
        for private in ("13800000001", "li@example.org", "张三", "五弄"):
            assert private not in str(notice.words)


def test_it_goes_out_by_the_ways_the_person_left_open(world: World) -> None:
    for said, ways in (
        ({}, {"sms"}),
        ({"phone": "13800000002", "email": "a@example.org"}, {"sms", "email"}),
        ({"phone": "", "email": "b@example.org"}, {"email"}),
        ({"phone": "13800000003", "channel": Channel("paper", mode="offline")}, {"sms", "letter"}),
    ):
        told = Story(world, **said).tell_people().told()[0]
        assert {d.channel for d in told.deliveries.all()} == ways


def test_the_inbox_is_the_persons_own(story: Story) -> None:
    story.to_working().tell_people()
    me = story.world.person
    page = notices.notices_of(me, size=1)
    rest = notices.notices_of(me, cursor=page.next)
    assert [n.kind for n in (*page.rows, *rest.rows)] == ["body_found", "received"]
    assert notices.unread_count(me) == 2
    stranger = Actor("resident", resident_by_contact(phone="13900000009").pk)
    assert notices.mark_read(now=story.now, actor=stranger) == 0
    assert notices.mark_read(now=story.now, actor=me, ids=[page.rows[0].id]) == 1
    assert notices.unread_count(me) == 1
    for other in (stranger, ANONYMOUS, story.receipt, story.world.actor("supervisor")):
        assert notices.notices_of(other).rows == ()


def test_a_bodys_inbox_is_shown_to_its_workers(story: Story) -> None:
    story.to_working().tell_people()
    mine = story.world.actor(HOUSING)
    assert [n.kind for n in notices.notices_of(mine).rows] == ["offered"]
    assert notices.mark_read(now=story.now, actor=mine) == 1
    assert notices.unread_count(mine) == 0
    assert notices.notices_of(story.world.actor("handler:dept-water")).rows == ()


def test_a_body_complained_about_hears_nothing_of_it(world: World) -> None:
    story = Story(world, kind="complaint", against="dept-housing").tell_people()
    Notice.objects.create(
        commitment=story.row, number=story.number, kind="late_above", body=world.bodies["dept-housing"], entry=10**9,
        at=story.now, words={"zh": {"subject": "", "text": ""}, "en": {"subject": "", "text": ""}},
    )  # fmt: skip
    assert notices.notices_of(world.actor("handler:dept-housing")).rows == ()
    assert notices.unread_count(world.actor("handler:dept-housing")) == 0


def test_whoever_left_no_contact_reads_the_same_with_the_receipt(world: World) -> None:
    nameless, named = (
        Story(world, phone=phone, consent=bool(phone)).to_working() for phone in ("", "13800000001")
    )
    for story in (nameless, named):
        story.answer()
        story.tell_people()
    assert nameless.told() == []
    told = [notices.of_matter(s.receipt, s.number, now=s.now) for s in (nameless, named)]
    assert [n.kind for n in told[0]] == [n.kind for n in told[1]] == ["replied", "body_found", "received"]
    assert "住建部门" in told[0][0].text.zh


def test_a_matters_notices_are_not_for_strangers(world: World) -> None:
    story = Story(world, publish=True).tell_people()
    for reader in (ANONYMOUS, Actor("resident", world.resident.pk + 1), Actor("receipt", receipt="1" * 16)):
        with pytest.raises(NotFound):
            notices.of_matter(reader, story.number, now=story.now)


def test_letters_wait_for_whoever_prints_them(world: World) -> None:
    story = Story(world, channel=Channel("paper", mode="offline")).tell_people()
    agent = world.actor("agent")
    waiting = notices.letters_waiting(agent)
    assert [letter.number for letter in waiting] == [story.number]
    letter = notices.letter(agent, waiting[0].delivery)
    assert (str(letter.body_name), letter.language) == ("市民热线", "zh")
    assert letter.url in str(letter.closing)
    for _ in range(2):
        notices.mark_printed(now=story.now, actor=agent, delivery=letter.delivery)
    assert notices.letters_waiting(agent) == ()
    with pytest.raises(NotFound):
        notices.letter(world.actor(HOUSING), letter.delivery)


def test_reading_and_hearing_take_the_same_queries_whatever_their_number(world: World, count_queries) -> None:
    stories = [Story(world).to_working() for _ in range(3)]
    for each in stories:
        each.answer()
    entries = [e for each in stories for e in each.news() if e.kind in reactions.SUBSCRIBER.kinds]
    with count_queries("answer/notices: a batch of news"):
        reactions.react(entries)
    with count_queries("answer/notices: page of an inbox"):
        notices.notices_of(world.person)
    with count_queries("answer/notices: the doctor's look"):
        notices.delivery_health()


def test_a_letter_says_the_day_until_which_it_may_be_reopened(story: Story) -> None:
    """ "Within thirty days" alone leaves the counting to the person."""
    story.to_working()
    story.answer()
    story.act("verifier", "verify", finding=True)
    for _ in range(3):
        story.act("caller", "attempt_call", note="没有人接")
        story.later(days=1)
    story.act("caller", "close_unreached", note="三天没有联系上")
    closed = story.tell_people().told()[-1].words
    assert "三十天内您可以请我们重办。最后一天是" in closed["zh"]["text"]
    last = timezone.localdate(story.row.ended_at) + timedelta(days=30)
    assert f"最后一天是{last.year}年{last.month}月{last.day}日" in closed["zh"]["text"]
    assert "The last day for it is " in closed["en"]["text"]


def test_an_english_letter_names_a_body_that_has_no_english_name(story: Story) -> None:
    english = story.tell_people().told()[0].words["en"]["text"]
    assert "市民热线 is in charge now" in english
    assert "number is " in english
