"""Tables as CSV, sent line by line, safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator, Sequence

BOM = "\ufeff"  # by which spreadsheets know UTF-8
ARMED = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(rows: Iterable[Sequence[object]], *, about: Iterable[str] = ()) -> Iterator[str]:
    """A byte order mark, lines beginning with `#` that say what it is, then the rows; None is an empty cell."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield BOM
    for line in about:
        yield writer.writerow([f"# {line}"])
    for row in rows:
        yield writer.writerow([unarmed(cell) for cell in row])


def unarmed(cell: object) -> object:
    """A cell no spreadsheet takes for a formula; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(ARMED) else cell


class _Echo:
    """A file that hands each written line back, so rows are sent as they are made."""

    def write(self, line: str) -> str:
        return line
