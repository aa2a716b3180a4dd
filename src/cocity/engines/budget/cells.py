"""Semicolon-separated cells with quotes, line by line, with the number of the line each row begins on."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from re import compile as pattern

from cocity.engines.budget.errors import BadFile

BOM = b"\xef\xbb\xbf"
SECTIONS = ("META", "PROJECTS", "VOTES")
NUMBER = pattern(r"\+?\d{1,30}(?:[.,]\d{1,20})?(?:[eE]\+?\d{1,2})?")
LONGEST_CELL = 1 << 20
csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))


@dataclass(frozen=True, slots=True)
class Row:
    """Cells without surrounding blanks; `line` (from 1) is where the row begins and takes no part in equality."""

    cells: tuple[str, ...]
    line: int = field(default=0, compare=False)

    @property
    def section(self) -> str:
        """The section this row opens, or nothing: its name alone, whatever its case."""
        name = self.cells[0].upper()
        return name if name in SECTIONS and not any(self.cells[1:]) else ""

    def get(self, at: int) -> str:
        """The cell there; a row may end before its empty cells."""
        return self.cells[at] if 0 <= at < len(self.cells) else ""


class Lines:
    """Lines of a file's bytes, decoded one at a time; `at` is the byte and `number` the line reached."""

    def __init__(self, data: bytes, at: int = 0, number: int = 0) -> None:
        self._data = data
        self.at = at or (len(BOM) if data.startswith(BOM) else 0)
        self.number = number

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= len(self._data):
            raise StopIteration
        end = self._data.find(b"\n", self.at) + 1 or len(self._data)
        line, self.at = self._data[self.at : end], end
        self.number += 1
        try:
            text = line.decode()
        except UnicodeDecodeError:
            raise BadFile(self.number, "不是 UTF-8 文字", "this is not UTF-8 text") from None
        if "\0" in text:
            raise BadFile(
                self.number, "有零字节；这不是 Pabulib 文本文件", "holds a NUL byte; not a text file"
            )
        return text


def rows(lines: Lines) -> Iterator[Row]:
    """Rows that hold anything, quotes undone. Raises BadFile for a quote that is never closed."""
    reader = csv.reader(lines, delimiter=";")
    while True:
        began = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise BadFile(
                began, "这一格太长，引号可能没有闭合", "a cell is too long; is a quote open?"
            ) from None
        if lines.number > began and any(
            line.strip() in SECTIONS for cell in cells for line in cell.split("\n")
        ):
            raise BadFile(began, "引号没有闭合", "a quote is opened and not closed")
        stripped = tuple(map(str.strip, cells))
        if any(stripped):
            yield Row(stripped, began)


def number(text: str, line: int, what: tuple[str, str]) -> Fraction:
    """A plain decimal number not below zero, exactly; a comma may stand for the point. Raises BadFile."""
    if text.isascii() and text.isdigit() and len(text) <= 30:  # as nearly all are
        return Fraction(int(text))
    if not NUMBER.fullmatch(text):
        zh, en = what
        if not text:
            raise BadFile(line, f"缺少{zh}", f"the {en} is missing")
        raise BadFile(
            line, f"{zh}“{text[:40]}”不是非负数字", f"the {en} {text[:40]!r} is not a number of zero or more"
        )
    return Fraction(text.replace(",", "."))
