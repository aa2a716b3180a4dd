"""Small look-ups remembered for a few seconds in this process: names of places and bodies, who takes voices in.

What is remembered may be that many seconds old, so nothing that decides (a version, a state, a right) is kept here.
Every write in this process forgets at once; tests forget between each other.
"""

import time
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
SECONDS = 5.0
MOST = 20_000
_ALL: "list[Remembered[Any, Any]]" = []


class Remembered(Generic[K, V]):
    """Values by key, loaded many at a time by `load(missing keys) → {key: value}`.

    `edition` says which edition of them all there is now. It is asked when the seconds are over, and what is kept is kept
    on while the answer is the same; without one, or where it is None, everything is loaded anew.
    """

    def __init__(
        self,
        load: Callable[[set[K]], dict[K, V]],
        *,
        seconds: float = SECONDS,
        edition: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._load, self._seconds, self._edition = load, seconds, edition
        self._kept: dict[K, V] = {}
        self._of: str | None = None
        self._until = 0.0
        self._lock = Lock()
        _ALL.append(self)

    def many(self, keys: Iterable[K]) -> dict[K, V]:
        """Values of the keys that have one."""
        kept = self._fresh()
        wanted = set(keys)
        missing = wanted - kept.keys()
        if missing:
            kept.update(self._load(missing))
        return {key: kept[key] for key in wanted if key in kept}

    def get(self, key: K) -> V | None:
        """The value of one key."""
        kept = self._fresh()
        if key not in kept:
            kept.update(self._load({key}))
        return kept.get(key)

    def forget(self) -> None:
        """Drop everything."""
        self._kept, self._of, self._until = {}, None, 0.0

    def _fresh(self) -> dict[K, V]:
        now = time.monotonic()
        if now > self._until or len(self._kept) > MOST:
            with self._lock:
                self._until = now + self._seconds
                # Asked before anything is loaded, so nothing is ever kept as newer than it is.
                found = self._edition() if self._kept else None
                if found is None or found != self._of or len(self._kept) > MOST:
                    self._kept = {}
                self._of = found
        return self._kept


def forget_all() -> None:
    """Drop everything everywhere: after a write that names may depend on, and between tests."""
    for remembered in _ALL:
        remembered.forget()
