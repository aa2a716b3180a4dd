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
    reopen_until: date | None  # the last day


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleWanted:
    """Which closed matters are asked: ended in [since, until), below `place_path`, held at or below `body_path`, of one
    category (or those below it) and one procedure; empty: all. `reason`: why it is drawn, for everyone to read.
    `seed_from`: what the public seed will be, known only on the day `seed_on`; `ask_until`: the last day of asking."""

    since: datetime
    until: datetime
    size: int
    method: str
    reason: str
    seed_from: str
    seed_on: date
    ask_until: date
    place_path: str = ""
    body_path: str = ""
    category: str = ""
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """A sample with its method and what came back. Counts are of drawn matters; `stars[i]` are i+1-star answers.

    `response_rate` is answered / drawn: those without a contact, not reached or refusing stay in the denominator.
    `frame` is the SHA-256 of the population's numbers, sorted, one a line: who holds the list can check the draw.
    `cut`: whatever ranks below it was drawn; empty where the whole list was. `told`: of how many answers `yes`,
    `partly`, `no` and `stars` speak; fewer than `answered` where some are kept back.

    `scheme`: secret, or seed for those of the older kind, which have no announcement, fingerprint or secret. `commit` is
    the secret's fingerprint (`draws.fingerprint`); `secret` is empty until it was opened. `ended`: "" (still going on) |
    done | late | withdrawn | lapsed.
    """

    id: int
    scheme: str
    size: int | None
    seed_from: str
    seed_on: date | None
    ask_until: date | None
    announced_at: datetime | None
    commit: str
    secret: str
    ended_at: datetime | None
    ended: str
    ended_why: str
    seed: str
    method: str
    reason: str
    since: datetime
    until: datetime
    place_path: str
    body_path: str
    category: str
    procedure: str
    drawn_at: datetime | None
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

    @property
    def announced_only(self) -> bool:
        return self.drawn_at is None and not self.ended

    @property
    def asking(self) -> bool:
        """Whether somebody may still be asked. Samples of the older kind have no end: until all were asked once."""
        if self.scheme == "seed":
            return self.not_asked > 0
        return self.drawn_at is not None and not self.ended

    @property
    def unopened(self) -> bool:
        """It is over and its secret could not be opened: what it promised cannot be checked."""
        return bool(self.ended) and not self.secret


@dataclass(frozen=True, slots=True)
class SamplePage:
    """Samples, newest first; `next` is the cursor of the page after, empty on the last."""

    rows: tuple[SampleSummary, ...]
    next: str


@dataclass(frozen=True, slots=True)
class DrawnAgain:
    """A drawing made again: whether list and drawn matters are those of the day it was drawn. `population` are the
    matters on today's list; `left` counts the drawn ones no longer on it (asked again since, so closed no more).
    `same_secret`: whether the secret is the one promised; None where there is none, or it is not drawn yet."""

    population: int
    same_list: bool
    same_draw: bool
    left: int
    same_secret: bool | None = None


@dataclass(frozen=True, slots=True)
class SamplesDue:
    """What should have happened to samples by itself and did not: `late` past their last day and still going on,
    `unopened` over without their secret."""

    late: tuple[int, ...]
    unopened: tuple[int, ...]


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
