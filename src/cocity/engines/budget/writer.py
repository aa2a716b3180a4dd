"""A Pabulib file as text: quotes only where the text needs them, so that reading gives the same tables."""

from collections.abc import Iterable

from cocity.engines.budget.cells import Row
from cocity.engines.budget.document import Document, Table

NEEDS_QUOTES = frozenset(';"\n\r')


def write(document: Document) -> str:
    """UTF-8 text to be saved without a byte order mark; `read_document` of it equals `document`."""
    parts = [
        "META",
        *_lines([Row(("key", "value")), *document.meta]),
        "PROJECTS",
        *_table(document.projects),
        "VOTES",
        *_table(document.votes),
    ]
    return "\n".join(parts) + "\n"


def _table(table: Table) -> Iterable[str]:
    return _lines([table.header, *table.rows])


def _lines(rows: Iterable[Row]) -> Iterable[str]:
    return (";".join(map(_cell, row.cells)) for row in rows)


def _cell(text: str) -> str:
    if NEEDS_QUOTES.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'
