"""A long file, whose batches are stored two at a time where the database can: nothing differs from one at a time."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError

from cocity.ground.commitments.models import Commitment
from cocity.ground.journal.models import JournalEntry
from cocity.ground.people.models import Resident
from cocity.listen.intake.imports import batches
from cocity.listen.intake.models import Voice
from tests.listen.test_import_of_voices import HEAD, MAPPING, Desk
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = 20  # rows of a batch


@pytest.fixture
def desk(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(batches, "BATCH", SMALL)
    return Desk(tmp_path, world.now)


def line(number: int, words: str = "楼下路灯不亮", at: str = "2026/3/2 9:30:00") -> str:
    return f"{number},路灯,{words} {number},{at},121.47,31.23\n"


def test_every_row_is_there_once_and_the_bad_ones_come_back_in_their_order(desk: Desk) -> None:
    rows = [line(n, at="不知道" if n % 7 == 3 else "2026/3/2 9:30:00") for n in range(6 * SMALL)]
    bad = [n for n in range(6 * SMALL) if n % 7 == 3]
    report = desk.read(HEAD + "".join(rows))
    assert (report.read, report.added, report.bad) == (6 * SMALL, 6 * SMALL - len(bad), len(bad))
    assert [int(row["编号"]) for row in desk.refused()] == bad
    assert sum(report.notes.values()) == report.added, "all of it is long past its date"
    assert Voice.objects.count() == Commitment.objects.count() == report.added
    assert JournalEntry.objects.count() == 2 * report.added
    again = desk.read(HEAD + "".join(rows))
    assert (again.added, again.unchanged, again.bad) == (0, report.added, len(bad))


def test_of_a_number_told_twice_in_one_file_the_first_is_taken(desk: Desk) -> None:
    rows = [line(n) for n in range(SMALL)] + [line(n, "另一句话") for n in range(SMALL)]
    report = desk.read(HEAD + "".join(rows))
    assert (report.added, report.bad) == (SMALL, SMALL)
    assert not Voice.objects.filter(text__contains="另一句话").exists()
    assert all("另一句话" in row["内容"] for row in desk.refused())


def test_the_same_people_named_in_another_order_stop_nobody(desk: Desk) -> None:
    """Each batch holds until it ends the people it named; two in another order would wait for each other, however the
    numbers are written."""
    fields = {**MAPPING["fields"], "phone": "电话", "consent": "同意"}  # type: ignore[dict-item]
    desk.mapping |= {"fields": fields}
    people = [f"138000{n:05d}" for n in range(SMALL)]
    ordered = [people if n % 2 else [f"+86 {phone}" for phone in people[::-1]] for n in range(8)]
    rows = [
        f"{number},路灯,不亮 {number},2026/3/2 9:30:00,121.47,31.23,{phone},yes\n"
        for number, phone in enumerate(phone for batch in ordered for phone in batch)
    ]
    report = desk.read(HEAD.strip() + ",电话,同意\n" + "".join(rows))
    assert (report.added, report.bad) == (8 * SMALL, 0), report.first_problems[:1]
    assert Resident.objects.count() == SMALL


def test_a_batch_stopped_for_another_writer_begins_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = OperationalError("deadlock detected")
    stopped.__cause__ = psycopg.errors.DeadlockDetected()
    store, tries = batches.store, iter([stopped])

    def once_stopped(*given: Any, **named: Any) -> Any:
        for error in tries:
            raise error
        return store(*given, **named)

    monkeypatch.setattr(batches, "store", once_stopped)
    assert desk.read(HEAD + line(1)).added == 1
    monkeypatch.setattr(batches, "store", failing(OperationalError("the disk is full")))
    with pytest.raises(OperationalError):
        desk.read(HEAD + line(2))


def failing(error: Exception) -> Any:
    def fail(*given: Any, **named: Any) -> None:
        raise error

    return fail
