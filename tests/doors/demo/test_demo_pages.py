"""Every account lands on a desk with its work, and every page says that the city is made up."""

import pytest
from django.test import Client
from django.urls import reverse

from cocity.doors.console.demo import city
from cocity.doors.console.demo.fill import Filled
from cocity.ground.commitments.models import Commitment
from cocity.ground.people.models import User
from tests.doors.demo.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SAYS = "合成演示数据"


@pytest.fixture(autouse=True)
def _synthetic(settings) -> None:
    settings.SYNTHETIC = True


def test_every_account_sees_its_desk_and_the_banner(demo: Filled) -> None:
    for account in city.accounts():
        client = Client()
        client.force_login(User.objects.get(username=account.username))
        page = client.get(reverse("desk:inbox"))
        assert page.status_code == 200, account
        assert SAYS in page.content.decode(), account


def test_one_of_each_role_signs_in_at_the_door_and_lands_on_the_desk(demo: Filled) -> None:
    first = {account.role: account for account in reversed(city.accounts())}
    assert len(first) == 8
    for account in first.values():
        answer = Client().post(
            "/account/login/", {"login": account.username, "password": PASSWORD}, follow=True
        )
        assert answer.redirect_chain[-1][0] == reverse("desk:inbox"), account


def test_a_visitor_can_be_the_person_by_a_receipt(demo: Filled) -> None:
    from cocity.listen.intake.api import code_opens

    assert demo.receipts
    assert all(code_opens(number, code) for number, code in demo.receipts)


@pytest.mark.parametrize("address", ["/", "/account/phone/", "/no-such-page"])
def test_pages_of_residents_say_so_too(demo: Filled, address: str) -> None:
    assert SAYS in Client().get(address, follow=True).content.decode()


def test_a_public_matter_says_so(demo: Filled) -> None:
    number = Commitment.objects.filter(visibility="public").values_list("number", flat=True)[0]
    page = Client().get(f"/matters/{number}/", follow=True)
    assert SAYS in page.content.decode()
