"""`cocity replay`: cases of another system lived through the procedures at their own times."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cocity.doors.console.naming import naming
from cocity.doors.console.telling import SOME_BAD, Counting, said_of
from cocity.ground.people.api import SYSTEM
from cocity.listen.hotline import api as hotline
from cocity.listen.intake import api as intake
from cocity.listen.open311 import api as open311

CHANNELS = {"hotline": hotline.mapping, "open311": open311.mapping}


class Command(BaseCommand):
    help = "Live the cases of a file (hotline, open311) through the procedures at their own times."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("channel", choices=sorted(CHANNELS))
        parser.add_argument("file", type=Path, help="CSV, XLSX or JSON; plain or .gz")
        parser.add_argument(
            "--mapping", required=True, help="name of a mapping that comes with it, or a file"
        )
        parser.add_argument(
            "--until", type=_moment, help="live up to this time (2011-11-01T00:00:00-04:00); now"
        )
        parser.add_argument("--bad-rows", type=Path, help="where the rows that are refused go")
        parser.add_argument("--json", action="store_true", help="the report as JSON on standard output")

    def handle(
        self,
        *args: Any,
        channel: str,
        file: Path,
        mapping: str,
        until: datetime | None = None,
        bad_rows: Path | None = None,
        json: bool = False,
        **options: Any,
    ) -> None:
        found, now = CHANNELS[channel](mapping), timezone.now()
        with naming(file), Counting(quiet=json) as counting:
            report = intake.replay_voices(
                file, found, now=now, until=until or now, actor=SYSTEM, bad_rows=bad_rows, progress=counting
            )
        said_of(report, bad_rows, as_json=json)
        if report.bad:
            sys.exit(SOME_BAD)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else timezone.make_aware(found)
