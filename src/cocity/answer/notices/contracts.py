"""What others see of notices."""

from dataclasses import dataclass
from datetime import datetime

from cocity.kit.text import Text


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """How a notice goes out by one channel: email | sms | letter. `state`: waiting | sending | sent | given_up |
    no_contact. `doubtful`: it may have arrived twice, because an answer was lost after it was handed over."""

    channel: str
    state: str
    attempts: int
    next_try: datetime | None
    sent_at: datetime | None
    last_error: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as it was worded when it was made. `id` is 0 where nobody's inbox holds it (a receipt's page)."""

    id: int
    kind: str
    number: str
    at: datetime
    subject: Text
    text: Text
    read_at: datetime | None
    deliveries: tuple[DeliveryView, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticePage:
    rows: tuple[NoticeView, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a door prints on a page: who writes, about what, and how to come back. No name or address of the
    person: it is handed over, or put into an envelope, by whoever prints it."""

    delivery: int
    number: str
    at: datetime
    body_name: Text
    body_phone: str
    body_address: str
    subject: Text
    text: Text
    closing: Text
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """A channel as the doctor sees it. `configured`: has an address to send to; `paused_until`: it could not be
    reached and is left alone until then; `oldest_at`: since when the oldest one waits."""

    channel: str
    configured: bool
    waiting: int
    oldest_at: datetime | None
    sending: int
    sent: int
    given_up: int
    paused_until: datetime | None
    failures: int
    last_error: str
