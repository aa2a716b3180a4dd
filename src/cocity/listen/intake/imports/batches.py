"""Reading a file and hearing its rows, a thousand at a time, each thousand in a transaction of its own, two thousands at
once where the database can.

Stopped at any moment, the same command goes on where it was: rows already there are known by source and number.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, OperationalError, transaction

from cocity.ground.people.api import Actor, normal_phone
from cocity.kit.abreast import abreast
from cocity.kit.errors import CityError, Conflict
from cocity.kit.tables import BadRows, Row, opened
from cocity.kit.text import Text
from cocity.listen.intake.contracts import Said
from cocity.listen.intake.imports.drafts import Draft, Troubles, draft_of, refused
from cocity.listen.intake.imports.mapping import Mapping
from cocity.listen.intake.imports.units import Units
from cocity.listen.intake.models import Voice
from cocity.listen.intake.operations import Heard, heard, shown_words, store
from cocity.listen.intake.surroundings import Surroundings
from cocity.listen.intake.titles import learn_titles

BATCH = 1000
TRIES = 4  # fresh numbers, should one of a batch be taken already
DEADLOCK = "40P01"  # PostgreSQL's code
PATIENCE = 30  # times another writer may be in the way
PAUSE = 0.5  # seconds at most, before the next try
CHANGED = Text(
    "这一编号已经导入过，而内容不同；已说的话不会改写。如果是新的一条，请给它新的编号。",
    "This number was imported before with other words or another time; what was said is never rewritten. "
    "If it is a new voice, give it a number of its own.",
)
DONE_ELSEWHERE = "来源称已办好；用 cocity replay 才会照来源的时间办理 done according to the source; `cocity replay` lives them"

LATE = (
    "一开始就已过期限：导入的事从来源的日期算期限，现在等着办理；历史资料请用 cocity replay "
    "past their date from the first moment: an import counts from the source's dates and waits to be handled; "
    "history belongs into `cocity replay`"
)


@dataclass(slots=True)
class Report:
    """How an import went. `read` = `added` + `unchanged` + `bad`; `notes` count what the source did not know."""

    read: int = 0
    added: int = 0
    unchanged: int = 0
    bad: int = 0
    units: int = 0
    first_problems: list[tuple[int, str]] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)


Progress = Callable[[Report], None]
Notes = Counter[str]
Store = Callable[[Sequence["Ready"]], Notes]
SHOWN_PROBLEMS = 20


Live = Callable[[Draft, Heard], Any]
Begin = Callable[[], Live]
Refused = list[tuple[Row, str]]


@dataclass(slots=True)
class Ready:
    """A row that is to be stored; `matter` is what a replay made of it."""

    draft: Draft
    voice: Heard
    matter: Any = None


def import_voices(
    path: Path,
    mapping: Mapping,
    *,
    now: datetime,
    actor: Actor,
    bad_rows: Path | None = None,
    progress: Progress = lambda report: None,
) -> Report:
    """Hear every row of a file. Good rows are taken, bad ones come back in `bad_rows`, known ones change nothing.

    Raises Invalid(file) before anything is written when the file cannot be read or lacks a column.
    """
    report = Report()
    units = Units(mapping, on=now.date())

    def keep(batch: Sequence[Ready]) -> Notes:
        opened = store([ready.voice for ready in batch], actor=actor)
        done = [ready for ready in batch if ready.draft.outcome and ready.draft.outcome.done_at]
        return Counter({LATE: sum(each.due_at <= now for each in opened), DONE_ELSEWHERE: len(done)})

    run(path, mapping, keep, report, units, now=now, bad_rows=bad_rows, progress=progress)
    return report


def run(
    path: Path,
    mapping: Mapping,
    keep: Store,
    report: Report,
    units: Units,
    *,
    now: datetime,
    bad_rows: Path | None = None,
    progress: Progress = lambda report: None,
    procedure: str = "",
    begin: Begin = lambda: lambda draft, voice: None,
) -> None:
    """The loop behind imports and replays; `keep` stores one batch inside its transaction. A replay names its
    `procedure`, and `begin` gives for each batch what lives a case."""
    titles = _Titles(mapping.source)
    take = partial(_take, mapping=mapping, units=units, keep=keep, begin=begin, now=now)
    with opened(path) as sheet:
        sheet.need(mapping.columns())

        def understood() -> Iterator[Batch]:
            for rows in _batches(sheet.rows):
                batch = _understood(rows, mapping, now=now, procedure=procedure)
                units.make(draft.body for _, draft in batch.drafts)
                titles.learn(draft for _, draft in batch.drafts)
                yield batch

        with BadRows(bad_rows, sheet) if bad_rows else nullcontext() as returned:
            for batch, taken in abreast(take, understood(), keys=lambda batch: batch.names):
                _tell(report, batch, taken, returned)
                report.units = units.added
                progress(report)


@dataclass(slots=True)
class Batch:
    """Rows read together: those understood, and those refused with why."""

    read: int
    drafts: list[tuple[Row, Draft]]
    refused: Refused
    # Numbers and contacts. A batch that names one again waits for this: of two rows the first in the file is taken, and
    # two batches never wait for each other's people.
    names: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Taken:
    """What came of the drafts of a batch."""

    added: int
    unchanged: int
    refused: Refused
    notes: Notes


def _tell(report: Report, batch: Batch, taken: Taken, returned: BadRows | None) -> None:
    report.read += batch.read
    report.added += taken.added
    report.unchanged += taken.unchanged
    for row, why in sorted([*batch.refused, *taken.refused], key=lambda each: each[0].line):
        report.bad += 1
        if len(report.first_problems) < SHOWN_PROBLEMS:
            report.first_problems.append((row.line, why))
        if returned is not None:
            returned.add(row, why)
    for what, count in taken.notes.items():
        if count:
            report.notes[what] = report.notes.get(what, 0) + count


@dataclass(slots=True)
class _Titles:
    """What a source calls its categories, each told once in an import."""

    source: str
    known: set[str] = field(default_factory=set)

    def learn(self, drafts: Iterable[Draft]) -> None:
        found = {
            draft.said.category: draft.titles
            for draft in drafts
            if any(draft.titles.values()) and draft.said.category not in self.known
        }
        if found:
            learn_titles(found, source=self.source)
            self.known.update(found)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _understood(rows: Sequence[Row], mapping: Mapping, *, now: datetime, procedure: str) -> Batch:
    batch = Batch(len(rows), [], [])
    for row in rows:
        if row.problem is not None:
            batch.refused.append((row, f"{row.problem.zh} / {row.problem.en}"))
            continue
        found = draft_of(mapping, row.cells, now=now, procedure=procedure)
        if isinstance(found, Troubles):
            batch.refused.append((row, found.told()))
        else:
            batch.drafts.append((row, found))
            batch.names |= {f"number:{found.said.external_id}", *_contacts(found.said)}
    return batch


def _contacts(said: Said) -> Iterator[str]:
    """Contacts as people are found by, however they are written."""
    if said.phone:
        try:
            yield f"phone:{normal_phone(said.phone)}"
        except CityError:  # refused with its row
            yield f"phone:{said.phone}"
    if said.email:
        yield f"email:{said.email.strip().lower()}"


def _take(batch: Batch, *, mapping: Mapping, units: Units, keep: Store, begin: Begin, now: datetime) -> Taken:
    """Store what is new of a batch. Its units were made; a process of its own has yet to find them."""
    units.make(draft.body for _, draft in batch.drafts)
    taken = stopped = 0
    while taken < TRIES and stopped < PATIENCE:
        try:
            with transaction.atomic():
                refused_now, ready, unchanged = _ready(batch.drafts, mapping, begin(), now)
                notes = keep(ready)
        except IntegrityError:
            taken += 1  # a number was taken, or another import of the same file came first: look again
        except OperationalError as error:
            if not _in_the_way_of_another(error):
                raise
            stopped += 1
            time.sleep(random.uniform(0, PAUSE))  # noqa: S311 - so that two do not meet again
        else:
            return Taken(len(ready), unchanged, refused_now, notes)
    raise Conflict(
        Text(
            "另一处正在导入同一批数据；请稍后再试。", "The same data is being imported elsewhere; try later."
        )
    )


def _in_the_way_of_another(error: OperationalError) -> bool:
    """Another writer named the same people in another order: PostgreSQL stopped this one."""
    return getattr(error.__cause__, "sqlstate", None) == DEADLOCK


def _ready(
    drafts: list[tuple[Row, Draft]], mapping: Mapping, live: Live, now: datetime
) -> tuple[Refused, list[Ready], int]:
    """(rows refused with reasons, rows to store, how many are there already)."""
    known = _known(mapping.source, [draft.said.external_id for _, draft in drafts])
    world = Surroundings(now, [draft.said for _, draft in drafts])
    wrong: Refused = []
    ready: dict[str, Ready] = {}
    unchanged = 0
    for row, draft in drafts:
        number = draft.said.external_id
        before = known.get(number) or (_words_of(ready[number].voice.row) if number in ready else None)
        if before is not None:
            if before == (draft.said.received_at, *shown_words(draft.said)):
                unchanged += 1
            else:
                wrong.append((row, f"{CHANGED.zh} / {CHANGED.en}"))
            continue
        try:
            voice = heard(draft.said, world, now=now)
            ready[number] = Ready(draft, voice, live(draft, voice))
        except CityError as error:
            wrong.append((row, refused(mapping, error).told()))
    return wrong, list(ready.values()), unchanged


Words = tuple[datetime | None, str, str]


def _known(source: str, numbers: list[str]) -> dict[str, Words]:
    rows = Voice.objects.filter(source=source, external_id__in=numbers).exclude(external_id="")
    return {
        number: (at, subject, text)
        for number, at, subject, text in rows.values_list("external_id", "received_at", "subject", "text")
    }


def _words_of(row: Voice) -> Words:
    return row.received_at, row.subject, row.text
