"""The city's heartbeat: what has to happen by itself, and how often. Components register; one loop runs them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Beat:
    """`run(now)` does one bounded round and returns how much it did; it must be safe to run twice at once."""

    name: str
    every: float  # seconds
    run: Callable[[datetime], int]


_BEATS: dict[str, Beat] = {}


def register(beat: Beat) -> None:
    """Add a beat; the same name again replaces it."""
    _BEATS[beat.name] = beat


def beats() -> tuple[Beat, ...]:
    """All registered beats."""
    return tuple(_BEATS.values())
