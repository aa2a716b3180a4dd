"""Dying at any step of the write order: every write, sync, rename, transaction and question is a step that may be the last."""

import http.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import transaction

from cocity.answer.citylog import asking, files, memory, sequencing, store
from cocity.kit import durable

STEPS: tuple[tuple[Any, str], ...] = (
    (transaction, "atomic"),
    (sequencing, "append"),
    (durable, "_beside"),
    (durable, "_placed"),
    (durable, "sync_folder"),
    (files.Published, "tidy"),
    (store.CheckpointStore, "propose"),
    (store.CheckpointStore, "signed"),
    (store.CheckpointStore, "cosigned_by"),
    (memory, "note"),
    (asking, "post"),
    (files.Published, "publish"),
    (http.client.HTTPConnection, "getresponse"),
)


class Died(BaseException):
    """The process is gone."""


def dies() -> None:
    """In place of a real death, where one process must live on."""
    raise Died


@contextmanager
def dying_at(step: int, die: Callable[[], Any]) -> Iterator[list[str]]:
    """Die before or after the `step`-th of the watched calls (counted before and after each); names of those reached."""
    reached: list[str] = []

    def count(name: str) -> None:
        reached.append(name)
        if len(reached) == step:
            die()

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            count(f"before {name}")
            made = real(*args, **kwargs)
            count(f"after {name}")
            return made

        return call

    patches = [patch.object(of, name, watched(name, getattr(of, name))) for of, name in STEPS]
    for each in patches:
        each.start()
    try:
        yield reached
    finally:
        for each in reversed(patches):
            each.stop()
