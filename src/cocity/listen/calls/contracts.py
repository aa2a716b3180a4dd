"""What an import of the log of calls hands back."""

from dataclasses import dataclass

from cocity.kit.rows import RowProblem


@dataclass(frozen=True, slots=True)
class Imported:
    """How many calls were told to the journal, and the rows that were not."""

    calls: int
    problems: tuple[RowProblem, ...]
