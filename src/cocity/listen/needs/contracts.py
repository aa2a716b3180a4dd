"""What others see of needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cocity.ground.commitments.contracts import CommitmentRow
from cocity.kit.amounts import counted
from cocity.kit.text import Text

FEW = 5  # of fewer others than this nobody outside learns how many
# Why is chosen, never written: nothing personal can be kept, and nothing said of a matter the reader may not see.
WHY_JOINED: Mapping[str, Text] = {
    "same_thing": Text("说的是同一个地方的同一件事", "They say the same thing of the same place"),
    "found_there": Text("到现场看过，是同一件事", "It was looked at on the spot: one and the same thing"),
    "person_says": Text("来说的人说，是已经有人说过的那件", "Who spoke says it is the one already told"),
}
WHY_LEFT: Mapping[str, Text] = {
    "mistake": Text("并错了", "Joined by mistake"),
    "other_thing": Text("查明是另一件事", "It was found to be another thing"),
    "person_says": Text("来说的人说，不是一件事", "Who spoke says it is not the same"),
}


@dataclass(frozen=True, slots=True)
class MemberView:
    """A matter of a need that the reader may see: joined when, by whom (a body's name), and why."""

    row: CommitmentRow
    at: datetime
    by: Text
    why: Text


@dataclass(frozen=True, slots=True)
class NeedView:
    """A need as one reader sees it from one of its matters: a page of the others, `next` its cursor. `hidden`: matters
    of it this reader may not see."""

    id: int
    own: MemberView
    others: tuple[MemberView, ...]
    hidden: int
    next: str = ""


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need in a list: the newest of its matters that fits and the reader may see, how many they may see and how many
    not. Whoever is nobody's colleague is told of the hidden by `others_words` alone."""

    id: int
    opened_at: datetime
    newest: CommitmentRow
    seen: int
    hidden: int


@dataclass(frozen=True, slots=True)
class NeedPage:
    """A page of needs, counted up to a cap."""

    rows: tuple[NeedRow, ...]
    next: str
    count: int
    capped: bool


@dataclass(frozen=True, slots=True)
class NeedWhole:
    """A need with a page of its matters the reader may see, the newest joined first."""

    row: NeedRow
    members: tuple[MemberView, ...]
    next: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A line of the export."""

    need: int
    opened_at: datetime
    number: str
    at: datetime
    by: str
    reason: str


def others_words(others: int) -> Text | None:
    """How many others say the same, for everyone: not counted out below `FEW`; None without others."""
    if others <= 0:
        return None
    if others < FEW:
        return Text("另有人也说了这件事", "Others said so too")
    return Text("另有 {n} 件说的是同一件事", "{n} others say the same").with_values(n=counted(others))
