"""A row of somebody's file that could not be used."""

from collections.abc import Mapping
from dataclasses import dataclass

from cocity.kit.text import Text


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One row of a file that could not be used; `row` is as it was read, to be mended and sent again."""

    line: int
    field: str
    message: Text
    row: Mapping[str, str]
