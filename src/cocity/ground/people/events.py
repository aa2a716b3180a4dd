"""What people tell: never who someone is."""

from dataclasses import dataclass
from typing import ClassVar

from cocity.ground.journal.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactExpired(Event):
    """A person's contact was deleted because its time was past."""

    kind: ClassVar[str] = "resident.contact_expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentErased(Event):
    """A person had everything about them erased at their wish."""

    kind: ClassVar[str] = "resident.erased"
