"""What others see of verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What the person said: `solved` yes | partly | no, `stars` 1–5 or None (not asked, not given), and why."""

    solved: str
    stars: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a word led to: the matter's state and version afterwards."""

    number: str
    state: str
    version: int


@dataclass(frozen=True, slots=True)
class AttemptView:
    """A try to reach the person. `outcome`: reached | no_answer | refused."""

    at: datetime
    day: date
    outcome: str
    note: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A matter whose person is to be called. `missed_days`: days on which nobody was reached, of `days_needed`
    before it may be closed without an answer (None: this procedure never does). `reachable`: a contact was left."""

    number: str
    title: str
    procedure: str
    state: str
    version: int
    holder_name: Mapping[str, str]
    since: datetime
    reachable: bool
    attempts: tuple[AttemptView, ...]
    missed_days: int
    days_needed: int | None

    @property
    def may_close(self) -> bool:
        return self.days_needed is not None and self.missed_days >= self.days_needed


@dataclass(frozen=True, slots=True)
class WaitingPage:
    rows: tuple[Waiting, ...]
    next: str


@dataclass(frozen=True, slots=True)
class WordView:
    """A word as it was given: in whose voice (self | call_back | proxy | sample) and how it was asked."""

    at: datetime
    solved: str
    stars: int | None
    voice: str
    method: str
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """One matter's two fields, never mixed: what the unit declared and what the person confirmed."""

    number: str
    declared: str  # yes | partly | no | "" (nothing declared)
    declared_at: datetime | None
    confirmed: str  # yes | partly | no | "" (the person has not spoken: that is not a yes)
    stars: int | None
    words: tuple[WordView, ...]
    attempts: tuple[AttemptView, ...]
    may_judge: bool
    may_reopen: bool
    reopen_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleWanted:
    """Which closed matters are asked: ended in [since, until), below `place_path`, held at or below `body_path`, of one
    category (or those below it) and one procedure; empty: all. `reason`: why it is drawn, for everyone to read."""

    since: datetime
    until: datetime
    size: int
    seed: str
    method: str
    reason: str
    place_path: str = ""
    body_path: str = ""
    category: str = ""
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """A sample with its method and what came back. Counts are of drawn matters; `stars[i]` are i+1-star answers.

    `response_rate` is answered / drawn: those without a contact, not reached or refusing stay in the denominator.
    `frame` is the SHA-256 of the population's numbers, sorted, one a line: who holds the list can check the draw.
    `cut`: whatever has a SHA-256 of "seed:number" below it was drawn; empty where the whole list was. `told`: of how
    many answers `yes`, `partly`, `no` and `stars` speak; fewer than `answered` where some are kept back.
    """

    id: int
    seed: str
    method: str
    reason: str
    since: datetime
    until: datetime
    place_path: str
    body_path: str
    category: str
    procedure: str
    drawn_at: datetime
    population: int
    frame: str
    cut: str
    drawn: int
    answered: int
    no_answer: int
    refused: int
    no_contact: int
    not_asked: int
    told: int
    yes: int
    partly: int
    no: int
    stars: tuple[int, int, int, int, int]
    response_rate: float | None


@dataclass(frozen=True, slots=True)
class SamplePage:
    """Samples, newest first; `next` is the cursor of the page after, empty on the last."""

    rows: tuple[SampleSummary, ...]
    next: str


@dataclass(frozen=True, slots=True)
class DrawnAgain:
    """A drawing made again from today's list: whether list and drawn matters are those of the day it was drawn.
    `left` counts the drawn ones no longer on the list (asked again since, so closed no more)."""

    population: int
    same_list: bool
    same_draw: bool
    left: int


@dataclass(frozen=True, slots=True)
class MemberView:
    """A drawn matter. `outcome`: "" (not asked yet) | answered | no_answer | refused | no_contact. `solved`, `stars`
    and `text` are what an answer said; `asked_at` is when it was last asked."""

    rank: int
    number: str
    title: str
    holder_name: Mapping[str, str]
    reachable: bool
    outcome: str
    asked_at: datetime | None
    solved: str
    stars: int | None
    text: str
