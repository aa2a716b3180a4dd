"""Files stay short, nothing is written twice, and nothing names one machine or one registry."""

import subprocess
from pathlib import Path

import pytest

from tests.architecture.rules import long_files, repeats, traces
from tests.architecture.trees import ROOT, plant

SOURCE = ROOT / "src" / "cocity"


def committed() -> list[Path]:
    """Every file git tracks, or all but what .gitignore names where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    files = [ROOT / name for name in names if name] or [*ROOT.glob("*.*"), *(ROOT / "src").rglob("*.*")]
    return [file for file in files if file.is_file()]


def test_files_are_short() -> None:
    assert long_files(SOURCE) == []


def test_a_file_over_500_lines_is_found(tmp_path: Path) -> None:
    package = plant(tmp_path, {"kit/many.py": "x = 1\n" * 501})
    assert long_files(package) == ["cocity.kit.many has 501 lines"]


def test_too_many_long_files_are_found(tmp_path: Path) -> None:
    package = plant(tmp_path, {f"kit/part{n}.py": "x = 1\n" * 301 for n in range(2)})
    assert "more than one file in ten" in long_files(package)[0]


def test_nothing_is_written_twice() -> None:
    assert repeats(SOURCE) == []


def test_the_same_ten_lines_in_two_files_are_found(tmp_path: Path) -> None:
    body = "\n".join(f"value_{n} = {n} * factor" for n in range(10))
    package = plant(
        tmp_path, {"act/orders/rules.py": body, "answer/replies/rules.py": f"import math\n\n{body}"}
    )
    assert repeats(package) == [
        "the same 10 lines stand at cocity.act.orders.rules:1 and cocity.answer.replies.rules:3"
    ]


def test_no_file_names_a_machine_or_a_registry() -> None:
    assert traces(committed()) == []


@pytest.mark.parametrize(
    "line", ["see /" + "root/project", "cd /home/" + "li/cocity", "index: files.python" + "hosted"]
)
def test_such_a_name_is_found(tmp_path: Path, line: str) -> None:
    file = tmp_path / "notes.md"
    file.write_text(f"# Notes\n{line}\n")
    assert len(traces([file])) == 1
