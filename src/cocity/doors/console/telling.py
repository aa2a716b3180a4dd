"""How long commands show where they are, and how they end."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cocity.listen.intake.api import Report

SOME_BAD = 3  # exit code: done, and some rows were refused
LINES = 10


class Counting:
    """Counts on standard error while rows come in; call it with the report after each batch. It begins with the first
    report: it draws in a thread, and there should be none while an import forks its writers."""

    def __init__(self, *, quiet: bool) -> None:
        self._progress = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(),
            console=Console(stderr=True), disable=quiet, transient=True,
        )  # fmt: skip
        self._task = self._progress.add_task("…", total=None)

    def __enter__(self) -> Self:
        return self

    def __call__(self, report: Report) -> None:
        self._progress.start()  # does nothing where it has begun
        self._progress.update(self._task, description=_line(report))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()


def said_of(report: Report, bad_rows: Path | None, *, as_json: bool) -> None:
    """The report on standard output, for people or as JSON."""
    if as_json:
        file = str(bad_rows) if bad_rows and report.bad else None
        sys.stdout.write(json.dumps({**asdict(report), "bad_rows": file}, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(_line(report) + "\n")
    for what, count in report.notes.items():
        sys.stdout.write(f"  {what}: {count}\n")
    for line, why in report.first_problems[:LINES]:
        sys.stdout.write(f"  第 {line} 行 line {line}: {why}\n")
    if report.bad and bad_rows:
        sys.stdout.write(f"  {bad_rows}\n")


def _line(report: Report) -> str:
    return (
        f"读入 read {report.read}, 新增 added {report.added}, 未变 unchanged {report.unchanged}, "
        f"退回 bad {report.bad}"
    )


def told_of_calls(calls: int, problems: list[tuple[int, str]], *, as_json: bool) -> None:
    """How many calls were told to the journal, and the first rows that were not."""
    if as_json:
        sys.stdout.write(json.dumps({"calls": calls, "bad": len(problems)}) + "\n")
        return
    sys.stdout.write(f"来电 calls {calls}, 退回 bad {len(problems)}\n")
    for line, why in problems[:LINES]:
        sys.stdout.write(f"  第 {line} 行 line {line}: {why}\n")
