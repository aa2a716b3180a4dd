"""Servers and gateways that are away, busy, slow, refuse or cannot be trusted: nothing is lost, nobody is written to twice."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from cocity.answer.notices import api as notices
from cocity.answer.notices import delivery
from cocity.answer.notices.models import ChannelRest, Delivery
from cocity.answer.notices.rules import MOST_REFUSALS
from cocity.kit import crypto
from cocity.kit.errors import Forbidden
from cocity.listen.intake.models import Voice
from tests.answer.certificates import self_signed
from tests.answer.stations import Post, Tower, free_port
from tests.answer.stories import HOUSING
from tests.support.delivery import by_mail, by_sms, only
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_server_that_is_away_lets_the_channel_rest_and_counts_against_nobody(
    world: World, settings
) -> None:
    for _ in range(3):
        by_mail(world)
    port = free_port()
    settings.SMTP = f"smtp://127.0.0.1:{port}"
    now = world.now
    for _ in range(2 * MOST_REFUSALS):
        assert notices.deliver(now) == 0
        rest = ChannelRest.objects.get()
        assert rest.retry_at is not None
        assert notices.deliver(rest.retry_at - timedelta(seconds=1)) == 0
        assert ChannelRest.objects.get().failures == rest.failures, "while it rests nobody knocks"
        now = rest.retry_at
    assert {(d.state, d.refusals) for d in Delivery.objects.all()} == {("waiting", 0)}
    assert now - world.now < timedelta(hours=2)
    assert "connect" in notices.delivery_health()[0].last_error
    with Post().open(port) as post:
        assert notices.deliver(now) == 3
    assert len(post.got) == 3
    assert ChannelRest.objects.get().failures == 0


def test_a_busy_server_is_tried_again_with_growing_waits_and_given_up_in_sight(
    world: World, post: Post
) -> None:
    by_mail(world)
    post.answer = "451 try later"
    now, waits = world.now, []
    while only().state == "waiting":
        notices.deliver(now)
        waits.append(only().next_try - now)
        now = only().next_try
    assert waits[:3] == [timedelta(seconds=s) for s in (15, 30, 60)]
    assert (only().refusals, only().last_error) == (MOST_REFUSALS, "data: 451")
    assert notices.delivery_health()[0].given_up == 1
    post.answer = "250 taken"
    assert notices.deliver(now + timedelta(days=1)) == 0
    with pytest.raises(Forbidden):
        notices.try_again(now=now, actor=world.actor(HOUSING), channel="email")
    world.worker("editor", "city", "editor")
    told = StringIO()
    call_command("retry", "notices", "email", stdout=told)
    assert "queued again 1" in told.getvalue()
    Delivery.objects.update(state="given_up")
    assert notices.try_again(now=now, actor=world.actor("editor"), channel="email") == 1
    assert notices.deliver(now) == 1


def test_what_is_refused_for_good_is_given_up_at_once_and_the_rest_goes_on(world: World, post: Post) -> None:
    by_mail(world, email="nobody@example.org")
    post.answer = "550 no such user"
    notices.deliver(world.now)
    assert (only().state, only().last_error) == ("given_up", "data: 550")
    post.answer = "250 taken"
    by_mail(world)
    assert notices.deliver(world.now) == 1


def test_an_address_no_mail_can_carry_blocks_nobody(world: World, post: Post) -> None:
    """Intake refuses one now; a city may hold some of before."""
    number = by_mail(world, email="old@example.com").number
    sealed = crypto.seal("not an address", bound_to=f"email:{number}")
    Voice.objects.filter(number=number).update(email_sealed=sealed)
    by_mail(world)
    notices.deliver(world.now)
    assert sorted(d.state for d in Delivery.objects.all()) == ["given_up", "sent"]


@pytest.mark.parametrize("answer", [429, 500, 408])
def test_a_gateway_that_fails_once_gets_the_same_key_again(world: World, tower: Tower, answer: int) -> None:
    by_sms(world)
    tower.script = [answer]
    notices.deliver(world.now)
    assert (only().state, only().last_error) == ("waiting", f"gateway: {answer}")
    notices.deliver(only().next_try)
    assert only().state == "sent"
    assert len({body["key"] for _, body in tower.asked}) == 1


@pytest.mark.parametrize("answer", [401, 503])
def test_a_gateway_that_lets_nobody_in_is_left_to_rest(world: World, tower: Tower, answer: int) -> None:
    by_sms(world)
    tower.script = [answer] * 20
    now = world.now
    for _ in range(20):
        notices.deliver(now)
        now = ChannelRest.objects.get().retry_at or now
    assert (only().state, only().refusals) == ("waiting", 0)
    notices.deliver(now)
    assert only().state == "sent"


def test_a_number_the_gateway_will_never_take_is_given_up(world: World, tower: Tower) -> None:
    by_sms(world)
    tower.script = [400]
    notices.deliver(world.now)
    assert (only().state, only().last_error) == ("given_up", "gateway: 400")


def test_an_answer_that_was_lost_is_doubtful_and_the_repeat_is_recognised(world: World, tower: Tower) -> None:
    by_sms(world)
    tower.script = ["hang up"]
    notices.deliver(world.now)
    assert (only().state, only().doubtful) == ("waiting", True)
    notices.deliver(world.now + timedelta(minutes=10))
    assert only().state == "sent"
    assert (len(tower.asked), len(tower.taken)) == (2, 1), "asked twice, sent once"


def test_a_slow_gateway_is_not_waited_for(
    world: World, tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cocity.answer.notices.sms import Gateway

    monkeypatch.setattr(Gateway.__init__, "__defaults__", ("", "", 0.1))
    by_sms(world)
    tower.script = [0.5]
    notices.deliver(world.now)
    assert (only().state, only().doubtful) == ("waiting", True)
    assert "Timeout" in only().last_error


def test_a_loop_that_died_between_sending_and_marking(world: World, post: Post) -> None:
    by_mail(world)
    lost = delivery.claim("email", world.now)[0]
    with delivery.CHANNELS["email"].sender() as sender:
        sender.send(delivery.parcel_of(lost))  # type: ignore[arg-type]
    assert notices.deliver(world.now + timedelta(minutes=9)) == 0, "the claim still holds"
    assert notices.deliver(world.now + timedelta(minutes=11)) == 1
    assert only().doubtful
    assert post.got[0]["Message-ID"] == post.got[1]["Message-ID"], "a mailbox can tell the repeat"


def test_a_loop_that_lost_its_claim_marks_nothing(world: World, post: Post) -> None:
    by_mail(world)
    slow = delivery.claim("email", world.now)[0]
    notices.deliver(world.now + timedelta(minutes=11))
    delivery._refused(slow, delivery.Refused("late"), world.now)
    assert only().state == "sent"


def test_a_setting_nobody_can_read_lets_the_channel_rest_and_says_so(world: World, settings) -> None:
    settings.SMTP = "http://mail"
    by_mail(world)
    assert notices.deliver(world.now) == 0
    assert "COCITY_SMTP" in notices.delivery_health()[0].last_error
    assert only().state == "waiting"


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_tls_with_a_known_authority_and_refusal_of_an_unknown_one(
    world: World, settings, tmp_path: Path, scheme: str
) -> None:
    context, authority = self_signed(tmp_path)
    by_mail(world)
    how = (
        {"ssl_context": context} if scheme == "smtps" else {"tls_context": context, "require_starttls": True}
    )
    with Post().open(**how) as post:
        settings.SMTP = f"{scheme}://127.0.0.1:{post.port}"
        notices.deliver(world.now)
        assert "SSLCertVerificationError" in ChannelRest.objects.get().last_error
        settings.SMTP += f"?cafile={authority}"
        assert notices.deliver(world.now + timedelta(hours=1)) == 1


def test_a_server_without_tls_is_not_spoken_to_in_the_clear_when_tls_is_asked(
    world: World, settings, post: Post
) -> None:
    by_mail(world)
    settings.SMTP = post.url.replace("smtp://", "smtp+starttls://")
    notices.deliver(world.now)
    assert (only().state, post.got) == ("waiting", [])
    assert "SMTPNotSupportedError" in only().last_error
