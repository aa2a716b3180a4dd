"""Batches worked on by several processes at once, each over a connection of its own: while the database stores one
batch the next is being made.

Only where that pays: on PostgreSQL (SQLite has one writer), on Linux (elsewhere a child cannot simply be forked), with
more than one core, outside a transaction (a child would not see what it holds), for more than one batch.

A child is sent a batch only when it waits for one, and says what came of it over a pipe of its own. So none can block
another, and one that is ended from outside is seen at once (an executor's shared pipe hangs then, before Python 3.11.5).
"""

import ctypes
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from django.db import connection, connections

from cocity.kit.errors import CityError
from cocity.kit.text import Text

PROCESSES = 2
PR_SET_PDEATHSIG = 1  # linux/prctl.h
ENDED = Text(
    "写入的进程被中止了（多半是内存不够）；已写入的都在，请再运行同一条命令，会接着做完。",
    "A process that writes was ended, probably for lack of memory. What it had stored is kept; run the same command again, "
    "and it goes on.",
)
B = TypeVar("B")
R = TypeVar("R")


class Ended(CityError):
    """A child ended without a word."""

    status = 503
    code = "ended"


def abreast(
    work: Callable[[B], R], batches: Iterable[B], *, keys: Callable[[B], Set[str]] = lambda batch: frozenset()
) -> Iterator[tuple[B, R]]:
    """Each batch with what `work` makes of it, in the order of the batches. One that shares a key with another waits for
    it. What `batches` raises is raised here after all before it; what `work` raises at once, while batches begun by then
    are still finished. Batches and results are pickled, `work` is not. Raises Ended."""
    source = _Source(batches)
    first = list(islice(source, 2)) if _pays() else []
    if len(first) < 2:
        yield from ((batch, work(batch)) for batch in chain(first, source))
    else:
        yield from _forked(work, chain(first, source), keys)
    if source.trouble is not None:
        raise source.trouble


class _Source(Generic[B]):
    """Batches up to the first that cannot be had, and why."""

    def __init__(self, batches: Iterable[B]) -> None:
        self._batches = iter(batches)
        self.trouble: Exception | None = None

    def __iter__(self) -> Iterator[B]:
        return self

    def __next__(self) -> B:
        if self.trouble is not None:
            raise StopIteration
        try:
            return next(self._batches)
        except StopIteration:
            raise
        except Exception as error:
            self.trouble = error
            raise StopIteration from error


def _pays() -> bool:
    apart = connection.vendor == "postgresql" and not connection.in_atomic_block
    return apart and sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _forked(
    work: Callable[[B], R], batches: Iterable[B], keys: Callable[[B], Set[str]]
) -> Iterator[tuple[B, R]]:
    connections.close_all()  # two processes on one connection would read each other's answers
    children: list[_Child] = []
    waiting: deque[tuple[B, _Child]] = deque()
    try:
        for _ in range(PROCESSES):
            children.append(_Child(work, children))
        idle = list(children)
        for batch in batches:
            while not idle or any(keys(batch) & keys(other) for other, _ in waiting):
                yield _next(waiting, idle)
            child = idle.pop()
            child.give(batch)
            waiting.append((batch, child))
        while waiting:
            yield _next(waiting, idle)
    finally:
        for child in children:
            child.end()


def _next(waiting: "deque[tuple[B, _Child]]", idle: "list[_Child]") -> tuple[B, Any]:
    batch, child = waiting.popleft()
    made = child.made()
    idle.append(child)
    return batch, made


class _Child:
    """A process that works on one batch at a time."""

    def __init__(self, work: Callable[[Any], Any], before: Sequence["_Child"]) -> None:
        context = get_context("fork")
        self.pipe, theirs = context.Pipe()
        inherited = [self.pipe, *(other.pipe for other in before)]
        self._process = context.Process(
            target=_live, args=(work, theirs, inherited, os.getpid()), daemon=True
        )
        self._process.start()
        theirs.close()

    def give(self, batch: Any) -> None:
        try:
            self.pipe.send(batch)
        except OSError as error:
            raise Ended(ENDED) from error

    def made(self) -> Any:
        try:
            well, result = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise Ended(ENDED) from error
        if not well:
            raise result
        return result

    def end(self) -> None:
        """No more batches; the one it works on is finished."""
        self.pipe.close()
        self._process.join()


def _live(work: Callable[[Any], Any], pipe: Connection, inherited: Sequence[Connection], parent: int) -> None:
    """In a child: it ends with its parent, which alone is told when somebody presses Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        return
    for other in inherited:  # held here too, the end of the parent's side would not be seen
        other.close()
    try:
        while True:
            pipe.send(_answer(work, pipe.recv()))
    except (EOFError, OSError):
        connections.close_all()


def _answer(work: Callable[[Any], Any], batch: Any) -> tuple[bool, Any]:
    try:
        return True, work(batch)
    except Exception as error:  # noqa: BLE001 - raised again by the parent
        return False, error
