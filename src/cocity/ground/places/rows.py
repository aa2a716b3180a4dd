"""A row of a file read as a place: each cell checked, every fault of the row found at once."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cocity.ground.places.contracts import Columns
from cocity.ground.places.levels import kind_of, names
from cocity.ground.places.sources import Row
from cocity.kit.errors import Invalid
from cocity.kit.rows import RowProblem
from cocity.kit.text import Text

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")
REQUIRED = Text("“{field}”不能为空。", "“{field}” must not be empty.")
FIELDS = (
    "code",
    "kind",
    "name_zh",
    "name_en",
    "parent",
    "population",
    "population_source",
    "valid_from",
    "valid_to",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place as a row gives it; None: the row does not say."""

    row: Row
    code: str
    kind: str
    name_zh: str
    name_en: str | None
    parent: str | None
    population: int | None
    population_source: str | None
    valid_from: date | None
    valid_to: date | None


def read_row(row: Row, columns: Columns) -> tuple[Wanted | None, list[RowProblem]]:
    """The place a row describes, or what is wrong with each of its fields."""
    values: dict[str, Any] = {}
    problems = []
    for field in FIELDS:
        raw = row.cells.get(columns.of.get(field, field)) or columns.always.get(field)
        try:
            values[field] = READERS[field](field, raw)
        except Invalid as fault:
            problems.append(problem(row, fault.field, fault.message))
    return (None, problems) if problems else (Wanted(row=row, **values), [])


def problem(row: Row, field: str, message: Text) -> RowProblem:
    return RowProblem(row.line, field, message, row.cells)


def require_columns(rows: list[Row], columns: Columns) -> None:
    """A file without the columns that must be there is refused as a whole."""
    there = set(rows[0].cells) if rows else set()
    for field in ("code", "name_zh", "kind"):
        column = columns.of.get(field, field)
        if rows and column not in there and field not in columns.always:
            said = Text(
                "文件缺少列“{column}”（{field}）；有：{there}。",
                "The file has no column “{column}” (for {field}); it has: {there}.",
            )
            raise Invalid(said.with_values(column=column, field=field, there=", ".join(there)), field=field)
    unread = sorted(c for f, c in columns.of.items() if rows and (f not in FIELDS or c not in there))
    if unread:
        said = Text(
            "对照表里的列不存在：{unread}。", "The mapping names columns that are not there: {unread}."
        )
        raise Invalid(said.with_values(unread=", ".join(unread)), field="columns")


def _code(field: str, raw: str | None) -> str:
    code = _needed(field, raw, 40)
    if not CODE.fullmatch(code):
        said = Text("代码只能用字母、数字与 . _ -：{raw}", "A code is of letters, digits and . _ -: {raw}")
        raise Invalid(said.with_values(raw=code), field=field)
    return code


def _parent(field: str, raw: str | None) -> str | None:
    return _code(field, raw) if raw else None


def _needed(field: str, raw: str | None, most: int) -> str:
    if not raw:
        raise Invalid(REQUIRED.with_values(field=field), field=field)
    return _short(field, raw, most)


def _short(field: str, raw: str, most: int) -> str:
    if len(raw) > most or not raw.isprintable():
        said = Text(
            "“{field}”最多 {most} 个字，不含控制符。", "“{field}” has at most {most} printable characters."
        )
        raise Invalid(said.with_values(field=field, most=most), field=field)
    return raw


def _kind(field: str, raw: str | None) -> str:
    kind = kind_of(_needed(field, raw, 40))
    if kind is None:
        known = "、".join(f"{key} {text.zh}" for key, text in names().levels.items())
        said = Text("没有“{raw}”这个层级；可用：{known}。", "There is no level “{raw}”; use one of: {known}.")
        raise Invalid(said.with_values(raw=raw, known=known), field=field)
    return kind


def _count(field: str, raw: str | None) -> int | None:
    if not raw:
        return None
    digits = raw.replace(",", "").replace("，", "").removesuffix(".0")
    if not (digits.isascii() and digits.isdigit()) or int(digits) > 2_000_000_000:
        said = Text("人口应是不小于 0 的整数：{raw}", "Population must be a whole number, 0 or more: {raw}")
        raise Invalid(said.with_values(raw=raw), field=field)
    return int(digits)


def _day(field: str, raw: str | None) -> date | None:
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        said = Text("日期应写成 2026-01-31：{raw}", "Write the date as 2026-01-31: {raw}")
        raise Invalid(said.with_values(raw=raw), field=field) from error


READERS: dict[str, Callable[[str, str | None], Any]] = {
    "code": _code,
    "kind": _kind,
    "name_zh": lambda field, raw: _needed(field, raw, 120),
    "name_en": lambda field, raw: _short(field, raw, 160) if raw else None,
    "parent": _parent,
    "population": _count,
    "population_source": lambda field, raw: _short(field, raw, 120) if raw else None,
    "valid_from": _day,
    "valid_to": _day,
}
