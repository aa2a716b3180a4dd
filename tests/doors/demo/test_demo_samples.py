"""The demo's past holds a sample asked to its end, one under way and one announced, by the rules of any."""

import pytest
from django.test import Client

from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts.models import Member, Sample
from cocity.doors.console.demo.fill import Filled
from cocity.ground.journal.models import JournalEntry
from cocity.ground.people.models import Worker
from tests.doors.demo.conftest import NOW

pytestmark = pytest.mark.django_db


def test_one_is_asked_to_its_end_one_is_under_way_and_one_announced(demo: Filled) -> None:
    announced, under_way, done = verdicts.samples()
    assert announced.announced_only
    assert announced.seed_on is not None
    assert announced.seed_on > NOW.date()
    assert (done.ended, len(done.secret), under_way.secret) == ("done", 64, "")
    assert done.not_asked == 0
    assert done.answered >= 10
    assert 0 < under_way.answered < under_way.drawn
    assert under_way.not_asked >= under_way.drawn // 2
    assert {verdicts.draw_again(each.id).same_draw for each in (under_way, done)} == {True}


def test_what_came_of_them_is_said_alike_by_every_door_and_adds_up(demo: Filled) -> None:
    announced, *drawn = verdicts.samples()
    assert verdicts.came_of(announced) == []
    caller = Client(headers={"accept-language": "zh-hans"})
    caller.force_login(Worker.objects.filter(roles_held__role="caller").first().user)
    for sample in drawn:
        all_of_them, *each = verdicts.came_of(sample)
        assert sum(int(pair.value) for pair in each) == int(all_of_them.value)
        pages = [caller.get(f"/{door}/samples/{sample.id}/").content.decode() for door in ("open", "desk")]
        for pair in (all_of_them, *each):
            assert [page.count(f">{pair.label.zh}</dt>") for page in pages] == [1, 1], pair.label


def test_each_was_drawn_by_an_auditor_after_its_period_and_asked_by_callers_afterwards(demo: Filled) -> None:
    for sample in Sample.objects.filter(drawn_at__isnull=False):
        assert sample.until <= sample.announced_at < sample.drawn_at < NOW
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
    told = JournalEntry.objects.filter(kind__startswith="verdict.sample_")
    asked = list(Member.objects.exclude(outcome="").values_list("asked_at", flat=True))
    steps = [
        at
        for row in Sample.objects.values_list("announced_at", "drawn_at", "ended_at", "ended_at")
        for at in row
        if at is not None
    ]
    assert sorted(told.values_list("at", flat=True)) == sorted([*asked, *steps])
    assert told.filter(kind="verdict.sample_opened").count() == 1


def test_everyone_can_read_them(demo: Filled) -> None:
    assert "已公告，还没有抽" in Client().get("/open/samples/").content.decode()
    for sample in verdicts.samples()[1:]:
        assert "抽中的人里回答了的" in Client().get(f"/open/samples/{sample.id}/").content.decode()
