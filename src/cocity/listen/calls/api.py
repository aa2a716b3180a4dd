"""The log of calls for everyone else."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone

from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from cocity.kit.errors import Invalid
from cocity.kit.rows import RowProblem
from cocity.kit.text import Text
from cocity.listen.calls.contracts import Imported
from cocity.listen.calls.events import CallLogged
from cocity.listen.calls.rules import call_of

__all__ = ["COLUMNS", "Imported", "RowProblem", "import_calls"]

COLUMNS = ("call", "line", "offered_at", "answered_at")
BATCH = 2000


def import_calls(
    lines: Iterable[str], *, now: datetime, actor: Actor, progress: Callable[[int], None] | None = None
) -> Imported:
    """Tell the journal of every call in a CSV file with the columns `COLUMNS`; rows at fault are handed back.

    A call named again corrects the first telling, so the same file twice changes no figure.
    Raises Invalid(file) when a column is missing.
    """
    reader = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name != "line" and name not in (reader.fieldnames or ())]
    if missing:
        said = Text("缺少列：{names}", "Columns are missing: {names}").with_values(names=", ".join(missing))
        raise Invalid(said, field="file")
    problems: list[RowProblem] = []
    read = _read(reader, problems)
    done = 0
    while batch := list(islice(read, BATCH)):
        with transaction.atomic():
            journal.record(batch, at=now, actor=actor.ref)
        done += len(batch)
        if progress:
            progress(done)
    return Imported(done, tuple(problems))


def _read(rows: Iterable[Mapping[str, str]], problems: list[RowProblem]) -> Iterator[CallLogged]:
    zone = timezone.get_default_timezone()
    for line, row in enumerate(rows, 2):
        try:
            yield call_of(row, zone)
        except Invalid as error:
            problems.append(RowProblem(line, error.field, error.message, dict(row)))
