"""Whatever happens to the machine, nothing is lost and no second history is signed: it refuses, and says so."""

import resource
import shutil
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction
from structlog.testing import capture_logs

from cocity.answer.citylog import api as citylog
from cocity.answer.citylog import cosigning, folders, keys, publishing
from cocity.answer.citylog.files import Published
from cocity.answer.citylog.models import Chain, Head, Leaf
from cocity.engines.merkle import SigningKey, believe, parse_note
from cocity.ground.journal import api as journal
from cocity.kit import durable
from tests.answer.citylog.deaths import Died, dies, dying_at
from tests.answer.citylog.stand import LampLit, Witness, outsider, put_key, settle, tell
from tests.world import World

pytestmark = pytest.mark.django_db


def speak(now: datetime) -> None:
    """Something is recorded, sequenced and published."""
    tell(now)
    citylog.sequence(now)
    citylog.publish(now)


def say(world: World, now: datetime) -> None:
    """The same of a person's matter."""
    world.say()
    settle(now)
    citylog.publish(now)


def trouble() -> str:
    found = citylog.standing().trouble
    return found.what.en if found else ""


@pytest.mark.parametrize("stride", [9, pytest.param(1, marks=pytest.mark.slow)])
def test_dying_at_any_step_loses_nothing_and_forks_nothing(
    stride: int, two: list[Witness], signer: SigningKey, now: datetime
) -> None:
    """One step after the other (every ninth, to be quick); `test_kill` does it with real deaths."""
    seen: dict[int, bytes] = {}
    speak(now)
    step, rounds, finished = 0, 0, False
    while not finished:
        step += stride
        rounds += 1
        tell(now)
        cosigning.forget()
        try:
            with dying_at(step, dies):
                citylog.sequence(now)
                citylog.publish(now)
            finished = True
        except Died:
            pass
        remember(seen)
    assert step > 40, "many places to die at"
    citylog.sequence(now)
    citylog.publish(now)
    remember(seen)
    assert trouble() == ""
    whole = citylog.standing()
    assert whole.size == whole.sequenced == Leaf.objects.count()
    assert Leaf.objects.filter(kind="test.public_lamp").count() == rounds + 1
    assert (
        believe(parse_note(whole.note.encode()), outsider(signer.public.text, two)).checkpoint.size
        == whole.size
    )


def remember(seen: dict[int, bytes]) -> None:
    """No size ever has two roots."""
    with sqlite3.connect(folders.store_file()) as store:
        for size, root in store.execute("SELECT size, root FROM checkpoint"):
            assert seen.setdefault(size, root) == root


def test_a_backup_put_back_is_noticed(world: World, two: list[Witness], key: str, now: datetime) -> None:
    say(world, now)
    kept = {model: list(model.objects.all()) for model in (Leaf, Chain, Head)}
    before = citylog.standing()
    say(world, now + timedelta(minutes=1))
    after = citylog.standing()
    assert after.size > before.size
    for model, rows in kept.items():
        model.objects.all().delete()
        model.objects.bulk_create(rows)
    citylog.publish(now + timedelta(minutes=2))
    assert "was set back" in trouble()
    # The journal goes on and its entries get other leaves; as many as before, and more.
    for minute in (3, 4, 5):
        say(world, now + timedelta(minutes=minute))
    assert Head.objects.get().size > after.size
    assert "not those that were signed" in trouble()
    assert citylog.standing().note == after.note


def test_a_store_put_back_is_noticed(two: list[Witness], key: str, now: datetime, tmp_path: Path) -> None:
    speak(now)
    with sqlite3.connect(folders.store_file()) as live, sqlite3.connect(tmp_path / "old.sqlite3") as old:
        live.backup(old)
    speak(now)
    size = citylog.standing().size
    for file in folders.home().glob("checkpoints.sqlite3*"):
        file.unlink()
    shutil.copy(tmp_path / "old.sqlite3", folders.store_file())
    speak(now)
    assert "store of checkpoints" in trouble()
    assert f"{size} entries were signed" in trouble()


def test_a_whole_machine_put_back_is_stopped_by_a_witness(
    world: World, two: list[Witness], key: str, now: datetime, tmp_path: Path
) -> None:
    """Database, store and published files, all from the same old backup: only the witnesses know better."""
    say(world, now)
    kept = {model: list(model.objects.all()) for model in (Leaf, Chain, Head)}
    shutil.copytree(folders.home(), tmp_path / "backup")
    say(world, now)
    newer = citylog.standing()
    shutil.rmtree(folders.home())
    shutil.copytree(tmp_path / "backup", folders.home())
    for model, rows in kept.items():
        model.objects.all().delete()
        model.objects.bulk_create(rows)
    cosigning.forget()  # the machine was started anew
    older = citylog.standing()
    say(world, now)
    assert f"has seen {newer.size} entries" in trouble()
    assert citylog.standing().size == older.size, "nothing was signed"


def test_a_clock_set_back_is_noticed(key: str, now: datetime) -> None:
    speak(now)
    size = citylog.standing().size
    speak(now - timedelta(hours=1))
    assert "clock was set back" in trouble()
    assert citylog.standing().size == size
    speak(now + timedelta(seconds=1))
    assert trouble() == ""
    assert citylog.standing().size > size


