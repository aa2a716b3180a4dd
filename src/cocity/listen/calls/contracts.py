"""What an import of the log of calls hands back."""

from collections.abc import Mapping
from dataclasses import dataclass

from cocity.kit.text import Text


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that could not be used; `row` is as it was read, to be mended and sent again."""

    line: int
    field: str
    message: Text
    row: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Imported:
    """How many calls were told to the journal, and the rows that were not."""

    calls: int
    problems: tuple[RowProblem, ...]
