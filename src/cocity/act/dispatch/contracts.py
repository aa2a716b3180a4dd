"""What others see of dispatch."""

from dataclasses import dataclass
from datetime import date, datetime

from cocity.kit.rows import RowProblem
from cocity.kit.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One row of the responsibility table, as written. Empty means "any"; `body` is a code or `{street}`,
    `{district}`, `{committee}`: the body of that kind at the matter's place."""

    code: str
    body: str
    category: str = ""
    area: str = ""  # code of a place; everything below it too
    layer: str = ""
    owner: str = ""  # who owns the asset it is about
    condition: str = ""
    priority: int = 0
    valid_from: date | None = None
    valid_to: date | None = None  # first day it no longer holds
    reason_zh: str = ""
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class RulesImported:
    """What an import did. `ended`: rules the file no longer names, when it was to replace them all."""

    created: int
    changed: int
    unchanged: int
    ended: int
    version: int
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class RulesAt:
    """A published version of the table; `rule` is what one rule said from then on, when one was asked about."""

    version: int
    made_at: datetime
    made_by: str
    rule: RuleRow | None = None


@dataclass(frozen=True, slots=True)
class Guess:
    """A category nobody chose, read from the words. `certainty` 0–1; `words` are those that decided."""

    category: str
    certainty: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """One rule and what became of it. `rule` is its code, `title` says it in words; `outcome`: chosen | matched |
    failed | passed_over | no_match."""

    rule: str
    title: Text
    body: Text
    outcome: str
    why: Text


@dataclass(frozen=True, slots=True)
class BodyNamed:
    """A body as shown beside a proposal."""

    id: int
    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why this body. `how`: rule | parent | fallback | stays | nobody; `by_hand` says why a person decides,
    if one does."""

    number: str
    how: str
    body: BodyNamed | None
    rule: str
    reason: Text
    by_hand: Text | None
    failed: tuple[Considered, ...]
    conflicts: tuple[str, ...]
    considered: tuple[Considered, ...]
    guess: Guess | None
    category: str
    rules_version: int
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """What dispatch would do now, with what else could be chosen."""

    explanation: Explanation
    alternatives: tuple[BodyNamed, ...]
    declined: tuple[BodyNamed, ...]
    hops: int
    version: int


@dataclass(frozen=True, slots=True)
class RoutingView:
    """The record of where a matter was sent. `state`: offered | proposed | stays."""

    number: str
    state: str
    body: int | None
    rule: str
    category: str
    guessed: bool
    certainty: float
    words: tuple[str, ...]
    hops: int
    declined: tuple[int, ...]
    version: int


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """Something wrong with a rule, seen by looking at the table or met while dispatching (`matters` > 0)."""

    rule: str
    kind: str
    message: Text
    matters: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
