# ruff: noqa: N999 - the command is called `cocity import`
"""`cocity import`: voices, places and boundaries out of files. Good rows go in, bad ones come back as a file."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cocity.doors.console.naming import naming
from cocity.doors.console.telling import SOME_BAD, Counting, said_of, told_of_calls
from cocity.ground.people.api import SYSTEM
from cocity.ground.places import api as places
from cocity.kit.tables.opening import lines_of, text_of
from cocity.kit.tables.sent import csv_lines
from cocity.listen.calls import api as calls
from cocity.listen.hotline import api as hotline
from cocity.listen.intake import api as intake
from cocity.listen.open311 import api as open311

CHANNELS = {"hotline": hotline.mapping, "open311": open311.mapping}


class Command(BaseCommand):
    help = "Import voices (hotline, open311), calls, places or boundaries from a file; bad rows come back as a file."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        for name in CHANNELS:
            voices = what.add_parser(name)
            voices.add_argument("file", type=Path, help="CSV, XLSX or JSON; plain or .gz")
            voices.add_argument(
                "--mapping", required=True, help="name of a mapping that comes with it, or a file"
            )
            voices.add_argument("--bad-rows", type=Path, help="where the rows that are refused go")
            voices.add_argument("--json", action="store_true", help="the report as JSON on standard output")
        log = what.add_parser("calls", help="the telephone system's log: call, line, offered_at, answered_at")
        log.add_argument("file", type=Path, help="CSV; plain or .gz")
        log.add_argument("--bad-rows", type=Path, help="where the rows that are refused go")
        log.add_argument("--json", action="store_true", help="the report as JSON on standard output")
        tree = what.add_parser("places")
        tree.add_argument("file", type=Path, help="CSV or GeoJSON")
        tree.add_argument("--column", action="append", default=[], metavar="FIELD=COLUMN")
        tree.add_argument("--always", action="append", default=[], metavar="FIELD=VALUE")
        tree.add_argument("--since", type=date.fromisoformat, help="the day from which it is so")
        tree.add_argument("--bad-rows", type=Path)
        tree.add_argument("--json", action="store_true")
        areas = what.add_parser("boundaries")
        areas.add_argument("file", type=Path, help="GeoJSON")
        areas.add_argument("--source", required=True, help="where the boundaries come from")
        areas.add_argument("--datum", default="WGS84")
        areas.add_argument("--licence", default="")
        areas.add_argument("--map-approval", default="", help="审图号")
        areas.add_argument("--code-from", default="code", help="the property that holds the place's code")
        areas.add_argument("--bad-rows", type=Path)
        areas.add_argument("--json", action="store_true")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        with naming(options["file"]):
            if what == "calls":
                bad = _calls(**options)
            else:
                bad = _voices(what, **options) if what in CHANNELS else _ground(what, **options)
        if bad:
            sys.exit(SOME_BAD)


def _voices(
    what: str, file: Path, mapping: str, bad_rows: Path | None = None, json: bool = False, **_: Any
) -> int:
    found = CHANNELS[what](mapping)
    with Counting(quiet=json) as counting:
        report = intake.import_voices(
            file, found, now=timezone.now(), actor=SYSTEM, bad_rows=bad_rows, progress=counting
        )
    said_of(report, bad_rows, as_json=json)
    return report.bad


def _calls(file: Path, bad_rows: Path | None = None, json: bool = False, **_: Any) -> int:
    with text_of(file) as text:
        done = calls.import_calls(lines_of(text), now=timezone.now(), actor=SYSTEM)
    if done.problems and bad_rows:
        names = [name for name in done.problems[0].row if name]
        rows = [[*(p.row.get(name) for name in names), f"{p.field}: {p.message}"] for p in done.problems]
        bad_rows.write_text("".join(csv_lines([[*names, "why"], *rows])), encoding="utf-8", newline="")
    told_of_calls(done.calls, [(p.line, f"{p.field}: {p.message}") for p in done.problems], as_json=json)
    return len(done.problems)


def _ground(what: str, file: Path, bad_rows: Path | None = None, **options: Any) -> int:
    report = _places(file, **options) if what == "places" else _boundaries(file, **options)
    if report.problems and bad_rows:
        bad_rows.write_text(places.problems_as_csv(report), encoding="utf-8")
    told = {
        "created": report.created, "changed": report.changed, "unchanged": report.unchanged,
        "bad": len(report.problems),
    }  # fmt: skip
    if options.get("json"):
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        sys.stdout.write(", ".join(f"{name} {count}" for name, count in told.items()) + "\n")
        for problem in report.problems[:20]:
            sys.stdout.write(f"  {problem.line} {problem.field}: {problem.message}\n")
    return len(report.problems)


def _places(
    file: Path, column: list[str], always: list[str], since: date | None, **_: Any
) -> places.ImportReport:
    columns = places.Columns(of=_pairs(column), always=_pairs(always))
    return places.import_places(file, now=timezone.now(), actor=SYSTEM, columns=columns, since=since)


def _boundaries(
    file: Path, source: str, datum: str, licence: str, map_approval: str, code_from: str, **_: Any
) -> places.ImportReport:
    of = places.MapSource(datum=datum, source=source, licence=licence, map_approval=map_approval)
    return places.import_boundaries(file, now=timezone.now(), actor=SYSTEM, of=of, code_from=code_from)


def _pairs(given: list[str]) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in given if "=" in pair)
