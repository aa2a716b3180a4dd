"""What others see of replies."""

from dataclasses import dataclass
from datetime import datetime

from cocity.kit.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a unit writes. `public` may be read by everyone where the matter is public; `personal` by the person
    alone; `reasons` say why, and belong to the public part."""

    public: str
    reasons: str = ""
    personal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a reply reached the person: written | telephone. One said on the telephone is kept as it was read back."""

    method: str = "written"
    read_back: bool = False


WRITTEN = How()


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a reply. `personal` is filled for the person alone; `why_corrected` is empty for the first."""

    version: int
    at: datetime
    public: str
    reasons: str
    personal: str
    has_personal: bool
    body: int
    body_name: Text
    worker: str
    why_corrected: str
    digest: str


@dataclass(frozen=True, slots=True)
class ReplyView:
    """A reply with all its versions, the newest first. `state` is waiting (for approval) | given | refused.

    `claim` is yes | partly | no where the unit says it is done; `disposition` is adopted | partly | not_adopted
    where it decides on a suggestion; the other one is empty.
    """

    id: int
    number: str
    ordinal: int
    state: str
    claim: str
    disposition: str
    given_at: datetime | None
    versions: tuple[VersionView, ...]
    method: str = "written"

    @property
    def newest(self) -> VersionView:
        return self.versions[0]

    @property
    def corrected(self) -> bool:
        return len(self.versions) > 1


@dataclass(frozen=True, slots=True)
class Given:
    """What giving a reply led to. `pending`: it waits for approval and nobody outside reads it yet. `masked`: an
    identifying number in the public part was hidden."""

    reply: int
    ordinal: int
    version: int
    state: str
    matter_version: int
    pending: bool
    masked: bool
