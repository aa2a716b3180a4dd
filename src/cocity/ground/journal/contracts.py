"""What others see of the journal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. Subclasses are frozen dataclasses of plain values, named in the past tense.

    `subject` is what it happened to (`commitment:12`); events of one subject are delivered in their order.
    Nothing personal may stand in an event: the journal cannot forget.
    """

    kind: ClassVar[str] = ""
    subject: str

    def data(self) -> dict[str, Any]:
        """The fields as JSON values."""
        values = ((name, getattr(self, name)) for name in self.__dataclass_fields__ if name != "subject")
        return {name: v.isoformat() if isinstance(v, datetime) else v for name, v in values}

    def public(self) -> dict[str, Any] | None:
        """The part that everyone may be told, or None."""
        return None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal."""

    tx: int
    seq: int
    at: datetime
    actor: str
    on_behalf_of: str
    kind: str
    subject: str
    data: Mapping[str, Any]
    public: Mapping[str, Any] | None
    cause: int | None


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Someone who reads the journal. `react` runs in the transaction that moves the cursor, so its effect in the
    database happens exactly once; it must do nothing outside the database.

    Its place moves on over entries of other kinds, so a kind added to `kinds` later is told from then on."""

    name: str
    kinds: frozenset[str]
    react: Callable[[Sequence[Entry]], None]
    batch: int = 200


@dataclass(frozen=True, slots=True)
class Lag:
    """How far behind a subscriber is."""

    name: str
    waiting: int
    oldest_at: datetime | None
    parked: int
    last_error: str
