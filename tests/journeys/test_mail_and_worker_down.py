"""Mail, SMS gateway and worker are down while people go on: nothing is lost, and all of it is delivered after they
return, once each, whatever number of loops bring it out."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from cocity.answer.notices import api as notices
from cocity.answer.notices import delivery
from cocity.answer.notices.models import Delivery, Notice
from cocity.answer.replies.api import public_replies
from cocity.ground.journal import api as journal
from tests.answer.stations import Post, Tower, free_port
from tests.answer.stories import Story
from tests.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6


@pytest.fixture
def town(transactional_db: None, now) -> World:
    return build(now)


def hear(now) -> None:
    """The worker's part: the journal brought to its subscribers until nothing is left."""
    while journal.deliver_all(now):
        pass


def test_nothing_is_lost_while_mail_gateway_and_worker_are_down(town: World, settings) -> None:
    post_port, tower_port = free_port(), free_port()
    settings.SMTP, settings.SMS_URL = f"smtp://127.0.0.1:{post_port}", f"http://127.0.0.1:{tower_port}/send"

    # The worker is down: people speak and are answered all the same.
    stories = [
        Story(town, phone=f"1390000{n:04}", email=f"p{n}@example.org", publish=True).to_working()
        for n in range(PEOPLE)
    ]
    for story in stories:
        story.answer()
        assert public_replies(story.number)
    assert not Notice.objects.exists()

    # The worker is back, the mail server and the gateway are not.
    now = town.now + timedelta(hours=4)
    hear(now)
    for minutes in range(0, 60, 10):
        assert notices.deliver(now + timedelta(minutes=minutes)) == 0
    waiting = Counter(Delivery.objects.values_list("channel", "state"))
    # received, taken on and answered by e-mail; received and answered by SMS
    assert waiting == {("email", "waiting"): 3 * PEOPLE, ("sms", "waiting"): 2 * PEOPLE}
    assert {h.channel for h in notices.delivery_health() if h.failures} == {"email", "sms"}

    # They return.
    now += timedelta(hours=2)
    with Post().open(post_port) as post, Tower().open(tower_port) as tower:
        while notices.deliver(now):
            pass
    assert Counter(post.to) == {f"p{n}@example.org": 3 for n in range(PEOPLE)}
    assert Counter(body["to"] for body in tower.taken.values()) == {
        f"1390000{n:04}": 2 for n in range(PEOPLE)
    }
    assert set(Delivery.objects.values_list("state", "doubtful")) == {("sent", False)}
    hear(now)
    assert notices.deliver(now + timedelta(days=1)) == 0


def test_two_claims_share_nothing(town: World) -> None:
    for n in range(2 * delivery.ROUND + 1):
        town.say(phone=f"1370000{n:04}")
    hear(town.now)
    claimed = [{d.pk for d in delivery.claim("sms", town.now)} for _ in range(4)]
    assert [len(each) for each in claimed] == [delivery.ROUND, delivery.ROUND, 1, 0]
    assert len(set().union(*claimed)) == 2 * delivery.ROUND + 1


def test_several_loops_never_send_the_same_notice_twice(town: World, settings) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads need a database of their own connections; SQLite's writers take turns")
    for n in range(60):
        town.say(phone=f"1370000{n:04}")
    hear(town.now)
    failures: list[BaseException] = []
    with Tower().open() as tower:
        settings.SMS_URL = tower.url
        start = threading.Barrier(4)

        def loop() -> None:
            try:
                start.wait()
                for _ in range(4):
                    notices.deliver(town.now)
            except BaseException as error:
                failures.append(error)
                raise
            finally:
                connection.close()

        loops = [threading.Thread(target=loop) for _ in range(4)]
        for each in loops:
            each.start()
        for each in loops:
            each.join()
    assert failures == []
    assert len(tower.asked) == len(tower.taken) == 60
    assert Delivery.objects.filter(state="sent", attempts=1).count() == 60
