"""What others see of decisions."""

from dataclasses import dataclass
from datetime import datetime

from cocity.kit.amounts import counted
from cocity.kit.text import Text

FEW = 10  # of fewer people than this nobody learns how many: place and need together might tell who they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom a decision concerns: people with a matter of their own in this place (a code), of this category or
    procedure, which the announcing worker oversees; empty parts do not narrow. A whole city is nobody's need: a
    place below it or a category must be named."""

    place: str = ""
    category: str = ""
    procedure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What people are told."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Announced:
    """What announcing led to. `addressed`: None for fewer than `FEW` people."""

    id: int
    addressed: int | None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision as it was told. `addressed`: None for fewer than `FEW` people."""

    id: int
    at: datetime
    title: str
    text: str
    digest: str
    body_name: Text
    place_name: Text | None
    category: str
    procedure: str
    addressed: int | None


def told_of(people: int) -> int | None:
    """The number as it may be told; None below `FEW`."""
    return people if people >= FEW else None


def people_words(people: int | None) -> Text:
    """A number from `told_of` in words."""
    if people is None:
        return Text("不到 {few} 人", "fewer than {few} people").with_values(few=FEW)
    return Text("{n} 人", "{n} people").with_values(n=counted(people))
