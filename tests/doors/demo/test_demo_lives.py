"""The lived days obey every rule the city has."""

from collections import Counter

import pytest
from django.db.models import Count, F

from cocity.doors.console.demo.fill import Filled
from cocity.ground.commitments.models import ClockRun, Commitment, Evidence, Leg, Step, Verdict
from cocity.ground.journal.models import JournalEntry
from cocity.ground.people.models import Worker
from cocity.listen.intake.models import Voice
from tests.doors.demo.conftest import NOW

pytestmark = pytest.mark.django_db


def test_every_voice_has_its_promise_and_its_entries(demo: Filled) -> None:
    assert Voice.objects.count() == Commitment.objects.count() == demo.matters > 150
    told = Counter(JournalEntry.objects.values_list("kind", flat=True))
    assert told["commitment.opened"] == told["voice.received"] == demo.matters
    taken = Step.objects.exclude(approval__in=("asked", "refused")).count()
    assert told["commitment.acted"] == taken
    assert told["commitment.clock_breached"] == ClockRun.objects.filter(breached_at__isnull=False).count()


def test_the_journal_is_in_order_of_time(demo: Filled) -> None:
    times = list(JournalEntry.objects.order_by("seq").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[-1] <= NOW


def test_one_accountable_holder_at_every_moment(demo: Filled) -> None:
    open_legs = Leg.objects.filter(joint=False, state="working").values("commitment").annotate(n=Count("id"))
    assert all(row["n"] == 1 for row in open_legs)
    running = set(Commitment.objects.filter(ended_at__isnull=True).values_list("pk", flat=True))
    assert {row["commitment"] for row in open_legs} == running
    held = Leg.objects.filter(joint=False, state="working").exclude(body=F("commitment__holder"))
    assert not held.exists()


def test_an_opening_tells_how_it_stood_at_the_opening(demo: Filled) -> None:
    opened = JournalEntry.objects.filter(kind="commitment.opened")
    assert {entry.data["state"] for entry in opened} == {"opened"}
    assert len({entry.data["holder"] for entry in opened}) == 1


def test_no_clock_is_left_unnoticed_and_ended_matters_have_none_running(demo: Filled) -> None:
    waiting = ClockRun.objects.filter(met_at__isnull=True, breached_at__isnull=True, paused_at__isnull=True)
    assert not waiting.filter(due_at__lte=NOW).exists()
    assert not ClockRun.objects.filter(commitment__ended_at__isnull=False, met_at__isnull=True).exists()


def test_the_verifier_and_the_caller_are_never_the_handler(demo: Filled) -> None:
    bodies = dict(Worker.objects.values_list("pk", "body_id"))
    for step in Step.objects.filter(action__in=("verify", "call_back")).select_related("commitment"):
        assert bodies[int(step.actor.partition(":")[2])] not in step.commitment.handled_by
    assert not Evidence.objects.filter(checked_by=F("taken_by")).exists()
    assert set(Verdict.objects.values_list("voice", flat=True)) == {"self", "call_back"}


def test_everything_a_visitor_should_see_is_there(demo: Filled) -> None:
    actions = set(Step.objects.values_list("action", flat=True))
    assert {
        "offer", "contact", "accept", "decline", "hand_over", "extend", "claim", "verify", "call_back", "confirm",
        "say_plan", "supervise",
    } <= actions  # fmt: skip
    assert Commitment.objects.filter(visibility="public").exists()
    assert Commitment.objects.filter(ended_at__isnull=True, due_at__lt=NOW, claimed_at__isnull=True).exists()
    assert {"yes", "no"} <= set(Verdict.objects.values_list("solved", flat=True))


def test_nobodys_telephone_can_be_reached(demo: Filled) -> None:
    from cocity.ground.people.models import Resident
    from cocity.ground.people.operations import contact_of

    phones = {contact_of(resident)[0] for resident in Resident.objects.all()[:50]}
    assert all(phone.startswith("100") for phone in phones)
