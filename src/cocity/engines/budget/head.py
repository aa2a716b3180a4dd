"""What comes before the votes, where every row is one line: by columns, without an object for each row.

Whatever is unusual (a blank line, a cell too many, a quote left open, an id twice) ends this, and the rows are read one
by one, which says what is wrong and where.
"""

import csv

from cocity.engines.budget.cells import BOM, LONGEST_CELL, Row, number
from cocity.engines.budget.contracts import Project
from cocity.engines.budget.document import Head, Table, unlike

VOTES = b"\nVOTES"
COST = ("造价", "cost")


class _NotPlainError(ValueError):
    """To be read row by row."""


def plain_head(data: bytes) -> tuple[Head, tuple[Project, ...]] | None:
    """The head of a file and its projects, as `read_head` and the rows of PROJECTS have them; None where that is not plain:
    no UTF-8, a section or header missing, a quote left open, whatever is wrong with a row.
    """
    votes = data.find(b"\n", data.find(VOTES) + 1) + 1
    end = data.find(b"\n", votes) + 1
    try:
        lines = _lines(data[len(BOM) if data.startswith(BOM) else 0 : end])
        second = lines.index("PROJECTS")
        _expect(lines[0] == "META" and lines[-2] == "VOTES")
        head = Head(_meta(lines[1:second]), _header(lines[-1], len(lines)), end, len(lines))
        return head, _projects(_header(lines[second + 1], second + 2), lines[second + 2 : -2])
    except (ValueError, IndexError, csv.Error):
        return None


def _expect(plain: bool) -> None:
    if not plain:
        raise _NotPlainError


def _lines(data: bytes) -> list[str]:
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    _expect(0 < len(data) <= LONGEST_CELL and b"\r" not in data and b"\0" not in data)
    return data[:-1].decode().split("\n")


def _rows(lines: list[str]) -> list[list[str]]:
    return [_quoted(line) if '"' in line else line.split(";") for line in lines]


def _quoted(line: str) -> list[str]:
    return next(csv.reader([line], delimiter=";", strict=True))


def _header(line: str, number: int) -> Row:
    row = Row(tuple(map(str.strip, _rows([line])[0])), number)
    _expect(any(row.cells) and not row.section)  # a blank line is passed over, row by row
    unlike(row)
    return row


def _meta(lines: list[str]) -> tuple[Row, ...]:
    rows = tuple(Row(tuple(map(str.strip, cells)), number) for number, cells in enumerate(_rows(lines), 2))
    _expect(rows[0].cells == ("key", "value") and all(len(row.cells) == 2 for row in rows))
    _expect(all(all(row.cells) or (row.cells[0] and not row.section) for row in rows))
    return rows[1:]


def _projects(header: Row, lines: list[str]) -> tuple[Project, ...]:
    table, rows = Table(header, ()), _rows(lines)
    key, cost, name = table.needed("project_id"), table.needed("cost"), table.column("name")
    _expect({*map(len, rows)} == {len(header.cells)})
    ids, costs = ([row[at].strip() for row in rows] for at in (key, cost))
    _expect("" not in ids and len({*ids}) == len(ids) and "," not in "".join(ids))
    amounts = {text: number(text, 0, COST) for text in {*costs}}  # many cost the same
    names = ids if name < 0 else [row[name].strip() or id_ for row, id_ in zip(rows, ids, strict=True)]
    return tuple(map(Project, ids, map(amounts.__getitem__, costs), names))
