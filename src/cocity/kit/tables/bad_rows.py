"""Rows that could not be taken, as a file in the format they came in, with a column that says why."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import openpyxl

from cocity.kit.tables.delimited import FURTHER
from cocity.kit.tables.sheet import Row, Sheet

ERROR = "导入错误 import error"
LINE = "原行号 line"


class BadRows:
    """`with BadRows(path, sheet) as bad: bad.add(row, "why")`. No file is made while there is no bad row.

    The file can be mended and imported as it is: its two further columns are ignored.
    """

    def __init__(self, path: Path, sheet: Sheet) -> None:
        self.path, self.sheet, self.count = path, sheet, 0
        self._out: _Csv | _Xlsx | _Json | None = None

    def __enter__(self) -> Self:
        return self

    def add(self, row: Row, why: str) -> None:
        """Keep one row; `why` may hold several lines."""
        if self._out is None:
            self._out = _KINDS[self.sheet.kind](self.path, self.sheet)
        self.count += 1
        self._out.write({LINE: str(row.line), ERROR: why, **row.cells})

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._out is not None:
            self._out.close()


class _Csv:
    def __init__(self, path: Path, sheet: Sheet) -> None:
        # With a BOM, so that spreadsheet programs read it as UTF-8.
        self.file: IO[str] = path.open("w", encoding="utf-8-sig", newline="")
        self.columns = [*_columns(sheet), FURTHER]
        self.out = csv.writer(self.file, delimiter=sheet.delimiter)
        self.out.writerow(self.columns)

    def write(self, cells: Mapping[str, str]) -> None:
        self.out.writerow([cells.get(name, "") for name in self.columns])

    def close(self) -> None:
        self.file.close()


class _Xlsx:
    def __init__(self, path: Path, sheet: Sheet) -> None:
        self.path, self.columns = path, _columns(sheet)
        self.book = openpyxl.Workbook(write_only=True)
        self.out: Any = self.book.create_sheet()
        self.out.append(self.columns)

    def write(self, cells: Mapping[str, str]) -> None:
        self.out.append([cells.get(name, "") for name in self.columns])

    def close(self) -> None:
        self.book.save(self.path)


class _Json:
    def __init__(self, path: Path, sheet: Sheet) -> None:
        self.file: IO[str] = path.open("w", encoding="utf-8")
        self.array, self.first = sheet.kind == "json", True

    def write(self, cells: Mapping[str, str]) -> None:
        if self.array:
            self.file.write("[\n" if self.first else ",\n")
        self.file.write(json.dumps(dict(cells), ensure_ascii=False) + ("" if self.array else "\n"))
        self.first = False

    def close(self) -> None:
        self.file.write("\n]\n" if self.array else "")
        self.file.close()


_KINDS: Mapping[str, type[_Csv] | type[_Xlsx] | type[_Json]] = {
    "csv": _Csv, "xlsx": _Xlsx, "json": _Json, "jsonl": _Json,
}  # fmt: skip


def _columns(sheet: Sheet) -> list[str]:
    return [LINE, ERROR, *(name for name in sheet.columns if name not in (LINE, ERROR, FURTHER))]
