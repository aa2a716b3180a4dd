"""What channels hand in, and what they get back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Channel:
    """Three separate axes: level (city | district | street | community), class (group | matter), mode
    (online | offline); `name` is the way it came."""

    name: str
    level: str = "city"
    channel_class: str = "matter"
    mode: str = "online"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A voice as a channel hands it in. Only `kind` and `text` are needed: no identity, no account."""

    kind: str
    text: str
    channel: Channel
    subject: str = ""
    category: str = ""
    place: str = ""  # code of a place
    lon: float | None = None
    lat: float | None = None
    datum: str = "WGS84"
    address: str = ""
    phone: str = ""
    email: str = ""
    consent: bool = False  # to keep the contact for this matter
    publish: bool = False  # to show the screened text to everyone
    language: str = "zh-hans"
    against: str = ""  # code of the body complained about
    happened_at: datetime | None = None
    files: tuple[str, ...] = ()
    source: str = ""
    external_id: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    procedure: str = ""  # only importers name one; otherwise the kind decides
    calendar: str = ""
    due_at: datetime | None = None
    received_at: datetime | None = None  # only importers and paper batches; otherwise now
    key: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person holds: number and code open the matter later, without an account."""

    number: str
    code: str
    received_at: datetime
    due_at: datetime
    first_contact_due: datetime | None  # None also where no way to be reached was left
    provisional: bool
    procedure: str
    holder: int
    commitment: int
    repeated: bool = False  # the same key was handed in before; this is the first one's receipt


@dataclass(frozen=True, slots=True)
class VoiceView:
    """A voice as shown: screened."""

    number: str
    received_at: datetime
    channel: str
    level: str
    channel_class: str
    mode: str
    kind: str
    category: str
    subject: str
    text: str
    address: str
    lon: float | None
    lat: float | None
    publish: bool
    language: str
    has_contact: bool
    files: tuple[str, ...]
    extra: Mapping[str, Any]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a person may bring: names the procedure its clock comes from."""

    name: str
    procedure: str
    title: Mapping[str, str]
    hint: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Category:
    """A node of the city's tree of matters; `code` is its path (`environment/noise`)."""

    code: str
    title: Mapping[str, str]
    parent: str
    layer: str
    words: tuple[str, ...]  # words residents use for it
