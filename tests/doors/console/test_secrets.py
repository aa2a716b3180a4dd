"""Secrets come from the environment or from files: no command takes one as a word, none prints one."""

import io
import re

import pytest
from django.core.management import call_command, get_commands, load_command_class

from cocity.doors.console.doctor.round import examine
from tests.world import World

SECRET = re.compile(r"password|passphrase|secret|token|private.?key", re.I)
TAKES_NONE = {"--no-password", "--password-file"}


def ours() -> list[str]:
    return sorted(name for name, app in get_commands().items() if str(app).startswith("cocity"))


def test_no_command_takes_a_secret_as_a_word() -> None:
    assert len(ours()) > 15
    found = []
    for name in ours():
        parser = load_command_class(str(get_commands()[name]), name).create_parser("cocity", name)
        words = [(action.option_strings or [action.dest]) for action in parser._actions if action.nargs != 0]
        found += [f"{name} {word}" for each in words for word in each if SECRET.search(word)]
    assert [each for each in found if each.split()[-1] not in TAKES_NONE] == []


def test_the_doctor_tells_no_secret(world: World, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SECRET_KEY = "oh-so-secret-session"
    database = settings.DATABASES["default"]
    monkeypatch.setitem(database, "PASSWORD", "oh-so-secret-database")
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", "--json", stdout=out)
    said = out.getvalue() + repr(examine(world.now))
    assert "check" in said
    assert "oh-so-secret" not in said
