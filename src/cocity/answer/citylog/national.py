"""A further line under each checkpoint by SM2, where the city has such a key (docs/operators/sm2.md).

Whoever makes it gets little time, and after a failure is left alone for longer and longer: a line that others pass over
must not hold the log up. Checkpoints of that while go out without it.
"""

import shlex
from pathlib import Path

import structlog
from django.conf import settings

from cocity.answer.citylog.store import CheckpointStore
from cocity.engines.merkle import Note
from cocity.kit.proof.sm2 import Sm2Key, Sm2Unavailable, with_sm2

log = structlog.get_logger(__name__)
PATIENCE = 2.0  # seconds for each process
REST, LONGEST_REST = 30, 1800  # seconds of the clock, doubling


def with_national_line(note: Note, store: CheckpointStore, at: int) -> Note:
    """The note with its SM2 line; as it was where none is wanted, where whoever makes it does not answer, and while it is
    left alone after that, which the store remembers for status and doctor. `at` in seconds since 1970."""
    if not settings.LOG_SM2:
        store.line_made()  # an earlier failure is of no concern any more
        return note
    failed = store.line_missing()
    if failed is not None and 0 <= at - failed.tried < failed.rest:  # a clock set back gives it another try
        return note
    key = Sm2Key(settings.LOG_ORIGIN, Path(settings.LOG_SM2), PATIENCE)
    try:
        made = with_sm2(note, key, shlex.split(settings.LOG_SM2_COMMAND))
    except (Sm2Unavailable, ValueError) as why:  # also a command or a name that cannot be read
        rest = min(LONGEST_REST, failed.rest * 2) if failed else REST
        log.error("log_sm2_line_missing", why=str(why), rest=rest)
        store.line_failed(at, rest, str(why))
        return note
    store.line_made()
    return made
