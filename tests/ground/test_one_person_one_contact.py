"""A contact names one person, however often and at what moment it is given; nobody's news goes astray by it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cocity.ground.people.models import Resident
from cocity.ground.people.operations import contact_of, resident_by_contact
from cocity.listen.intake import api as intake
from cocity.listen.intake.models import Voice
from tests.answer.stories import Story
from tests.journeys.test_probes import both, file_database
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
MAIL = "li@example.org"
TOGETHER = """
import threading
from django.db import connections
from cocity.ground.people.models import Resident
from cocity.ground.people.operations import resident_by_contact
gate, got = threading.Barrier(2), []
def go():
    for n in range(30):
        gate.wait(20)
        got.append(resident_by_contact(email=f"p{n}@example.org").pk)
    connections.close_all()
threads = [threading.Thread(target=go) for _ in "12"]
[t.start() for t in threads]
[t.join() for t in threads]
print(len(got), len(set(got)), Resident.objects.count())
"""


def test_who_leaves_only_an_email_is_one_person(world: World) -> None:
    first, again = (resident_by_contact(email=mail) for mail in (MAIL, " LI@example.org "))
    other = resident_by_contact(email="wang@example.org")
    assert first.pk == again.pk != other.pk
    assert contact_of(Resident.objects.get(pk=first.pk)) == ("", MAIL)


def test_the_new_email_of_a_known_telephone_is_for_that_matter_alone(world: World) -> None:
    old = Story(world)
    new = Story(world, email=MAIL)
    assert old.row.beneficiary == new.row.beneficiary
    assert contact_of(world.resident) == ("13800000001", "")
    old.to_working().tell_people()
    new.to_working().tell_people()
    assert {d.channel for notice in old.told() for d in notice.deliveries.all()} == {"sms"}
    assert {d.channel for notice in new.told() for d in notice.deliveries.all()} == {"sms", "email"}
    seen = {
        story: intake.reveal_contact(
            actor=world.actor("agent"), number=story.number, why="first_contact", now=world.now
        )
        for story in (old, new)
    }
    assert seen == {old: ("13800000001", ""), new: ("13800000001", MAIL)}


def test_an_address_beside_somebody_elses_number_gets_none_of_their_news(world: World) -> None:
    """Whoever knows a number could otherwise read what is told to the person it belongs to."""
    stranger = Story(world, phone="13900000002", email="stranger@example.org")
    theirs = Story(world, phone="13900000002").tell_people()
    assert stranger.row.beneficiary == theirs.row.beneficiary
    assert {d.channel for notice in theirs.told() for d in notice.deliveries.all()} == {"sms"}
    assert resident_by_contact(email="stranger@example.org").pk != theirs.row.beneficiary_id


def test_it_is_gone_with_what_was_said(world: World) -> None:
    story = Story(world, email=MAIL)
    assert intake.email_of(story.number) == MAIL
    intake.erase_voice(actor=story.receipt, number=story.number, now=story.later())
    assert intake.email_of(story.number) == ""
    assert Voice.objects.get().email_sealed is None


def test_two_at_one_moment_are_one(transactional_db: None) -> None:
    if not file_database():
        pytest.skip("two writers need a database both can open: PostgreSQL here, a file in the test below")
    for n in range(10):
        for contact in ({"email": f"p{n}@example.org"}, {"phone": f"1390000000{n}"}):
            got = both(*[lambda c=contact: resident_by_contact(**c).pk] * 2)
            assert isinstance(got[0], int)
            assert got[0] == got[1]
    assert Resident.objects.count() == 20


@pytest.mark.slow
def test_two_at_one_moment_are_one_in_a_file_of_sqlite(tmp_path: Path) -> None:
    own = {k: v for k, v in os.environ.items() if not k.startswith("COCITY_")}
    own |= {"COCITY_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    for command in (["migrate", "-v0"], ["shell", "-v0", "-c", TOGETHER]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=own,
            capture_output=True,
            text=True,
            timeout=200,
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-3:] == ["60", "30", "30"]
