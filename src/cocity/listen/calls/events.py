"""What the log of calls tells."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cocity.ground.journal.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLogged(Event):
    """A call reached the hotline; nobody's number is kept. The same call told again corrects it."""

    kind: ClassVar[str] = "call.logged"
    line: str
    offered_at: datetime
    answered_at: datetime | None  # None: given up, or never answered
