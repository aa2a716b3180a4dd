"""What needs tell."""

from dataclasses import dataclass
from typing import ClassVar

from cocity.ground.journal.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedJoined(Event):
    """Somebody found that a matter says the same as others; nothing about the matter itself changed."""

    kind: ClassVar[str] = "need.joined"
    number: str
    need: int
    by_body: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLeft(Event):
    """A matter was taken out of its need again; the last one left over goes with the reason `alone`."""

    kind: ClassVar[str] = "need.left"
    number: str
    need: int
    by_body: int
    reason: str
