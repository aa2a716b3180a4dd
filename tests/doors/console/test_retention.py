"""What was said in confidence deletes itself when its time is past, and only then."""

from datetime import timedelta

import pytest

from cocity.doors.console.retention import sweep
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal.models import JournalEntry
from cocity.ground.people.models import Resident
from cocity.listen.intake.models import Voice
from tests.world import World

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


def ended(number: str, world: World) -> None:
    Commitment.objects.filter(number=number).update(ended_at=world.now, state="closed")


def test_nothing_goes_before_its_day_or_while_the_matter_is_open(world: World) -> None:
    receipt = world.say()
    assert sweep(world.now + 3 * YEAR) == 0
    ended(receipt.number, world)
    assert sweep(world.now + timedelta(days=364)) == 0
    assert Voice.objects.get().text_sealed is not None


def test_words_and_contact_go_the_screened_words_and_the_pseudonym_stay(world: World) -> None:
    receipt = world.say("我的电话13800000001，灯坏了")
    ended(receipt.number, world)
    assert sweep(world.now + YEAR) == 2
    voice, person = Voice.objects.get(), Resident.objects.get()
    assert voice.text_sealed is None
    assert "灯坏了" in voice.text
    assert (person.contact_sealed, person.contact_key) == (None, None)
    assert Commitment.objects.get().beneficiary_id == person.pk
    assert sweep(world.now + YEAR) == 0


def test_a_contact_stays_while_something_else_of_the_person_is_open(world: World) -> None:
    ended(world.say().number, world)
    world.say("又坏了一盏")
    assert sweep(world.now + YEAR) == 1
    assert Resident.objects.get().contact_sealed is not None


def test_each_deletion_is_noted_without_anything_personal(world: World) -> None:
    ended(world.say().number, world)
    sweep(world.now + YEAR)
    noted = JournalEntry.objects.filter(kind__in=("voice.words_expired", "resident.contact_expired"))
    assert noted.count() == 2
    assert all("13800000001" not in str(entry.data) + entry.subject for entry in noted)
    assert all(entry.actor == "system" for entry in noted)
