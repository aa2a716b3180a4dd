"""Workers, keys, exports and due dates from the command line."""

import csv
import os
import re
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cocity import doors
from cocity.doors.console.main import main
from cocity.doors.console.management.commands.serve import _say_who_ended, _start, check_bind
from cocity.doors.console.management.commands.token import SCOPES
from cocity.ground.commitments.models import ClockRun
from cocity.ground.journal.models import JournalEntry
from cocity.ground.people.api import actor_of, actor_of_token
from cocity.ground.people.models import ApiToken, User
from cocity.kit.errors import Conflict, Errors, Invalid, NotFound
from tests.world import World

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_who_lost_every_second_step_signs_in_by_password_again(world: World) -> None:
    mine, other = world.workers["agent"].user, world.workers["dispatcher"].user
    for user in (mine, other):
        Authenticator.objects.create(user=user, type="webauthn", data={})
        Authenticator.objects.create(user=user, type="recovery_codes", data={})
    browsers = [Client(), Client(), Client()]
    for browser, user in zip(browsers, (mine, mine, other), strict=True):
        browser.force_login(user)
    assert "signed out 2" in run("worker", "second-off", "agent")
    inside = [browser.get("/desk/").status_code == 200 for browser in browsers]
    assert inside == [False, False, True], "what is lost may be in somebody's hands"
    assert set(Authenticator.objects.values_list("user_id", flat=True)) == {other.pk}
    User.objects.create(username="r234")
    for nobody in ("nobody", "r234"):
        with pytest.raises(NotFound):
            run("worker", "second-off", nobody)


