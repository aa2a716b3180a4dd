"""Opening a table by what the file is, not by what it is called."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cocity.kit.tables import delimited, json_rows, workbook
from cocity.kit.tables.opening import OLD_EXCEL, ZIP, magic, text_of
from cocity.kit.tables.sheet import Row, Sheet, unreadable

__all__ = ["Row", "Sheet", "opened"]
JSON_NAMES = (".json", ".jsonl", ".ndjson")


@contextmanager
def opened(path: Path) -> Iterator[Sheet]:
    """The table in a CSV, XLSX or JSON file, plain or gzip. Raises Invalid(field="file") saying what to do."""
    head = magic(path)
    if head == ZIP:
        with workbook.read(path) as sheet:
            yield sheet
        return
    if head == OLD_EXCEL:
        raise unreadable(
            "这是旧的 XLS 格式；请另存为 XLSX 或 CSV。", "This is the old XLS format; save it as XLSX or CSV."
        )
    with text_of(path) as text:
        name = path.name.lower().removesuffix(".gz")
        yield json_rows.read(text) if name.endswith(JSON_NAMES) else delimited.read(text)
