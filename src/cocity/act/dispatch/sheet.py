"""The responsibility table as a file: CSV (UTF-8 or GB18030) or a YAML list. Good rows and bad ones, by line."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import date
from typing import Any

import yaml

from cocity.act.dispatch import conditions
from cocity.act.dispatch.choice import RELATIVE
from cocity.act.dispatch.contracts import RuleRow
from cocity.kit.errors import Invalid
from cocity.kit.rows import RowProblem
from cocity.kit.text import Text

COLUMNS = tuple(field.name for field in fields(RuleRow))
NEEDED = ("code", "body")
LONGEST_FILE = 8_000_000  # bytes
LENGTHS = {
    "code": 60,
    "body": 60,
    "category": 80,
    "area": 40,
    "owner": 60,
    "reason_zh": 200,
    "reason_en": 300,
}
LAYERS = ("", "underground", "surface", "air")
Lines = list[tuple[int, dict[str, str]]]


def read(content: bytes, *, name: str, columns: Mapping[str, str] | None = None) -> Lines:
    """(line, row) of every row. `columns`: field → the column it stands in, for another office's table, whose other
    columns are then left aside. Raises Invalid(file) for a file that cannot be read as a table at all."""
    if len(content) > LONGEST_FILE:
        raise Invalid(Text("文件太大，最多 8 MB", "The file is too large; at most 8 MB"), field="file")
    text = _decoded(content)
    lines = _yaml(text) if name.lower().endswith((".yaml", ".yml")) else _csv(text)
    if columns:
        lines = _mapped(lines, columns)
    heads = {column for _, row in lines for column in row}
    missing = [column for column in NEEDED if lines and column not in heads]
    unknown = sorted(heads - set(COLUMNS))
    if missing or unknown:
        said = Text(
            "表头不对：缺 {missing}；不认识 {unknown}。可用的列：{known}",
            "The columns are not right: missing {missing}; unknown {unknown}. Known: {known}",
        )
        values = {"missing": missing or "—", "unknown": unknown or "—", "known": "、".join(COLUMNS)}
        raise Invalid(said.with_values(**values), field="file")
    return lines


def _mapped(lines: Lines, columns: Mapping[str, str]) -> Lines:
    """Rows by our names. Raises Invalid(file) for a field that is none, or a column the file has not."""
    heads = {column for _, row in lines for column in row}
    wrong = sorted({*columns} - set(COLUMNS)) or sorted(
        c for c in columns.values() if lines and c not in heads
    )
    if wrong:
        said = Text("没有“{wrong}”这一项或这一列", "There is no field or no column “{wrong}”")
        raise Invalid(said.with_values(wrong="、".join(wrong)), field="file")
    own = {name: columns.get(name, name) for name in COLUMNS}
    return [(line, {name: row[col] for name, col in own.items() if col in row}) for line, row in lines]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\0" not in text:
                return text
    raise Invalid(Text("文件编码应为 UTF-8 或 GB18030", "Save the file as UTF-8 or GB18030"), field="file")


def _csv(text: str) -> Lines:
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    found: Lines = []
    try:
        for row in reader:
            kept = {(key or "").strip(): _said(value) for key, value in row.items() if key or value}
            if any(kept.values()):
                found.append((reader.line_num, kept))
    except csv.Error as error:
        raise _unreadable(reader.line_num) from error
    return found


def _yaml(text: str) -> Lines:
    try:
        node, rows = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        raise _unreadable(error.problem_mark.line + 1 if error.problem_mark else 1) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Invalid(
            Text("YAML 应是一个列表，每项一条规则", "The YAML is a list, one rule an item"), field="file"
        )
    marks = [item.start_mark.line + 1 for item in node.value] if node else []
    return [
        (line, {str(k): _said(v) for k, v in row.items()}) for line, row in zip(marks, rows, strict=True)
    ]  # fmt: skip


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "".join(str(one) for one in value).strip()
    return "" if value is None else str(value).strip()


def _unreadable(line: int) -> Invalid:
    said = Text("文件第 {line} 行读不出来", "The file cannot be read at line {line}")
    return Invalid(said.with_values(line=line), field="file")


def rules_of(
    lines: Lines,
    *,
    categories: Iterable[str],
    areas: Callable[[set[str]], set[str]],
    bodies: Callable[[set[str]], set[str]] | None = None,
) -> tuple[list[RuleRow], list[RowProblem]]:
    """Good rows and what is wrong with the others, every fault of a row. `areas` and `bodies` give those codes that
    exist; without `bodies` a rule may name one that is still to come."""
    known = set(categories)
    placed = areas({row["area"] for _, row in lines if row.get("area")})
    named = {row["body"] for _, row in lines if row.get("body") and row["body"] not in RELATIVE}
    standing = bodies(named) if bodies else named
    good: list[RuleRow] = []
    bad: list[RowProblem] = []
    seen: dict[str, int] = {}
    for line, row in lines:
        faults = _Faults(line, row)
        made = _rule(row, faults)
        if made.category and made.category not in known:
            faults.add("category", Text("没有这个分类", "There is no such category"))
        if made.area and made.area not in placed:
            faults.add("area", Text("没有这个地点代码", "There is no place with this code"))
        if made.body and not made.body.startswith("{") and made.body not in standing:
            said = Text("没有这个单位，或它已撤销：{code}", "There is no such body any more: {code}")
            faults.add("body", said.with_values(code=made.body))
        if made.code in seen:
            said = Text("规则编号与第 {n} 行重复", "The rule's code stands in line {n} already")
            faults.add("code", said.with_values(n=seen[made.code]))
        seen.setdefault(made.code, line)
        bad.extend(faults.found)
        if not faults.found:
            good.append(made)
    return good, bad


class _Faults:
    def __init__(self, line: int, row: Mapping[str, str]) -> None:
        self.line, self.row, self.found = line, dict(row), list[RowProblem]()

    def add(self, field: str, message: Text) -> None:
        self.found.append(RowProblem(self.line, field, message, self.row))


def _rule(row: Mapping[str, str], faults: _Faults) -> RuleRow:
    for name, most in LENGTHS.items():
        if len(row.get(name, "")) > most:
            faults.add(name, Text("最多 {n} 字", "At most {n} characters").with_values(n=most))
    for name in NEEDED:
        if not row.get(name):
            faults.add(name, Text("必须填写", "This is needed"))
    body = row.get("body", "")
    if body.startswith("{") and body not in RELATIVE:
        said = Text("相对单位只能是 {known}", "A relative body is one of {known}")
        faults.add("body", said.with_values(known="、".join(RELATIVE)))
    layer = row.get("layer", "")
    if layer not in LAYERS:
        known = "、".join(LAYERS[1:])
        faults.add("layer", Text("层只能是 {known}", "A layer is one of {known}").with_values(known=known))
    try:
        conditions.read(row.get("condition", ""))
    except conditions.ConditionError as error:
        faults.add("condition", error.message)
    begins, ends = _day(row, "valid_from", faults), _day(row, "valid_to", faults)
    if begins and ends and ends <= begins:
        faults.add("valid_to", Text("结束日期要晚于开始日期", "It must end after it begins"))
    texts = {
        name: row.get(name, "") for name in COLUMNS if name not in {"priority", "valid_from", "valid_to"}
    }
    return RuleRow(**texts, priority=_priority(row, faults), valid_from=begins, valid_to=ends)


def _priority(row: Mapping[str, str], faults: _Faults) -> int:
    said = row.get("priority", "") or "0"
    try:
        number = int(said) if len(said) <= 7 else None
    except ValueError:
        number = None
    if number is None:
        faults.add(
            "priority", Text("优先级是整数，大的在前", "Priority is a whole number; larger comes first")
        )
    return number or 0


def _day(row: Mapping[str, str], name: str, faults: _Faults) -> date | None:
    said = row.get(name, "")
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        faults.add(name, Text("日期写作 2026-07-01", "Write the date as 2026-07-01"))
        return None


def written(rows: Iterable[RuleRow], *, form: str) -> str:
    """Rows as a file that `read` takes back. `form`: csv | yaml."""
    plain = [as_plain(row) for row in rows]
    if form == "yaml":
        kept = [{k: v for k, v in row.items() if v != ""} for row in plain]
        return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)
    return _table(COLUMNS, plain)


def problems_as_csv(problems: Iterable[RowProblem]) -> str:
    """The bad rows with line, field and both messages, to be mended and sent again without those columns."""
    rows = [
        {"line": p.line, "field": p.field, "problem": f"{p.message.zh} / {p.message.en}", **p.row}
        for p in problems
    ]
    return _table(("line", "field", "problem", *COLUMNS), rows)


def _table(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_plain(row: RuleRow) -> dict[str, Any]:
    """A rule as JSON values."""
    return {
        name: value.isoformat() if isinstance(value, date) else ("" if value is None else value)
        for name in COLUMNS
        for value in [getattr(row, name)]
    }


def from_plain(kept: Mapping[str, Any]) -> RuleRow:
    """The reverse of `as_plain`."""
    days = {
        name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("valid_from", "valid_to")
    }
    return RuleRow(**{**kept, **days})
