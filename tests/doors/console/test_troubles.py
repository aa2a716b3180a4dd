"""What keeps a command from running is said in words with the setting's name, never as a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError, ProgrammingError

from cocity.config.env import Environment
from cocity.doors.console.troubles import words

ROOT = Path(__file__).resolve().parents[3]
RUN = "from cocity.doors.console.main import main; main()"


def run(*args: str, **settings: str) -> tuple[int, str]:
    """Exit code and what went to standard error."""
    done = ran(*args, **settings)
    return done.returncode, done.stderr


def ran(*args: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """`cocity …` in a process of its own, with these settings and no others."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("COCITY_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.argv = {['cocity', *args]!r}; {RUN}"],
        env={**env, "PYTHONPATH": str(ROOT / "src"), **settings},
        capture_output=True,
        text=True,
        check=False,
        cwd=settings["COCITY_HOME"] if Path(settings["COCITY_HOME"]).is_dir() else "/",
    )


def test_a_city_not_made_yet_says_how_to_make_it(tmp_path: Path) -> None:
    code, said = run("export", "commitments", COCITY_HOME=str(tmp_path), COCITY_DATABASE="")
    assert code == 2
    assert "cocity migrate" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("setting", "wrong"),
    [
        ("database", "mysql://u@h/x"),
        ("timezone", "Mars/Base"),
        ("language", "kl"),
        ("log_level", "LOUD"),
        ("quiet_hours", "7:00-22:00"),
        ("public_url", "city.example"),
        ("sms_url", "ftp:x"),
        ("security_contact", "security@city.example"),
        ("smtp", "mail.example:25"),
        ("proxies", "some"),
        ("voices_per_hour", "-5"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, setting: str, wrong: str) -> None:
    from cocity.config.env import database_config

    with pytest.raises(ValueError) as raised:  # noqa: PT011 - what it says is looked at below
        database_config(Environment(_env_file=None, **{setting: wrong}).database, tmp_path)  # type: ignore[arg-type,call-arg]
    said = words(raised.value)
    assert len(said) == 1
    assert said[0].startswith(f"COCITY_{setting.upper()}: ")


def test_all_settings_that_are_wrong_are_named_at_once(tmp_path: Path) -> None:
    code, said = run("doctor", COCITY_HOME=str(tmp_path), COCITY_TIMEZONE="Mars", COCITY_PROXIES="some")
    assert code == 2
    assert "COCITY_TIMEZONE: " in said
    assert "COCITY_PROXIES: " in said
    assert "Traceback" not in said


def test_a_home_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, said = run("doctor", COCITY_HOME=str(tmp_path / "file"))
    assert (code, said.startswith("cocity: COCITY_HOME: ")) == (2, True), said


def test_what_the_database_says_is_told_apart() -> None:
    assert "cocity migrate" in words(ProgrammingError('relation "listen_intake_voice" does not exist'))[0]
    nowhere = words(OperationalError('connection failed: FATAL: database "city" does not exist'))
    assert "COCITY_DATABASE" in nowhere[0]
    assert "磁盘" in words(OperationalError("disk I/O error"))[0]
    assert "COCITY_DATABASE" in words(OperationalError("connection refused"))[0]
    assert words(ProgrammingError("syntax error at or near")) == []
    assert words(KeyError("ours")) == []
