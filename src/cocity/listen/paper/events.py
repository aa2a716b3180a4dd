"""What paper tells."""

from dataclasses import dataclass
from typing import ClassVar

from cocity.ground.journal.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsPrinted(Event):
    """Numbered sheets were printed."""

    kind: ClassVar[str] = "paper.sheets_printed"
    body: int
    sheets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTyped(Event):
    """A sheet was typed in, or mended before it was confirmed."""

    kind: ClassVar[str] = "paper.sheet_typed"
    sheet: str
    batch: int
    handed_in_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetConfirmed(Event):
    """What was typed was read back, or held against the original by a second worker, and became a voice."""

    kind: ClassVar[str] = "paper.sheet_confirmed"
    sheet: str
    number: str
    way: str
    typed_by: str
