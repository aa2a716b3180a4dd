"""Tables out of files: CSV, XLSX and JSON read row by row, and bad rows given back in the same format."""

from cocity.kit.tables.bad_rows import BadRows
from cocity.kit.tables.reading import Row, Sheet, opened

__all__ = ["BadRows", "Row", "Sheet", "opened"]
