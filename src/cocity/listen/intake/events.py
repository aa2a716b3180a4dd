"""What intake tells."""

from dataclasses import dataclass
from typing import ClassVar

from cocity.ground.journal.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceReceived(Event):
    """Someone was heard."""

    kind: ClassVar[str] = "voice.received"
    number: str
    voice: int
    commitment: int
    channel: str
    level: str
    channel_class: str
    mode: str
    voice_kind: str
    category: str
    place_path: str
    resident: int | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRevealed(Event):
    """A worker looked at a person's contact or original words; every look is noted."""

    kind: ClassVar[str] = "voice.contact_revealed"
    number: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceErased(Event):
    """A person had their words erased; the promise goes on."""

    kind: ClassVar[str] = "voice.erased"
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsExpired(Event):
    """The words of a voice as they were said were deleted because their time was past; the screened ones stay."""

    kind: ClassVar[str] = "voice.words_expired"
    number: str
