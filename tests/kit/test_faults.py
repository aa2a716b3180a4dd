"""What the system refuses is said in both languages, never in the system's English inside a Chinese sentence."""

import errno
import os
import re
import ssl
from pathlib import Path

import pytest

from cocity.kit import faults
from cocity.kit.faults import WORDS, told, why

SOURCE = Path(faults.__file__).parents[1]


@pytest.mark.parametrize("number", sorted(WORDS), ids=errno.errorcode.get)
def test_each_has_words_of_its_own(number: int) -> None:
    said = why(OSError(number, os.strerror(number), "x.csv"))
    assert re.search("[\u4e00-\u9fff]", said.zh)
    assert not re.search("[A-Za-z]", said.zh)
    assert said.en
    assert said.en != os.strerror(number)


@pytest.mark.parametrize(
    ("name", "said"),
    [("none", "没有这个文件或文件夹"), (".", "这是文件夹，不是文件"), ("file/x", "路径中有一段不是文件夹")],
)
def test_what_really_happens_is_met(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError) as raised:  # noqa: PT011 - what it says is looked at below
        (tmp_path / name).read_bytes()
    assert why(raised.value).zh == said
    assert told(raised.value).zh == f"{tmp_path / name}：{said}"


def test_only_where_there_are_none_the_systems_own_are_said() -> None:
    assert why(OSError(errno.ENOMSG, "No message of desired type")).zh == "No message of desired type"
    assert why(OSError("https://log answers 404")).zh == "https://log answers 404"
    assert why(TimeoutError("timed out")).zh == "对方没有及时应答"
    assert told(ValueError("two\n lines")).zh == "two lines"


def test_errors_counted_otherwise_are_not_taken_for_the_systems() -> None:
    """An error 1 of ssl is no missing permission."""
    failed = ssl.SSLError(errno.EPERM, "certificate verify failed")
    assert why(failed).zh == "certificate verify failed"


def test_nobody_else_says_the_systems_own_words() -> None:
    saying = [file for file in SOURCE.rglob("*.py") if "strerror" in file.read_text()]
    assert saying == [Path(faults.__file__)]
