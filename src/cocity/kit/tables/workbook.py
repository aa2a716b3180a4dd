"""XLSX: the first sheet, read row by row; a file that unpacks to far more than its size is refused unread."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from cocity.kit.tables.sheet import LONGEST_CELL, MOST_COLUMNS, Row, Sheet, checked_header, unreadable

MOST_UNPACKED = 400 << 20  # bytes of all parts together
MOST_PARTS = 2000
HIGHEST_RATIO = 250  # unpacked to packed, of any part worth noticing; real sheets stay below 60
NOTICED = 4 << 20  # bytes; smaller parts may shrink as they like
BROKEN = (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError, zlib.error, ParseError,
          InvalidFileException, AttributeError, IndexError)  # fmt: skip


@contextmanager
def read(path: Path) -> Iterator[Sheet]:
    """A sheet over the workbook's first sheet. Raises Invalid(file)."""
    _check(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        found = book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
        header = checked_header([_words(value) for value in next(found, ())])
    except BROKEN as error:
        raise _damaged() from error
    try:
        yield Sheet("xlsx", header, _rows(found, header))
    finally:
        book.close()


def _check(path: Path) -> None:
    """Sizes are taken from the directory of the archive; a part is never unpacked beyond what it says there."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except BROKEN as error:
        raise _damaged() from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise unreadable(
            "表格解压后超过 {n} MB；请改用 CSV，或分成几个文件。",
            "The workbook unpacks to more than {n} MB; use CSV, or split it into several files.",
            n=MOST_UNPACKED >> 20,
        )
    for part in parts:
        if part.file_size > NOTICED and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1):
            raise unreadable(
                "表格的压缩比异常，疑为“压缩炸弹”，没有打开。请另存为 CSV。",
                "The workbook is compressed beyond what real sheets are (a “zip bomb”); it was not opened. "
                "Save it as CSV.",
            )
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise _damaged()


def _rows(found: Iterator[tuple[Any, ...]], header: tuple[str, ...]) -> Iterator[Row]:
    number = 1
    while True:
        try:
            values = next(found, None)
        except BROKEN as error:
            raise _damaged() from error
        if values is None:
            return
        number += 1
        cells = [_words(value) for value in values[: len(header)]]
        if any(cells):
            cells += [""] * (len(header) - len(cells))
            yield Row(number, dict(zip(header, cells, strict=True)))


def _words(value: Any) -> str:
    """A cell as text: whole numbers without a point, times in ISO form."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\0", "")[:LONGEST_CELL]


def _damaged() -> Exception:
    return unreadable(
        "这不是完整的 XLSX 表格；请用表格软件另存为 XLSX 或 CSV。",
        "This is not a whole XLSX workbook; save it anew as XLSX or CSV.",
    )
