"""`cocity` alone lists CoCity's own commands, a line each in both languages; also where no setting is right."""

from pathlib import Path

import pytest

from cocity.doors.console import management
from cocity.doors.console.helping import COMMANDS
from tests.doors.console.test_troubles import ran

FOLDER = Path(management.__path__[0]) / "commands"


def test_every_command_stands_in_the_list_and_no_other() -> None:
    ours = {path.stem.replace("_", "-") for path in FOLDER.glob("[!_]*.py")}
    assert set(COMMANDS) == ours | {"migrate"}
    for said in COMMANDS.values():
        assert 0 < len(said.zh) <= 24
        assert 0 < len(said.en) <= 60


@pytest.mark.parametrize("asked", [(), ("help",), ("--help",), ("-h",)])
def test_the_list_is_what_cocity_alone_says(tmp_path: Path, asked: tuple[str, ...]) -> None:
    done = ran(*asked, COCITY_HOME=str(tmp_path / "home"), COCITY_TIMEZONE="Mars/Base")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  ")] == list(COMMANDS)
    assert "makemessages" not in done.stdout
    assert not (tmp_path / "home").exists(), "nothing is made for it"


@pytest.mark.parametrize("name", ["import", "verify", "budget", "recompute-due"])
def test_help_with_a_name_tells_its_options(tmp_path: Path, name: str) -> None:
    done = ran("help", name, COCITY_HOME=str(tmp_path))
    assert done.returncode == 0
    assert "usage: cocity" in done.stdout