def test_a_full_disk_stops_signing_and_passes(
    key: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(now)
    before = citylog.standing()

    def full(path: Path, data: bytes, mode: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(durable, "_beside", full)
        speak(now)
        assert "the disk is full" in trouble()
        assert citylog.standing().note == before.note
    citylog.publish(now)
    assert trouble() == ""
    assert citylog.standing().size > before.size


def test_a_disk_that_takes_no_byte_more(key: str, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel itself refuses every write, to tiles and to the store: nothing is signed, and it goes on afterwards."""
    speak(now)
    before = citylog.standing()
    tell(now)
    citylog.sequence(now)
    said: list[str] = []
    quiet = SimpleNamespace(error=lambda event, **more: said.append(event))
    monkeypatch.setattr(publishing, "log", quiet)  # its lines could not be written either
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        done = citylog.publish(now)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert done == 0
    assert said
    assert citylog.standing().note == before.note
    assert citylog.publish(now) > 0
    assert trouble() == ""
    assert citylog.fsck() == []


def test_a_key_that_is_gone_or_loose_is_not_replaced(signer: SigningKey, key: str, now: datetime) -> None:
    speak(now)
    size = citylog.standing().size
    path = folders.key_file()
    path.chmod(0o644)
    speak(now)
    assert "Others can read" in trouble()
    path.unlink()
    speak(now)
    assert "put its backup back" in trouble()
    assert citylog.standing().size == size
    put_key(path, signer)
    citylog.publish(now)
    assert trouble() == ""


def test_a_new_key_signs_beside_the_old_one_until_that_is_retired(
    signer: SigningKey, key: str, now: datetime
) -> None:
    speak(now)
    fresh = keys.rotate(folders.key_file())
    speak(now)
    for known in (signer.public.text, fresh.public.text):
        believe(parse_note(citylog.standing().note.encode()), outsider(known, [], ""))
    assert keys.retire(folders.key_file()) == [signer]
    speak(now)
    note = parse_note(citylog.standing().note.encode())
    assert [each.key for each in note.signatures] == [fresh.public.id]
    assert f"log {signer.public.text}\n".encode() in citylog.policy_text(), "old receipts still verify"


def test_published_files_are_never_replaced_by_others(key: str, now: datetime) -> None:
    speak(now)
    files = Published(folders.public())
    path = next(folders.public().rglob("tile/0/*.p/*"))
    path.write_bytes(bytes(len(path.read_bytes())))
    speak(now)
    assert "missing or damaged" in trouble()
    assert files.checkpoint() == citylog.standing().note.encode()


def test_the_store_itself_refuses_to_go_back(key: str, now: datetime) -> None:
    speak(now)
    with sqlite3.connect(folders.store_file()) as store:
        for change in (
            "DELETE FROM checkpoint",
            "UPDATE checkpoint SET root = x'00'",
            "INSERT INTO checkpoint (size, root, at) VALUES (1, x'00', 0)",
        ):
            with pytest.raises(sqlite3.DatabaseError):
                store.execute(change)


def test_a_missing_leaf_is_told_and_the_pulse_beats_on(key: str, now: datetime) -> None:
    speak(now)
    Leaf.objects.filter(index=0).delete()
    tell(now)
    citylog.sequence(now)
    assert citylog.publish(now) == 0
    assert "not whole" in trouble()


def test_an_entry_that_cannot_be_written_stops_nothing(key: str, now: datetime) -> None:
    """A whole number no reader holds exactly has no canonical form: its leaf is closed, and the log goes on."""
    with transaction.atomic():
        watts = [1, 2**60, 2]
        journal.record([LampLit(subject="lamp:9", watts=n) for n in watts], at=now, actor="system")
    with capture_logs() as told:
        while citylog.sequence(now):
            pass
    citylog.publish(now)
    leaves = list(Leaf.objects.filter(kind="test.public_lamp").order_by("index"))
    assert [bool(leaf.content) for leaf in leaves] == [True, False, True]
    assert leaves[1].entry is None
    assert [each["event"] for each in told] == ["entry_not_canonical"]
    assert (trouble(), citylog.standing().size, citylog.fsck()) == ("", 3, [])


def test_a_busy_second_makes_one_checkpoint(key: str, now: datetime) -> None:
    """Ten submissions in three seconds of the clock: three checkpoints, every leaf under one of them by the next second."""
    for tenth in range(0, 30, 3):
        tell(now)
        publishing.beat(now + timedelta(seconds=tenth / 10))
        waiting = citylog.standing().sequenced - citylog.standing().size
        assert waiting == 0 or tenth % 10 >= 1
    with sqlite3.connect(folders.store_file()) as store:
        assert store.execute("SELECT COUNT(*), COUNT(DISTINCT at) FROM checkpoint").fetchone() == (3, 3)
    publishing.beat(now + timedelta(seconds=3))
    assert citylog.standing().size == citylog.standing().sequenced == 10
    tell(now)
    assert citylog.advance(now + timedelta(seconds=3)) > 0, "by hand it signs at once"
    assert citylog.standing().size == 11
