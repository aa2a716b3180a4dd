"""What notices tell."""

from dataclasses import dataclass
from typing import ClassVar

from cocity.ground.journal.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeAttempted(Event):
    """A notice was handed over, or could not be: sent | refused | given_up | no_contact; whether it was read is not known."""

    kind: ClassVar[str] = "notice.attempted"
    number: str
    notice: int
    channel: str
    outcome: str
    attempt: int
