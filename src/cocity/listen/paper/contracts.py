"""What stands on a sheet, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A sheet as typed. `place` and `against` are codes; a contact is kept only with `consent`."""

    kind: str
    text: str
    category: str = ""
    place: str = ""
    address: str = ""
    phone: str = ""
    consent: bool = False
    publish: bool = False
    language: str = "zh-hans"
    against: str = ""


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet. `state`: printed | typed | heard. `entry` only while it waits to be confirmed, for its own unit."""

    number: str
    state: str
    body: int
    printed_at: datetime
    batch: int | None
    handed_in_on: date | None
    typed_at: datetime | None
    typed_by: str
    confirmed_at: datetime | None
    confirmed_by: str
    confirmed_way: str
    voice: str
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class PaperReceipt:
    """What is handed back for a sheet: the voice's number and code, and the dates that were promised."""

    sheet: str
    number: str
    code: str
    received_at: datetime
    due_at: datetime
    first_contact_due: datetime | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch with its sheets, the newest typed first. `waiting`: typed and not yet confirmed."""

    id: int
    body: int
    place: str
    handed_in_on: date
    opened_at: datetime
    typed: int
    waiting: int
    sheets: tuple[SheetView, ...] = ()
