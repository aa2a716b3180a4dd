"""Reading a file and hearing its rows, a thousand at a time, each thousand in a transaction of its own.

Stopped at any moment, the same command goes on where it was: rows already there are known by source and number.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from cocity.ground.people.api import Actor
from cocity.kit.errors import CityError, Conflict
from cocity.kit.tables import BadRows, Row, opened
from cocity.kit.text import Text
from cocity.listen.intake.imports.drafts import Draft, Troubles, draft_of, refused
from cocity.listen.intake.imports.mapping import Mapping
from cocity.listen.intake.imports.units import Units
from cocity.listen.intake.models import Voice
from cocity.listen.intake.operations import Heard, heard, shown_words, store
from cocity.listen.intake.surroundings import Surroundings
from cocity.listen.intake.titles import learn_titles

BATCH = 1000
TRIES = 4  # fresh numbers, should one of a batch be taken already
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

    def note(self, what: str, count: int = 1) -> None:
        self.notes[what] = self.notes.get(what, 0) + count


Progress = Callable[[Report], None]
Store = Callable[[Sequence["Ready"]], None]
SHOWN_PROBLEMS = 20


Live = Callable[[Draft, Heard], Any]
Begin = Callable[[], Live]


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

    def keep(batch: Sequence[Ready]) -> None:
        opened = store([ready.voice for ready in batch], actor=actor)
        late = sum(each.due_at <= now for each in opened)
        if late:
            report.note(LATE, late)
        done = sum(
            ready.draft.outcome is not None and ready.draft.outcome.done_at is not None for ready in batch
        )
        if done:
            report.note(DONE_ELSEWHERE, done)

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
    with opened(path) as sheet:
        sheet.need(mapping.columns())
        with BadRows(bad_rows, sheet) if bad_rows else nullcontext() as returned:

            def refuse(row: Row, why: str) -> None:
                report.bad += 1
                if len(report.first_problems) < SHOWN_PROBLEMS:
                    report.first_problems.append((row.line, why))
                if returned is not None:
                    returned.add(row, why)

            for rows in _batches(sheet.rows):
                report.read += len(rows)
                drafts = list(_drafts(rows, mapping, refuse, now=now, procedure=procedure))
                units.make(draft.body for _, draft in drafts)
                titles.learn(draft for _, draft in drafts)
                report.units = units.added
                _take(drafts, mapping, keep, refuse, report, begin, now=now)
                progress(report)


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


def _drafts(
    rows: Iterable[Row],
    mapping: Mapping,
    refuse: Callable[[Row, str], None],
    *,
    now: datetime,
    procedure: str,
) -> Iterator[tuple[Row, Draft]]:
    for row in rows:
        if row.problem is not None:
            refuse(row, f"{row.problem.zh} / {row.problem.en}")
            continue
        found = draft_of(mapping, row.cells, now=now, procedure=procedure)
        if isinstance(found, Troubles):
            refuse(row, found.told())
        else:
            yield row, found


def _take(
    drafts: list[tuple[Row, Draft]],
    mapping: Mapping,
    keep: Store,
    refuse: Callable[[Row, str], None],
    report: Report,
    begin: Begin,
    *,
    now: datetime,
) -> None:
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                refused_now, ready, unchanged = _ready(drafts, mapping, begin(), now)
                keep(ready)
        except IntegrityError:
            continue  # a number was taken, or another import of the same file came first: look again
        report.added += len(ready)
        report.unchanged += unchanged
        for row, why in refused_now:
            refuse(row, why)
        return
    raise Conflict(
        Text(
            "另一处正在导入同一批数据；请稍后再试。", "The same data is being imported elsewhere; try later."
        )
    )


def _ready(
    drafts: list[tuple[Row, Draft]], mapping: Mapping, live: Live, now: datetime
) -> tuple[list[tuple[Row, str]], list[Ready], int]:
    """(rows refused with reasons, rows to store, how many are there already)."""
    known = _known(mapping.source, [draft.said.external_id for _, draft in drafts])
    world = Surroundings(now, [draft.said for _, draft in drafts])
    wrong: list[tuple[Row, str]] = []
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
