"""`cocity export`: what an auditor sees, as a file."""

import csv
import sys
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandParser

from cocity.ground.commitments import api as commitments
from cocity.ground.people.api import SYSTEM
from cocity.listen.needs import api as needs

COLUMNS = (
    "number", "procedure", "procedure_version", "state", "category", "place_path", "holder_name", "channel",
    "opened_at", "due_at", "provisional", "claimed_at", "ended_at", "claim", "confirmed", "stars", "level",
    "supervised", "visibility",
)  # fmt: skip

NEED_COLUMNS = ("need", "opened_at", "number", "at", "by", "reason")


class Command(BaseCommand):
    help = "Write matters or needs as CSV, without anyone's words or contact: export commitments | needs [--out FILE]."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["commitments", "needs"])
        parser.add_argument("--out", type=Path, help="file to write; standard output without it")

    def handle(self, *args: Any, what: str, out: Path | None, **options: Any) -> None:
        target = out.open("w", encoding="utf-8-sig", newline="") if out else nullcontext(sys.stdout)
        with target as file:
            if what == "needs":
                count = _write(file, NEED_COLUMNS, needs.stream())
            else:
                count = _write(file, COLUMNS, commitments.stream_rows(SYSTEM, commitments.NO_FILTERS))
        if out:
            self.stdout.write(f"{out}: {count}")


def _write(file: IO[str], columns: Sequence[str], rows: Iterable[object]) -> int:
    writer = csv.writer(file)
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([_cell(getattr(row, column)) for column in columns])
        count += 1
    return count


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return value.get("zh", "")
    return value
