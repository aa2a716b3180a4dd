"""What replies tell. The words stay in their tables; the journal keeps their digest, so a change would show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from cocity.ground.journal.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyGiven(Event):
    """A unit answered the person; a reply that needed approval is told when it has it."""

    kind: ClassVar[str] = "reply.given"
    number: str
    reply: int
    ordinal: int
    by_body: int
    claim: str
    disposition: str
    has_personal: bool
    digest: str
    step: int
    written_at: datetime
    beneficiary: int | None
    visibility: str
    method: str = "written"  # or telephone

    def public(self) -> dict[str, Any] | None:
        outcome = self.disposition or self.claim
        told = {"number": self.number, "by_body": self.by_body, "outcome": outcome, "digest": self.digest}
        return told if self.visibility == "public" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyCorrected(Event):
    """A unit put a new version beside an earlier one."""

    kind: ClassVar[str] = "reply.corrected"
    number: str
    reply: int
    ordinal: int
    version: int
    by_body: int
    has_personal: bool
    digest: str
    beneficiary: int | None
    visibility: str

    def public(self) -> dict[str, Any] | None:
        told = {
            "number": self.number,
            "version": self.version,
            "by_body": self.by_body,
            "digest": self.digest,
        }
        return told if self.visibility == "public" else None
