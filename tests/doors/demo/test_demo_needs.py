"""The demo's past holds things that several people spoke of, joined as the desk joins them."""

import pytest
from django.test import Client

from cocity.doors.console.demo.fill import Filled
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal.models import JournalEntry
from cocity.listen.needs.models import Member, Need

pytestmark = pytest.mark.django_db


def test_several_voices_say_the_same_of_one_place(demo: Filled) -> None:
    assert Need.objects.count() >= 2
    for need in Need.objects.all():
        matters = Commitment.objects.filter(pk__in=need.members.values("commitment"))
        assert matters.count() >= 2
        assert matters.values("place_path", "category").distinct().count() == 1
    told = JournalEntry.objects.filter(kind="need.joined").count()
    assert told == Member.objects.count()


def test_a_need_is_seen_at_the_open_door_and_by_the_api(demo: Filled, client: Client) -> None:
    [one, *_] = client.get("/api/v1/needs").json()["needs"]
    assert one["size"] >= 2
    page = client.get(f"/m/{one['newest']['number']}/").content.decode()
    assert one["others_say"]["zh"] in page
