"""What the template components show, as frozen values. A door fills them; a template cannot trigger a query.

Words are `Text` or `str`; a `str` is shown as it is in both languages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from cocity.kit.text import Text

Words = Text | str | Promise


@dataclass(frozen=True, slots=True)
class Link:
    """A cell or value that leads somewhere."""

    text: Words
    href: str


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a task list; `status` names a kind of `<c-status>`, `words` says it."""

    name: Words
    href: str
    words: Words
    status: str = "open"
    hint: Words = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One question and its answer in a summary list; with `change`, a link back to the question."""

    label: Words
    value: Words
    change: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What will happen, by when, by whom. `provisional`: the day rests on a calendar not yet announced."""

    what: Words
    by: date | datetime | None = None
    note: Words = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline. `state` is past, now or to-come."""

    what: Words
    at: datetime | date | None = None
    who: Words = ""
    note: Words = ""
    state: str = "past"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers stand to the right."""

    label: Words
    number: bool = False


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of an error summary; `target` is the id of the input."""

    message: Words
    target: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file with the figure's numbers."""

    text: Words
    href: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number a reader can open: what it is a part of, of whom, over which days, how sure, and what is missing.

    `value` is already said (`87.3%`, `2.4 天`); `low` and `high` are the ends of its 95 % interval, said likewise.
    `more` is whatever else belongs to it: who was left out by which rule, a target.
    """

    label: Words
    value: Words
    formula: Words
    population: Words
    period: Words
    numerator: Words = ""
    denominator: Words = ""
    low: Words = ""
    high: Words = ""
    missing: Words = ""
    small_sample: bool = False
    downloads: Sequence[Download] = ()
    more: Sequence[Pair] = ()
