"""Pauses, extensions and calendars announced later, one after another: what was granted stays granted."""

from datetime import date, datetime, timedelta

import pytest
from django.conf import settings

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import Given
from cocity.ground.commitments.models import ClockRun, Commitment, Step
from cocity.ground.commitments.pulse import go_on
from cocity.ground.journal.models import JournalEntry
from cocity.kit.errors import Conflict, Invalid
from tests.world import World


@pytest.fixture
def number(world: World) -> str:
    found = world.say().number
    act(world, "dispatcher", found, "offer", world.now, body=world.bodies["d1-s1"].pk)
    act(world, "handler:d1-s1", found, "accept", world.now)
    return found


def act(world: World, who: str, number: str, action: str, at: datetime, **given: object) -> commitments.Acted:
    return commitments.act(
        now=at, actor=world.actor(who), number=number, action=action,
        version=Commitment.objects.get(number=number).version, given=Given(**given),  # type: ignore[arg-type]
    )  # fmt: skip


def approved(world: World, number: str, action: str, at: datetime, until: date) -> None:
    asked = act(world, "handler:d1-s1", number, action, at, reason="等配件", until=until)
    commitments.decide(
        now=at, actor=world.actor("supervisor"), number=number, step=asked.step, granted=True, version=asked.version
    )  # fmt: skip


def due(number: str) -> datetime:
    return Commitment.objects.get(number=number).due_at


def test_a_pause_gives_its_days_back_also_after_an_extension(world: World, number: str) -> None:
    first = due(number)
    approved(world, number, "extend", world.now, (first + timedelta(days=10)).date())
    approved(world, number, "pause", world.now, world.now.date() + timedelta(days=2))
    act(world, "handler:d1-s1", number, "resume", world.now + timedelta(days=2))
    assert due(number) == first + timedelta(days=12)


def test_an_extension_survives_another_procedure(world: World, number: str) -> None:
    approved(world, number, "extend", world.now, (due(number) + timedelta(days=10)).date())
    extended = due(number)
    asked = act(world, "handler:d1-s1", number, "to_complex", world.now, reason="涉及多家")
    commitments.decide(
        now=world.now, actor=world.actor("supervisor"), number=number, step=asked.step, granted=True,
        version=asked.version,
    )  # fmt: skip
    assert due(number) > extended


def test_an_extension_survives_the_announcement_of_the_calendar(world: World, number: str) -> None:
    approved(world, number, "extend", world.now, (due(number) + timedelta(days=10)).date())
    extended = due(number)
    ClockRun.objects.filter(commitment__number=number, name="whole").update(provisional=True)
    assert commitments.recompute_provisional(now=world.now, city=settings.CALENDAR) == []
    assert due(number) == extended


def test_a_pause_ends_by_itself_on_its_day(world: World, number: str) -> None:
    until = world.now.date() + timedelta(days=2)
    approved(world, number, "pause", world.now, until)
    assert go_on(world.now + timedelta(days=1)) == 0
    assert go_on(world.now + timedelta(days=2)) == 1
    assert go_on(world.now + timedelta(days=2)) == 0
    row = Commitment.objects.get(number=number)
    assert row.state == "working"
    assert Step.objects.filter(commitment=row).latest("id").actor == "system"
    assert JournalEntry.objects.latest("seq").data["effect"] == "resume"


def test_no_pause_and_no_extension_for_more_than_a_year(world: World, number: str) -> None:
    for action in ("extend", "pause"):
        with pytest.raises(Invalid) as refused:
            act(world, "handler:d1-s1", number, action, world.now, reason="等", until=date(9999, 12, 31))
        assert refused.value.field == "until"


def test_a_date_that_has_passed_is_not_moved_afterwards(world: World, number: str) -> None:
    before, late = due(number), due(number) + timedelta(days=1)
    asked = act(
        world, "handler:d1-s1", number, "extend", before - timedelta(hours=1), reason="等配件",
        until=(before + timedelta(days=10)).date(),
    )  # fmt: skip
    refuse = {
        "number": number,
        "step": asked.step,
        "granted": False,
        "version": asked.version,
        "note": "不同意",
    }
    commitments.decide(now=late, actor=world.actor("supervisor"), **refuse)  # type: ignore[arg-type]
    actions = commitments.view(world.actor("handler:d1-s1"), number, now=late).actions
    assert "extend" not in {action.name for action in actions}
    with pytest.raises(Conflict, match="asked for before"):
        act(
            world,
            "handler:d1-s1",
            number,
            "extend",
            late,
            reason="忘了",
            until=late.date() + timedelta(days=9),
        )
    assert due(number) == before


def test_an_extension_asked_for_in_time_may_be_granted_later(world: World, number: str) -> None:
    before = due(number)
    asked = act(
        world, "handler:d1-s1", number, "extend", before - timedelta(hours=1), reason="等配件",
        until=(before + timedelta(days=10)).date(),
    )  # fmt: skip
    commitments.decide(
        now=before + timedelta(days=1), actor=world.actor("supervisor"), number=number, step=asked.step, granted=True,
        version=asked.version,
    )  # fmt: skip
    assert due(number) == before + timedelta(days=10)


@pytest.mark.parametrize(("asked", "moved"), [(-1, True), (1, False)], ids=["in time", "too late"])
def test_another_procedure_moves_no_date_that_had_passed(
    world: World, number: str, asked: int, moved: bool
) -> None:
    before = due(number)
    step = act(
        world, "handler:d1-s1", number, "to_complex", before + timedelta(hours=asked), reason="涉及多家"
    )
    commitments.decide(
        now=before + timedelta(days=1), actor=world.actor("supervisor"), number=number, step=step.step, granted=True,
        version=step.version,
    )  # fmt: skip
    row = Commitment.objects.get(number=number)
    assert row.procedure == "complex"
    assert (row.due_at > before) is moved


def test_first_contact_is_promised_to_nobody_who_cannot_be_reached(world: World) -> None:
    found = world.say(phone="", consent=False).number
    assert not ClockRun.objects.filter(commitment__number=found, name="first_contact").exists()


def test_a_clock_of_first_contact_that_runs_already_is_met_by_contact(world: World, number: str) -> None:
    Commitment.objects.filter(number=number).update(beneficiary=None)
    act(world, "handler:d1-s1", number, "contact", world.now, note="已联系")
    assert ClockRun.objects.get(commitment__number=number, name="first_contact").met_at == world.now


def test_two_limits_broken_at_once_raise_the_matter_twice(world: World, number: str) -> None:
    ClockRun.objects.filter(commitment__number=number).update(breach="escalate_one_level")
    fired = commitments.fire(world.now + timedelta(days=30))
    assert fired == Commitment.objects.get(number=number).level == 2
