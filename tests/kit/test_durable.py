"""Files that are whole or not there: also where a process dies, or two make the same one."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from cocity.answer.citylog import keys
from cocity.doors.console.witness.program import key_of
from cocity.kit import durable
from cocity.kit.errors import Conflict

STEPS = ("open", "write", "fsync", "link")
MAKERS = pytest.mark.parametrize(
    ("name", "make"),
    [
        ("log.key", lambda folder: keys.make(folder / "log.key", "log.example")),
        ("witness.key", lambda folder: key_of(folder, "uni.example/w")),
    ],
)


class Died(BaseException):
    """As if the process ended here."""


@MAKERS
@pytest.mark.parametrize("step", STEPS)
def test_whoever_dies_while_making_a_key_leaves_none(
    name: str, make: Callable[[Path], object], step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*given: object, **more: object) -> None:
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(os, step, dies)
        with pytest.raises(Died):
            make(tmp_path)
    assert not (tmp_path / name).exists()
    made = make(tmp_path)
    assert str(made.text) in (tmp_path / name).read_text()  # type: ignore[attr-defined]
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [name], "nothing is left beside it"


@MAKERS
def test_of_two_who_make_a_key_at_once_one_wins_and_nothing_is_overwritten(
    name: str, make: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, first = os.link, []

    def overtaken(beside: Path, path: Path) -> None:
        monkeypatch.setattr(os, "link", link)
        first.append(make(tmp_path))
        link(beside, path)

    monkeypatch.setattr(os, "link", overtaken)
    if name == "log.key":
        with pytest.raises(Conflict):
            make(tmp_path)
    else:
        assert make(tmp_path).text == first[0].text, "the first one's key is the key"  # type: ignore[attr-defined]
    assert (tmp_path / name).read_text().split() == [first[0].text]


def test_a_file_of_the_owner_is_never_open_to_others(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        durable.write(tmp_path / "secret", b"x", mode=durable.OWNER)
        durable.write(tmp_path / "plain", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "plain").stat().st_mode) == 0o666


def test_what_is_there_is_not_created_again(tmp_path: Path) -> None:
    durable.create(tmp_path / "one", b"first")
    with pytest.raises(FileExistsError):
        durable.create(tmp_path / "one", b"second")
    assert (tmp_path / "one").read_bytes() == b"first"