def test_a_worker_is_added_and_may_do_what_the_roles_say(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCITY_NEW_PASSWORD", "long-enough-4711")
    run(
        "worker",
        "add",
        "li",
        "--name",
        "李",
        "--body",
        "dept-water",
        "--role",
        "handler",
        "--role",
        "auditor@city",
    )
    user = User.objects.get(username="li")
    assert user.check_password("long-enough-4711")
    held = {
        (one.role, one.body_path)
        for one in actor_of(user, on=timezone.now().date() + timedelta(days=1)).roles
    }
    assert held == {("handler", "/city/dept-water/"), ("auditor", "/city/")}


def test_a_name_taken_or_a_role_unknown_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCITY_NEW_PASSWORD", "long-enough-4711")
    with pytest.raises(Errors):
        run("worker", "add", "li", "--name", "李", "--body", "nowhere", "--role", "king")
    with pytest.raises(Conflict):
        run("worker", "add", "agent", "--name", "李", "--body", "dept-water", "--role", "handler")


def test_a_body_that_is_not_there_is_said_before_a_password_is_asked_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCITY_NEW_PASSWORD", "short")
    with pytest.raises(Errors) as refused:
        run("worker", "add", "li", "--name", "李", "--body", "nowhere", "--role", "handler")
    assert [error.field for error in refused.value.errors] == ["body"]


def test_why_a_password_will_not_do_is_said_in_the_readers_language(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCITY_NEW_PASSWORD", "short")
    with pytest.raises(Invalid) as refused:
        run("worker", "add", "li", "--name", "李", "--body", "dept-water", "--role", "handler")
    said = refused.value.message
    assert re.fullmatch(r"密码不合要求：太短[^A-Za-z]*12[^A-Za-z]*", said.zh)
    assert "12 characters" in said.en
    assert said.en.isascii()
    monkeypatch.setenv("COCITY_NEW_PASSWORD", "password1234")
    with pytest.raises(Invalid) as refused:
        run("worker", "add", "li", "--name", "李", "--body", "dept-water", "--role", "handler")
    assert "太常见" in refused.value.message.zh
    assert "too common" in refused.value.message.en
    assert not User.objects.filter(username="li").exists()


@pytest.mark.parametrize("bind", ["127.0.0.1:99999", "127.0.0.1:0", "localhost:", "[::1]:web"])
def test_a_port_there_cannot_be_is_said_before_anything_starts(bind: str) -> None:
    with pytest.raises(Invalid) as refused:
        run("serve", "--bind", bind)
    assert refused.value.field == "bind"
    assert "65535" in refused.value.message.zh


@pytest.mark.parametrize(
    "bind", ["127.0.0.1:8000", "[::1]:8000", "[::1]", "0.0.0.0", "unix:/run/city:1", "fd://3"]
)
def test_an_address_gunicorn_knows_is_left_to_it(bind: str) -> None:
    check_bind(bind)


def test_a_key_is_issued_once_and_ends_when_revoked(world: World) -> None:
    key = run("token", "issue", "agent", "--scope", "matters:read", "--label", "bus app").strip()
    now = timezone.now()
    found = actor_of_token(key, now=now, on=now.date())
    assert found is not None
    assert found[1] == {"matters:read"}
    run("token", "revoke", "bus app")
    assert actor_of_token(key, now=now, on=now.date()) is None
    with pytest.raises(NotFound):
        run("token", "revoke", "bus app")


def test_a_key_for_nothing_known_is_not_issued(world: World) -> None:
    with pytest.raises(CommandError, match="matters:read"):
        run("token", "issue", "agent", "--scope", "voices:write")
    assert not ApiToken.objects.exists()


def test_every_scope_a_door_asks_for_can_be_issued() -> None:
    asked = set()
    for file in Path(doors.__file__).parent.rglob("*.py"):
        asked |= set(
            re.findall(r'program\(request, "([a-z0-9:]+)"|^SCOPE = "([a-z0-9:]+)"', file.read_text(), re.M)
        )
    assert {a or b for a, b in asked} == set(SCOPES)


def test_an_export_holds_every_matter_and_nobodys_words(world: World, tmp_path: Path) -> None:
    numbers = {world.say().number for _ in range(3)}
    file = tmp_path / "matters.csv"
    run("export", "commitments", "--out", str(file))
    text = file.read_text(encoding="utf-8-sig")
    assert {row["number"] for row in csv.DictReader(StringIO(text))} == numbers
    assert "楼道灯" not in text


def test_due_dates_that_rested_on_a_guess_are_computed_anew_and_listed(world: World) -> None:
    receipt = world.say()
    wrong = receipt.due_at + timedelta(days=3)
    ClockRun.objects.filter(name="whole").update(provisional=True, due_at=wrong)
    said = run("recompute_due")
    assert receipt.number in said
    assert receipt.due_at.isoformat()[:10] in said
    assert ClockRun.objects.get(name="whole").due_at == receipt.due_at
    assert JournalEntry.objects.filter(kind="commitment.due_changed").count() == 1


def test_the_telephone_log_is_imported_and_bad_rows_come_back(world: World, tmp_path: Path) -> None:
    log, bad = tmp_path / "calls.csv", tmp_path / "bad.csv"
    log.write_text(
        "call,line,offered_at,answered_at\na1,12345,2026-11-20 10:00:00,2026-11-20 10:00:15\na2,总机,昨天,\n",
        encoding="gb18030",
    )
    with pytest.raises(SystemExit) as ended:
        call_command("import", "calls", str(log), "--bad-rows", str(bad))
    assert ended.value.code == 3
    assert JournalEntry.objects.filter(kind="call.logged").count() == 1
    [row] = csv.DictReader(StringIO(bad.read_text(encoding="utf-8-sig")))
    assert (row["call"], row["line"], row["offered_at"]) == ("a2", "总机", "昨天")
    assert row["why"]
    bad.write_text("call\n1\n", encoding="utf-8")
    with pytest.raises(Invalid, match="Columns are missing"):
        run("import", "calls", str(bad))


def test_a_file_that_cannot_be_written_is_said_plainly(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    nowhere = str(tmp_path / "no" / "matters.csv")
    monkeypatch.setattr("sys.argv", ["cocity", "export", "commitments", "--out", nowhere])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert f"cocity: {nowhere}: 读不了或写不了（没有这个文件或文件夹） / cannot be read or written" in said


def test_it_is_said_which_of_server_and_pulse_ended_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    children = [_start("web", lambda: time.sleep(30)), _start("pulse", lambda: os.kill(os.getpid(), 9))]
    children[1].join(20)
    _say_who_ended(children)
    children[0].terminate()
    said = capsys.readouterr().err
    assert "pulse" in said
    assert "signal 9" in said
    assert "web" not in said
