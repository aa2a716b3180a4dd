"""What the telephone tells besides the voice itself."""

from dataclasses import dataclass
from typing import ClassVar

from cocity.ground.journal.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTransferred(Event):
    """The agent joined an office to the call (三方通话)."""

    kind: ClassVar[str] = "call.transferred"
    number: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered(Event):
    """The agent answered at once; nobody else had to."""

    kind: ClassVar[str] = "call.answered_at_once"
    number: str
