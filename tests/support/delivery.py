"""Notices on their way: a person told by mail or SMS, a mail server and a gateway set up for the city."""

from collections.abc import Iterator

import pytest

from cocity.answer.notices.models import Delivery
from tests.answer.stations import Post, Tower
from tests.answer.stories import Story
from tests.world import World

MAIL, PHONE = "li.hua@example.org", "13800000001"


@pytest.fixture
def post(settings) -> Iterator[Post]:
    """A mail server the city writes by."""
    with Post().open() as found:
        settings.SMTP = found.url
        settings.MAIL_FROM = "测试市 <noreply@city.example>"
        yield found


@pytest.fixture
def tower(settings) -> Iterator[Tower]:
    """An SMS gateway the city writes by."""
    with Tower().open() as found:
        settings.SMS_URL, settings.SMS_TOKEN = found.url, "t0ken"
        yield found


def by_mail(world: World, **said: object) -> Story:
    """A matter whose person is told by mail."""
    return Story(world, **{"phone": "", "email": MAIL, **said}).tell_people()


def by_sms(world: World) -> Story:
    """A matter whose person is told by SMS."""
    return Story(world).tell_people()


def only() -> Delivery:
    """The one that is on its way."""
    return Delivery.objects.get()
