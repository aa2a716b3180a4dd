"""What the desk reads."""

from collections.abc import Mapping
from dataclasses import dataclass

from cocity.ground.commitments.contracts import CommitmentRow, CommitmentView, Page
from cocity.kit.text import Text
from cocity.listen.intake.contracts import VoiceView


@dataclass(frozen=True, slots=True)
class Tray:
    """One part of what is due. `count` is capped: `capped` means "more than that"."""

    name: str
    title: Text
    count: int
    capped: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of one tray, the earliest due first; `left` says for each number what is left of the whole clock."""

    tray: str
    title: Text
    page: Page
    left: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Work:
    """One matter with everything needed to work on it. `body` and `why`: where dispatch sent it, and its reason."""

    view: CommitmentView
    voice: VoiceView | None
    body: str
    why: Text | None


@dataclass(frozen=True, slots=True)
class Similar:
    """A matter that may be the same one. `shared`: the words both headings have."""

    row: CommitmentRow
    shared: tuple[str, ...]
