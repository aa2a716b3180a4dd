"""CSV: delimiter found by itself, cells over several lines, and rows that do not fit kept apart."""

import csv
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from cocity.kit.tables.opening import lines_of
from cocity.kit.tables.sheet import HOLDS_NUL, LONGEST_CELL, Row, Sheet, checked_header, unreadable
from cocity.kit.text import Text

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = ",;\t|"
FURTHER = "多出的格 further cells"
UNCLOSED = Text(
    "从这一行起有一个没有闭合的引号，其后的内容都读不到；请补上引号，把余下的行再导入一次。",
    "A quote opened on this line is never closed, so nothing after it can be read; close it and import the rest.",
)
BROKEN = Text("引号或分隔符有误：{why}", "Quotes or delimiters are wrong: {why}")
MISFIT = Text(
    "这一行有 {n} 格，表头有 {m} 列；请检查分隔符与引号。",
    "This row has {n} cells where the header has {m}; check delimiters and quotes.",
)


def read(text: IO[str]) -> Sheet:
    """A sheet over delimited text. Raises Invalid(file) when the header cannot be read."""
    csv.field_size_limit(LONGEST_CELL)
    lines = lines_of(text)
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(_again(first, lines), delimiter=delimiter, strict=True)
    try:
        header = checked_header(next(reader, []))
    except csv.Error as error:
        raise unreadable(
            "第 1 行不是有效的 CSV：{why}", "Line 1 is not valid CSV: {why}", why=error
        ) from error
    return Sheet("csv", header, _rows(reader, header), delimiter)


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _rows(reader: "Reader", header: tuple[str, ...]) -> Iterator[Row]:
    width = len(header)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            said = UNCLOSED if "end of data" in str(error) else BROKEN.with_values(why=error)
            yield Row(line, {}, said)
            continue
        if cells is None:
            return
        if len(cells) == width:
            found = dict(zip(header, cells, strict=True))
            nul = any("\0" in cell for cell in cells)
            yield Row(line, found, HOLDS_NUL if nul else None)
        elif any(cells):
            yield _misfit(line, header, cells)


def _misfit(line: int, header: tuple[str, ...], cells: list[str]) -> Row:
    while len(cells) > len(header) and not cells[-1].strip():
        cells.pop()
    found = dict(zip(header, cells, strict=False))
    if len(cells) == len(header):
        return Row(line, found)
    if len(cells) > len(header):
        found[FURTHER] = "|".join(cells[len(header) :])
    return Row(line, found, MISFIT.with_values(n=len(cells), m=len(header)))
