"""A filled city is known as one, whole, and open to its accounts."""

import pytest

from cocity.doors.console.demo import city, settle
from cocity.doors.console.demo.fill import Filled, filled
from cocity.ground.journal.api import lag
from tests.doors.demo.conftest import PASSWORD


@pytest.mark.django_db
def test_a_filled_city_is_recognised(demo: Filled) -> None:
    found = filled()
    assert found is not None
    assert (found.matters, found.today, found.days) == (demo.matters, "2026-11-23", 40)


@pytest.mark.django_db
def test_every_subscriber_takes_the_past_up(demo: Filled) -> None:
    assert settle.settle(now=demo.at) > 0
    assert all(each.waiting == 0 and each.parked == 0 for each in lag())


@pytest.mark.django_db
def test_every_account_exists_and_can_sign_in(demo: Filled) -> None:
    from django.contrib.auth import authenticate

    accounts = city.accounts()
    assert 50 <= len(accounts) <= 75
    for each in (accounts[0], accounts[-1], next(a for a in accounts if a.role == "supervisor")):
        assert authenticate(username=each.username, password=PASSWORD) is not None
    assert authenticate(username="handler.street-310101013", password=PASSWORD) is None
