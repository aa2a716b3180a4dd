"""The door of paper."""

from cocity.listen.paper.contracts import BatchView, Entry, PaperReceipt, SheetView
from cocity.listen.paper.operations import confirm, open_batch, print_sheets, type_in
from cocity.listen.paper.queries import batch, batches, printed, receipt, sheet, taken_in
from cocity.listen.paper.rules import MOST_AT_ONCE, TAKERS

__all__ = [
    "MOST_AT_ONCE",
    "TAKERS",
    "BatchView",
    "Entry",
    "PaperReceipt",
    "SheetView",
    "batch",
    "batches",
    "confirm",
    "open_batch",
    "print_sheets",
    "printed",
    "receipt",
    "sheet",
    "taken_in",
    "type_in",
]
