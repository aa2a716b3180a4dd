"""Rows out of files: CSV in the encodings met in offices, and GeoJSON."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cocity.ground.places.contracts import ImportReport
from cocity.kit.errors import Invalid
from cocity.kit.faults import why
from cocity.kit.rows import RowProblem
from cocity.kit.text import Text

Source = Path | bytes | Iterable[Mapping[str, Any]]
csv.field_size_limit(1_000_000)


class Row(NamedTuple):
    """One row as read: its line (or place in the list, from 1) and its cells by column."""

    line: int
    cells: dict[str, str]


def rows_of(source: Source) -> tuple[list[Row], list[RowProblem]]:
    """Rows of a CSV or GeoJSON file (a path or its bytes) or of plain mappings; rows that do not fit apart.

    Raises Invalid(field="file") if the file as a whole cannot be read.
    """
    if not isinstance(source, Path | bytes):
        return [Row(n, _words(cells)) for n, cells in enumerate(source, 1)], []
    text = decoded(source)
    if text.lstrip().startswith("{"):
        features = features_of(text)
        return [Row(n, _words(f.get("properties") or {})) for n, f in enumerate(features, 1)], []
    return _csv_rows(text)


def decoded(source: Path | bytes) -> str:
    """The text of a file in UTF-8, with or without BOM, or GB18030."""
    try:
        data = source if isinstance(source, bytes) else source.read_bytes()
    except OSError as error:
        said = Text("读不到文件：{why}。", "The file cannot be read: {why}.")
        raise Invalid(said.with_values(why=why(error)), field="file") from error
    if b"\0" not in data:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    said = Text(
        "文件不是 UTF-8 或 GB18030 编码的文本；请另存为 UTF-8 的 CSV 再导入。",
        "The file is not text in UTF-8 or GB18030; save it as CSV in UTF-8 and import it again.",
    )
    raise Invalid(said, field="file")


def features_of(source: Path | bytes | str | Mapping[str, Any]) -> list[dict[str, Any]]:
    """The features of a GeoJSON FeatureCollection or Feature (RFC 7946). Raises Invalid(field="file")."""
    if isinstance(source, Path | bytes):
        source = decoded(source)
    try:
        data = json.loads(source) if isinstance(source, str) else source
    except (ValueError, RecursionError) as error:
        said = Text("GeoJSON 格式有误：{why}", "This is not valid GeoJSON: {why}")
        raise Invalid(said.with_values(why=error), field="file") from error
    found = data.get("features", [data]) if isinstance(data, Mapping) else None
    if not isinstance(found, list) or not all(_is_feature(f) for f in found):
        said = Text(
            "文件应是 GeoJSON 的 FeatureCollection，每个 Feature 有 properties 与 geometry。",
            "The file must be a GeoJSON FeatureCollection of Features with properties and geometry.",
        )
        raise Invalid(said, field="file")
    return found


def problems_as_csv(report: ImportReport) -> str:
    """The bad rows as a CSV (with BOM, so that spreadsheets read it), each with what to do about it."""
    columns = list(dict.fromkeys(key for problem in report.problems for key in problem.row))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["line", "field", "问题", "problem", *columns])
    for p in report.problems:
        cells = [p.row.get(column, "") for column in columns]
        writer.writerow([p.line, p.field, p.message.zh, p.message.en, *cells])
    return "\ufeff" + out.getvalue()


def _is_feature(thing: object) -> bool:
    if not isinstance(thing, dict) or thing.get("type") != "Feature":
        return False
    return isinstance(thing.get("properties"), dict | None) and isinstance(thing.get("geometry"), dict | None)


def _words(cells: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): "" if value is None else str(value).strip() for key, value in cells.items()}


def _csv_rows(text: str) -> tuple[list[Row], list[RowProblem]]:
    first_line = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first_line.count))
    rows: list[Row] = []
    problems: list[RowProblem] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _require_header(header)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                rows.append(Row(line, {k: v.strip() for k, v in zip(header, cells, strict=True)}))
            elif any(cells):
                problems.append(_misfit(line, header, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        said = Text("第 {line} 行不是有效的 CSV：{why}", "Line {line} is not valid CSV: {why}")
        raise Invalid(said.with_values(line=reader.line_num, why=error), field="file") from error
    return rows, problems


def _require_header(header: list[str]) -> None:
    twice = sorted({name for name in header if header.count(name) > 1})
    if not any(header) or twice:
        said = Text(
            "首行应是列名，且不能重复（重复：{twice}）。",
            "The first line must name the columns, each once (repeated: {twice}).",
        )
        raise Invalid(said.with_values(twice="、".join(twice) or "-"), field="file")


def _misfit(line: int, header: list[str], cells: list[str]) -> RowProblem:
    said = Text(
        "这一行有 {n} 格，表头有 {m} 列；请检查逗号与引号。",
        "This row has {n} cells where the header has {m}; check commas and quotes.",
    ).with_values(n=len(cells), m=len(header))
    names = [*header, *(f"+{n}" for n in range(1, len(cells) - len(header) + 1))]
    return RowProblem(line, "row", said, dict(zip(names, cells, strict=False)))
