"""What is wrong with a procedure file, said with file and line."""

from dataclasses import dataclass

from cocity.kit.text import Text


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend. `line` counts from 1."""

    source: str
    line: int
    message: Text

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.message}"


class ProcedureErrors(Exception):
    """Everything found wrong, in the order of the lines, so that all of it can be mended at once."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.source, fault.line, fault.message.en)))
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)
