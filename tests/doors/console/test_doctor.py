"""The doctor finds each planted fault, says what to do, and ends with a code scripts can read."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import connection

from cocity.act.dispatch import api as dispatch
from cocity.doors.console.doctor import machine, rules, work
from cocity.doors.console.doctor.findings import Finding, Level
from cocity.doors.console.doctor.round import examine
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.models import ClockRun, Commitment
from cocity.ground.journal import api as journal
from cocity.ground.journal import delivery, guard
from cocity.ground.journal.models import Cursor, JournalEntry, Parked
from cocity.ground.people.api import SYSTEM
from cocity.ground.people.models import Body, RoleHeld
from cocity.kit.errors import Invalid
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def levels(found: object) -> set[tuple[str, Level]]:
    return {(one.check, one.level) for one in found}  # type: ignore[attr-defined]


def the_bad(found: object) -> list[Finding]:
    return [one for one in found if one.level is Level.BAD]  # type: ignore[attr-defined]


def test_a_sound_city_has_nothing_bad(world: World) -> None:
    dispatch.import_default(now=world.now, actor=SYSTEM)
    world.say()
    found = examine(world.now)
    assert the_bad(one for one in found if one.check != "keys") == []
    assert len({one.check for one in found}) == 15


def test_changes_not_applied(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    plan = "django.db.migrations.executor.MigrationExecutor.migration_plan"
    monkeypatch.setattr(plan, lambda *args, **more: [("one", False)])
    assert levels(examine(world.now)) == {("database", Level.BAD)}


def test_the_guard_of_the_journal_taken_down(world: World) -> None:
    assert not the_bad(machine.guard(world.now))
    with connection.cursor() as cursor:
        trigger = "journal_no_delete" if connection.vendor == "sqlite" else "journal_no_truncate"
        on = "" if connection.vendor == "sqlite" else " ON ground_journal_journalentry"
        cursor.execute(f"DROP TRIGGER {trigger}{on}")
    try:
        assert the_bad(machine.guard(world.now))
    finally:
        guard.stand(connection)


def test_keys_others_can_read(world: World, settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    (keys / "contact.key").touch(mode=0o600)
    assert not the_bad(machine.keys(world.now))
    (keys / "contact.key").chmod(0o644)
    assert "contact.key" in the_bad(machine.keys(world.now))[0].what.en


def test_a_full_disk(world: World, monkeypatch: pytest.MonkeyPatch, settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    for free, level in ((500_000_000, Level.BAD), (3_000_000_000, Level.WATCH), (90_000_000_000, Level.GOOD)):
        usage = type("Usage", (), {"free": free})
        monkeypatch.setattr("shutil.disk_usage", lambda path, usage=usage: usage)
        assert levels(machine.disk(world.now)) == {("disk", level)}


def test_a_clock_behind_the_journal(world: World) -> None:
    world.say()
    assert not the_bad(machine.clock(world.now))
    assert the_bad(machine.clock(world.now - timedelta(hours=1)))


def test_news_nobody_brings(world: World) -> None:
    world.say()
    assert levels(work.news(world.now)) == {("news", Level.GOOD)}
    late = [one for one in work.news(world.now + timedelta(hours=1)) if one.level is Level.WATCH]
    assert late
    assert "pulse" in late[0].todo.en  # type: ignore[union-attr]


def test_an_entry_put_aside(world: World) -> None:
    world.say()
    entry = JournalEntry.objects.order_by("seq").first()
    assert entry is not None
    Cursor.objects.create(name="dispatch", seq=entry.seq, last_error="KeyError at entry 1")
    Parked.objects.create(subscriber="dispatch", seq=entry.seq, at=world.now, error="KeyError")
    found = the_bad(work.news(world.now))[0]
    assert "KeyError" in found.what.en
    assert "cocity retry news" in found.todo.en  # type: ignore[union-attr]
    broken, said = journal.Subscriber(name="dispatch", kinds=frozenset(), react=_fails), StringIO()
    with patch.dict(delivery._SUBSCRIBERS, {"dispatch": broken}), pytest.raises(SystemExit) as ended:
        call_command("retry", "news", stdout=said)
    assert (ended.value.code, said.getvalue()) == (3, "已处理 taken 0, 仍然失败 failing again 1\n")
    assert Parked.objects.get().error.startswith("ValueError")
    call_command("retry", "news", "dispatch", stdout=said)
    assert not Parked.objects.exists()
    assert not the_bad(work.news(world.now))


def _fails(entries: object) -> None:
    raise ValueError(entries)


def test_a_limit_nobody_noticed(world: World) -> None:
    world.say()
    assert not the_bad(work.clocks(world.now))
    later = world.now + timedelta(days=30)
    assert the_bad(work.clocks(later))
    while commitments.fire(later):
        pass
    assert not the_bad(work.clocks(later))


def test_a_calendar_that_ends(world: World) -> None:
    world.say()
    ClockRun.objects.update(provisional=True)
    found = list(work.working_days(world.now.replace(year=2190)))
    assert found[0].level is Level.WATCH
    assert str(ClockRun.objects.count()) in found[0].what.en


def test_a_procedure_changed_after_its_first_use(world: World) -> None:
    world.say()
    assert commitments.note_first_uses(world.now) == 1
    assert commitments.note_first_uses(world.now) == 0
    assert not the_bad(rules.procedures(world.now))
    guard.lift(connection)
    JournalEntry.objects.filter(kind="procedure.used").update(data={"digest": "of another text"})
    guard.stand(connection)
    assert "changed after its first use" in the_bad(rules.procedures(world.now))[0].what.en


def test_no_rules_of_dispatch(world: World) -> None:
    assert levels(rules.responsibility(world.now)) == {("responsibility", Level.WATCH)}


def test_no_intake_no_fallback(world: World) -> None:
    Body.objects.update(intake=False, fallback=False)
    assert len(the_bad(rules.bodies(world.now))) == 2


def test_work_without_hands(world: World) -> None:
    receipt = world.say()
    Commitment.objects.filter(number=receipt.number).update(offered_to=world.bodies["dept-water"])
    assert not the_bad(rules.bodies(world.now))
    RoleHeld.objects.filter(body=world.bodies["dept-water"]).delete()
    assert "水务部门" in the_bad(rules.bodies(world.now))[0].what.zh


def test_places_without_boundary(world: World) -> None:
    assert levels(rules.boundaries(world.now)) == {("places", Level.WATCH)}


def test_the_command_tells_programs_and_ends_with_one(world: World) -> None:
    Body.objects.update(intake=False)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", json=True, stdout=out)
    assert ended.value.code == 1
    told = json.loads(out.getvalue())
    assert {"check": "bodies", "level": "bad"}.items() <= next(
        t for t in told if t["check"] == "bodies"
    ).items()
    assert all(one["todo"] for one in told if one["level"] != "good")


def test_a_check_that_fails_itself_keeps_no_other_from_being_asked(world: World, now) -> None:
    """As on a full disk, where the log's own store could not be opened and the doctor ended in a traceback."""

    def broken(_now: object) -> object:
        raise OSError("disk I/O error")

    broken.__name__ = "city_log"
    checks = (machine.guard, broken, machine.disk)
    with patch("cocity.doors.console.doctor.round.CHECKS", checks):
        found = examine(now)
    assert [one.check for one in found][-1] == "disk"
    assert "disk I/O error" in next(one for one in the_bad(found) if one.check == "city_log").what.en


def test_a_subscriber_there_is_not_is_said_instead_of_nothing_taken() -> None:
    with pytest.raises(Invalid) as raised:
        call_command("retry", "news", "dispach")
    assert raised.value.field == "name"
    assert "dispatch" in raised.value.message.en
