"""Where the log's files are. The folder of the log is kept apart from the database: other disk, other backup."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def home() -> Path:
    """The folder of the log: the store of checkpoints, and `public/`, which is served as it is."""
    return Path(settings.LOG_HOME) if settings.LOG_HOME else Path(settings.HOME) / "log"


def public() -> Path:
    """Checkpoint, tiles and bundles, as published."""
    return home() / "public"


def store_file() -> Path:
    return home() / "checkpoints.sqlite3"


def key_file() -> Path:
    return Path(settings.LOG_KEY) if settings.LOG_KEY else Path(settings.HOME) / "keys" / "log.key"


def policy_file() -> Path:
    return Path(settings.LOG_POLICY) if settings.LOG_POLICY else home() / "policy"


@contextmanager
def alone() -> Iterator[bool]:
    """Whether this process alone may sign until the block ends; the lock falls with the process."""
    home().mkdir(parents=True, exist_ok=True)
    held = os.open(home() / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        yield False
        return
    try:
        yield True
    finally:
        os.close(held)
