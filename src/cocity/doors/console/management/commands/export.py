"""`cocity export`: what an auditor sees, as a file."""

import csv
import sys
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandParser

from cocity.ground.commitments import api as commitments
from cocity.ground.people.api import SYSTEM

COLUMNS = (
    "number", "procedure", "procedure_version", "state", "category", "place_path", "holder_name", "channel",
    "opened_at", "due_at", "provisional", "claimed_at", "ended_at", "claim", "confirmed", "stars", "level",
    "supervised", "visibility",
)  # fmt: skip


class Command(BaseCommand):
    help = "Write every matter as CSV, without anyone's words or contact: export commitments [--out FILE]."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["commitments"])
        parser.add_argument("--out", type=Path, help="file to write; standard output without it")

    def handle(self, *args: Any, out: Path | None, **options: Any) -> None:
        target = out.open("w", encoding="utf-8-sig", newline="") if out else nullcontext(sys.stdout)
        with target as file:
            count = _write(file)
        if out:
            self.stdout.write(f"{out}: {count}")


def _write(file: IO[str]) -> int:
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    count = 0
    for row in commitments.stream_rows(SYSTEM, commitments.NO_FILTERS):
        writer.writerow([_cell(getattr(row, column)) for column in COLUMNS])
        count += 1
    return count


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return value.get("zh", "")
    return value
