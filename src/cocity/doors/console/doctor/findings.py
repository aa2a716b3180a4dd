"""What the doctor finds, said plainly."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cocity.kit.text import Text


class Level(StrEnum):
    """`bad`: something is not done that should be; `watch`: it will be soon, or someone should look."""

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen, and what to do about it."""

    check: str
    level: Level
    what: Text
    todo: Text | None = None


Check = Callable[[datetime], Iterator[Finding]]


def good(check: str, zh: str, en: str, **values: object) -> Finding:
    return Finding(check, Level.GOOD, Text(zh, en).with_values(**values))


def watch(check: str, what: Text, todo: Text) -> Finding:
    return Finding(check, Level.WATCH, what, todo)


def bad(check: str, what: Text, todo: Text) -> Finding:
    return Finding(check, Level.BAD, what, todo)
