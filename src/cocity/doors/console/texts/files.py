"""Columns out of tables, results to standard output or a file."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from cocity.doors.console.files import write_bytes
from cocity.doors.console.naming import naming
from cocity.engines.text import TextError
from cocity.kit.errors import Invalid
from cocity.kit.tables import opened
from cocity.kit.text import Text

SHOWN = 10  # bad rows told one by one


@dataclass(frozen=True, slots=True)
class Column:
    """Cells of the good rows with the lines they begin on; `bad`: (line, why) of the rows that cannot be used."""

    lines: tuple[int, ...]
    cells: tuple[tuple[str, ...], ...]
    bad: tuple[tuple[int, str], ...]

    def of(self, number: int) -> list[str]:
        """One column, by its place among those asked for."""
        return [cells[number] for cells in self.cells]


def columns(file: Path, names: Sequence[str], filled: Sequence[str] = ()) -> Column:
    """The named columns of a table; a row of which a column in `filled` is empty is bad. Raises Invalid."""
    lines, cells, bad = [], [], []
    with naming(file), opened(file) as sheet:
        sheet.need(tuple(names))
        for row in sheet.rows:
            empty = [name for name in filled if not row.cells.get(name, "").strip()]
            if row.problem or empty:
                bad.append((row.line, str(row.problem or f"{'、'.join(empty)}: 空 empty")))
                continue
            lines.append(row.line)
            cells.append(tuple(row.cells.get(name, "") for name in names))
    return Column(tuple(lines), tuple(cells), tuple(bad))


def texts_of(file: Path, names: Sequence[str]) -> Column:
    """One text a row: the named columns joined by a line end."""
    found = columns(file, names)
    return Column(found.lines, tuple(("\n".join(cells),) for cells in found.cells), found.bad)


def tell_bad(bad: Sequence[tuple[int, str]]) -> None:
    """Bad rows on standard error, by line."""
    for line, why in bad[:SHOWN]:
        sys.stderr.write(f"  第 {line} 行 line {line}: {why}\n")
    if len(bad) > SHOWN:
        sys.stderr.write(f"  … 还有 {len(bad) - SHOWN} 行 more\n")


def say(line: str = "") -> None:
    """A line for people."""
    sys.stdout.write(line + "\n")


def write_json(answer: Any, target: str | None) -> None:
    """JSON to a file, or to standard output for `-`."""
    written = json.dumps(answer, ensure_ascii=False, indent=1 if isinstance(answer, dict) else None)
    if target == "-":
        sys.stdout.write(written + "\n")
    elif target:
        write_bytes(Path(target), written.encode())


@contextmanager
def plainly(field: str) -> Iterator[None]:
    """The engine's complaints as errors for people."""
    try:
        yield
    except TextError as error:
        raise Invalid(Text(f"无法使用：{error}", str(error)), field=field) from error


@contextmanager
def working(what: str, *, quiet: bool) -> Iterator[Any]:
    """A spinner on standard error while something runs; call what is given with the name of each step."""
    console = Console(stderr=True)
    with console.status(what) if not quiet else _nothing() as status:
        yield (lambda step: status.update(f"{what} · {step}")) if status else (lambda step: None)


@contextmanager
def _nothing() -> Iterator[None]:
    yield None


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A plain table on standard output, columns as wide as their contents (Chinese characters count two)."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(_width, cells)) for cells in zip(*lines, strict=True)]
    for line in lines:
        padded = (cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
        say("  " + "  ".join(padded).rstrip())


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)
