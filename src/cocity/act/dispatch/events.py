"""What dispatch tells."""

from dataclasses import dataclass
from typing import ClassVar

from cocity.ground.journal.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed(Event):
    """It was decided who should answer for a matter: offered, left to a person, or it stays where it is."""

    kind: ClassVar[str] = "dispatch.routed"
    number: str
    state: str
    how: str
    body: int | None
    rule: str
    rules_version: int
    category: str
    guessed: bool
    by_hand: str
    hops: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFailed(Event):
    """A rule could not be followed; its matters went to the fallback body."""

    kind: ClassVar[str] = "dispatch.rule_failed"
    rule: str
    problem: str
    body: str
    matters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryChanged(Event):
    """A person put the matter under another category."""

    kind: ClassVar[str] = "dispatch.category_changed"
    number: str
    before: str
    after: str
    was_guessed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPublished(Event):
    """A new version of the responsibility table holds from now on."""

    kind: ClassVar[str] = "dispatch.rules_published"
    version: int
    digest: str
    rules: int
    created: int
    changed: int
    ended: int
