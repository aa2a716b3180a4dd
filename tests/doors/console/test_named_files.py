"""An error in a file says which file: the name that was typed, for every command that reads one."""

from pathlib import Path

import pytest
from django.core.management import call_command

from cocity.kit.errors import CityError
from tests.doors.console.test_troubles import run
from tests.world import World

BROKEN = b"\x81\x00\xff\xfe\x00"
COMMANDS = [
    ("import", "hotline", "{file}", "--mapping", "mailbox_hot"),
    ("import", "open311", "{file}", "--mapping", "boston"),
    ("import", "calls", "{file}"),
    ("import", "places", "{file}"),
    ("import", "boundaries", "{file}", "--source", "x"),
    ("replay", "hotline", "{file}", "--mapping", "mailbox_replied"),
    ("responsibilities", "import", "{file}"),
    ("sample", "verify", "{file}"),
    ("text", "mask", "{file}", "--text-column", "a"),
    ("text", "places", "{table}", "--text-column", "a", "--gazetteer", "{file}"),
    ("text", "predict", "{table}", "--text-column", "a", "--model", "{file}"),
    ("opinion", "{file}"),
    ("opinion", "{votes}", "--strata", "{table}", "--census", "{file}"),
]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A file that is broken, a table of one column `a`, and votes."""
    found = {name: tmp_path / f"{name}.csv" for name in ("file", "table", "votes")}
    found["file"].write_bytes(BROKEN)
    found["table"].write_text("a,b\n路灯不亮,1\n", encoding="utf-8")
    rows = "".join(f"{n},{s},{p},1\n" for n, (s, p) in enumerate((s, p) for s in range(3) for p in range(9)))
    found["votes"].write_text("timestamp,comment-id,voter-id,vote\n" + rows, encoding="utf-8")
    return {name: str(path) for name, path in found.items()}


@pytest.mark.django_db
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]))
def test_the_file_is_named(world: World, files: dict[str, str], command: tuple[str, ...]) -> None:
    with pytest.raises(CityError) as refused:
        call_command(*(part.format(**files) for part in command))
    assert refused.value.field == files["file"]


@pytest.mark.django_db
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]))
def test_why_it_cannot_be_read_is_said_in_the_readers_language(
    world: World, files: dict[str, str], command: tuple[str, ...]
) -> None:
    """`main` says it of those that leave it to the system."""
    Path(files["file"]).unlink()
    with pytest.raises((CityError, FileNotFoundError)) as refused:
        call_command(*(part.format(**files) for part in command))
    if isinstance(refused.value, CityError):
        assert refused.value.field == files["file"]
        assert "没有这个文件或文件夹" in refused.value.message.zh
        assert "No such file" not in refused.value.message.zh


def test_it_stands_before_the_words(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("a,b\n1,2\n")
    code, said = run("import", "calls", "log.csv", COCITY_HOME=str(tmp_path))
    assert code == 2
    assert said.startswith("cocity: log.csv: 缺少列")
