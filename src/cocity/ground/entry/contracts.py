"""What others see of entry."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries within `per`, counted from the first."""

    most: int
    per: timedelta


@dataclass(frozen=True, slots=True)
class Asked:
    """A code was asked for. `ticket` is kept in the person's session and says nothing about the telephone."""

    ticket: str
    expires_at: datetime
