"""Batches worked on by several processes at once, each over a connection of its own: while the database stores one
batch the next is being made.

Only where that pays: on PostgreSQL (SQLite has one writer), on Linux (elsewhere a child cannot simply be forked), with
more than one core, outside a transaction (a child would not see what it holds), for more than one batch.
"""

import ctypes
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Set
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any, TypeVar

from django.db import connection, connections

PROCESSES = 2
PR_SET_PDEATHSIG = 1  # linux/prctl.h
B = TypeVar("B")
R = TypeVar("R")


def abreast(
    work: Callable[[B], R], batches: Iterable[B], *, keys: Callable[[B], Set[str]] = lambda batch: frozenset()
) -> Iterator[tuple[B, R]]:
    """Each batch with what `work` makes of it, in the order of the batches. One that shares a key with another waits for
    it. What `work` raises is raised here; batches begun by then are still finished. Batches and results are pickled,
    `work` is not."""
    rest = iter(batches)
    first = list(islice(rest, 2)) if _pays() else []
    if len(first) < 2:
        yield from ((batch, work(batch)) for batch in chain(first, rest))
    else:
        yield from _forked(work, chain(first, rest), keys)


def _pays() -> bool:
    apart = connection.vendor == "postgresql" and not connection.in_atomic_block
    return apart and sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _forked(
    work: Callable[[B], R], batches: Iterable[B], keys: Callable[[B], Set[str]]
) -> Iterator[tuple[B, R]]:
    connections.close_all()  # two processes on one connection would read each other's answers
    waiting: deque[tuple[B, Future[R]]] = deque()
    with ProcessPoolExecutor(
        PROCESSES, mp_context=get_context("fork"), initializer=_begin, initargs=(work,)
    ) as pool:
        for batch in batches:
            while any(keys(batch) & keys(other) for other, _ in waiting):
                yield _next(waiting)
            waiting.append((batch, pool.submit(_work, batch)))
            # One more than there are processes, so that none waits for the next.
            if len(waiting) > PROCESSES:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)


def _next(waiting: "deque[tuple[B, Future[R]]]") -> tuple[B, R]:
    batch, made = waiting.popleft()
    return batch, made.result()


_given: Callable[[Any], Any]


def _begin(work: Callable[[Any], Any]) -> None:
    """In a child: it ends with its parent, which alone is told when somebody presses Ctrl-C."""
    global _given
    _given = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _work(batch: Any) -> Any:
    return _given(batch)
