"""Parts of the people, wherever they are: here on threads, or on a cluster that offers the same two calls."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

Part = TypeVar("Part")
Next = TypeVar("Next")
Found = TypeVar("Found")


class Spread(ABC, Generic[Part]):
    """Parts in a fixed order. Work must be a module's function or a `partial` of one, for it may travel."""

    @abstractmethod
    def each(self, work: Callable[[Part], Found]) -> Iterator[Found]:
        """What `work` finds in each part, in the order of the parts."""

    @abstractmethod
    def numbered(self, work: Callable[[int, Part], Next]) -> "Spread[Next]":
        """Parts made from these by their number and content, kept where they are."""


class Local(Spread[Part]):
    """Parts in this process, worked on by threads (the compiled loops free the lock)."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts

    def each(self, work: Callable[[Part], Found]) -> Iterator[Found]:
        if len(self.parts) < 2:
            yield from map(work, self.parts)
            return
        with ThreadPoolExecutor() as pool:
            yield from pool.map(work, self.parts)

    def numbered(self, work: Callable[[int, Part], Next]) -> "Local[Next]":
        numbered = Local(list(enumerate(self.parts)))
        return Local(list(numbered.each(lambda one: work(*one))))
