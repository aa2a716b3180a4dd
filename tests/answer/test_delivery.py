"""What goes out, to whom and when: by a real mail server and a real SMS gateway."""

import logging
from datetime import timedelta

import pytest

from cocity.answer.notices import api as notices
from cocity.answer.notices import delivery
from cocity.answer.notices.models import ChannelRest, Delivery
from cocity.ground.people.operations import erase
from tests.answer.stations import Post, Tower
from tests.support.delivery import MAIL, PHONE, by_mail, by_sms, only
from tests.world import World

pytestmark = pytest.mark.django_db


def test_an_email_arrives_with_the_words_of_the_inbox_and_a_way_back(
    world: World, post: Post, settings
) -> None:
    story = by_mail(world)
    assert notices.deliver(world.now) == 1
    mail = post.got[0]
    words = story.told()[0].words["zh"]
    assert (post.to, mail["Subject"]) == ([MAIL], words["subject"])
    assert words["text"] in mail.get_content()
    assert settings.PUBLIC_URL in mail.get_content()
    assert str(mail["From"]) == "测试市 <noreply@city.example>"
    assert mail["Idempotency-Key"] == only().key
    assert mail["Message-ID"] == f"<{only().key}@city.example>"
    assert (only().state, only().sent_at, only().attempts) == ("sent", world.now, 1)


def test_it_is_written_in_the_persons_language(world: World, post: Post) -> None:
    by_mail(world, language="en")
    notices.deliver(world.now)
    assert post.got[0]["Subject"].startswith("We have your matter")
    assert post.got[0]["Content-Language"] == "en"


def test_an_sms_arrives_with_its_key_and_the_token(world: World, tower: Tower) -> None:
    by_sms(world)
    notices.deliver(world.now)
    headers, body = tower.asked[0]
    assert body["to"] == PHONE
    assert len(body["text"]) <= 70
    assert headers["Idempotency-Key"] == body["key"] == only().key
    assert headers["Authorization"] == "Bearer t0ken"


def test_what_was_sent_is_not_sent_again(world: World, post: Post) -> None:
    by_mail(world)
    assert [notices.deliver(world.now + timedelta(hours=n)) for n in range(3)] == [1, 0, 0]
    assert len(post.got) == 1


def test_with_nothing_set_up_everything_waits_and_is_seen_to_wait(world: World, settings) -> None:
    settings.SMTP = settings.SMS_URL = ""
    by_mail(world, phone="13800000005")
    assert notices.deliver(world.now) == 0
    health = {h.channel: h for h in notices.delivery_health()}
    for channel in ("email", "sms"):
        assert (health[channel].configured, health[channel].waiting) == (False, 1)
        assert health[channel].oldest_at == world.now


def test_a_synthetic_city_writes_to_nobody(world: World, post: Post, settings) -> None:
    settings.SYNTHETIC = True
    by_mail(world)
    assert notices.deliver(world.now) == 0
    assert post.got == []


def test_no_sms_at_night_but_e_mail_at_any_time(world: World, post: Post, tower: Tower) -> None:
    by_mail(world, phone="13800000005")
    night = world.now.replace(hour=23)
    notices.deliver(night)
    assert (len(post.got), len(tower.asked)) == (1, 0)
    notices.deliver(night + timedelta(hours=7, minutes=59))
    assert tower.asked == []
    notices.deliver(night + timedelta(hours=8))
    assert len(tower.asked) == 1


def test_someone_forgotten_is_not_written_to(world: World, post: Post) -> None:
    story = by_mail(world)
    erase(resident_id=story.row.beneficiary_id, now=world.now)
    notices.deliver(world.now)
    assert only().state == "no_contact"
    assert post.got == []


def test_old_news_is_not_sent(world: World, post: Post) -> None:
    by_mail(world)
    notices.deliver(world.now + timedelta(days=31))
    assert (only().state, post.got) == ("given_up", [])


def test_neither_logs_nor_rows_hold_a_contact(
    world: World, post: Post, tower: Tower, caplog: pytest.LogCaptureFixture
) -> None:
    phone = "13800000007"
    by_mail(world, phone=phone)
    post.answer, tower.script = f"550 <{MAIL}> unknown", [400]
    with caplog.at_level(logging.DEBUG):
        notices.deliver(world.now)
    output = str([r.getMessage() for r in caplog.records if r.name.startswith("cocity")])
    assert output.count("notice_refused") == 2
    for private in (MAIL, phone, "t0ken"):
        assert private not in output
        assert private not in str(list(Delivery.objects.values()) + list(ChannelRest.objects.values()))


def test_a_round_gives_back_what_it_had_no_time_for(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        by_mail(world)
    monkeypatch.setattr(delivery, "BUDGET", -1.0)
    assert notices.deliver(world.now) == 0
    assert {(d.state, d.attempts) for d in Delivery.objects.all()} == {("waiting", 0)}
    monkeypatch.undo()


def test_the_queries_of_a_round_do_not_depend_on_what_waits(world: World, post: Post, count_queries) -> None:
    with count_queries("answer/notices: a round with nothing to send"):
        notices.deliver(world.now)
    by_mail(world)
    with count_queries("answer/notices: a round that sends one"):
        notices.deliver(world.now)
