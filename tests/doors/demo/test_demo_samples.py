"""The demo's past holds a sample asked to its end and one under way, drawn and asked by the rules of any."""

import pytest
from django.test import Client

from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts.models import Member, Sample
from cocity.doors.console.demo.fill import Filled
from cocity.ground.journal.models import JournalEntry
from cocity.ground.people.models import Worker
from tests.doors.demo.conftest import NOW

pytestmark = pytest.mark.django_db


def test_one_is_asked_to_its_end_and_one_is_under_way(demo: Filled) -> None:
    under_way, done = verdicts.samples()
    assert done.not_asked == 0
    assert done.answered >= 10
    assert 0 < under_way.answered < under_way.drawn
    assert under_way.not_asked >= under_way.drawn // 2
    assert {verdicts.draw_again(each.id).same_draw for each in (under_way, done)} == {True}


def test_each_was_drawn_by_an_auditor_after_its_period_and_asked_by_callers_afterwards(demo: Filled) -> None:
    for sample in Sample.objects.all():
        assert sample.until <= sample.drawn_at < NOW
        assert (
            Worker.objects.get(pk=int(sample.drawn_by.partition(":")[2]))
            .roles_held.filter(role="auditor")
            .exists()
        )
    for member in Member.objects.exclude(outcome="").select_related("sample"):
        assert member.sample.drawn_at < member.asked_at < NOW
        asker = Worker.objects.get(pk=int(member.asked_by.partition(":")[2]))
        assert asker.roles_held.filter(role="caller").exists()


def test_the_journal_tells_of_every_draw_and_every_call_at_its_time(demo: Filled) -> None:
    told = JournalEntry.objects.filter(kind__in=("verdict.sample_drawn", "verdict.sample_answered"))
    asked = list(Member.objects.exclude(outcome="").values_list("asked_at", flat=True))
    assert sorted(told.values_list("at", flat=True)) == sorted(
        [*asked, *Sample.objects.values_list("drawn_at", flat=True)]
    )


def test_everyone_can_read_them(demo: Filled) -> None:
    for sample in verdicts.samples():
        assert "抽中的人里回答了的" in Client().get(f"/open/samples/{sample.id}/").content.decode()
