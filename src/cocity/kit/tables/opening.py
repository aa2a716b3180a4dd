"""From a path to text: compression, encoding, and how much is read at most."""

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from cocity.kit.faults import why
from cocity.kit.tables.sheet import unreadable

BLOCK = 1 << 20
MOST_BYTES = 4 << 30  # of text, unpacked
LONGEST_LINE = 4_000_000  # characters; a longer one is no table
GZIP, ZIP, OLD_EXCEL = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def magic(path: Path) -> bytes:
    """The first four bytes. Raises Invalid(file) when there is nothing to read."""
    try:
        with path.open("rb") as file:
            return file.read(4)
    except OSError as error:
        raise unreadable("读不到文件：{why}。", "The file cannot be read: {why}.", why=why(error)) from error


@contextmanager
def text_of(path: Path) -> Iterator[IO[str]]:
    """The file as text, unpacked when it is gzip; UTF-8 (with or without BOM), UTF-16 with BOM, or GB18030.

    Raises Invalid(file): another encoding, broken compression, or more than `MOST_BYTES`.
    """
    encoding = _encoding(path)
    with _binary(path) as raw:
        yield io.TextIOWrapper(cast(io.BufferedReader, raw), encoding=encoding, newline="")


def lines_of(text: IO[str]) -> Iterator[str]:
    """Lines, each bounded, so that a file without line ends fills no memory. Raises Invalid(file)."""
    try:
        while line := text.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise unreadable(
                    "有一行超过 {n} 字，不像表格。",
                    "A line has more than {n} characters: not a table.",
                    n=LONGEST_LINE,
                )
            yield line
    except (OSError, EOFError, zlib.error) as error:
        raise _broken() from error


@contextmanager
def _binary(path: Path) -> Iterator[IO[bytes]]:
    packed = magic(path)[:2] == GZIP
    with cast("IO[bytes]", gzip.open(path, "rb")) if packed else path.open("rb") as raw:
        yield raw


def _encoding(path: Path) -> str:
    head = b""
    with _binary(path) as raw:
        try:
            head = raw.read(3)
        except (OSError, EOFError, zlib.error) as error:
            raise _broken() from error
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise unreadable(
        "文件不是 UTF-8 或 GB18030 编码的文本；请另存为 UTF-8 的 CSV 再导入。",
        "The file is not text in UTF-8 or GB18030; save it as CSV in UTF-8 and import it again.",
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    size = 0
    try:
        with _binary(path) as raw:
            while block := raw.read(BLOCK):
                size += len(block)
                if size > MOST_BYTES:
                    raise unreadable(
                        "解压后超过 {n} GB；请分成几个文件。",
                        "More than {n} GB unpacked; split it into several files.",
                        n=MOST_BYTES >> 30,
                    )
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    except (OSError, EOFError, zlib.error) as error:
        raise _broken() from error
    return True


def _broken() -> Exception:
    return unreadable(
        "压缩文件已损坏或不完整；请重新取得。",
        "The compressed file is damaged or incomplete; get it again.",
    )
