"""`cocity responsibilities`: who is responsible for what, as a table: taken in, looked over, shown with its history."""

import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cocity.act.dispatch import api as dispatch
from cocity.doors.console.files import read_bytes
from cocity.doors.console.naming import naming
from cocity.doors.console.telling import SOME_BAD
from cocity.ground.people.api import SYSTEM

LINES = 20


def _pair(text: str) -> tuple[str, str]:
    name, sign, column = text.partition("=")
    if not sign:
        raise ArgumentTypeError(f"FIELD=COLUMN, not {text}")
    return name, column


class Command(BaseCommand):
    help = "The responsibility table: import it from a file, check it, show it with its history."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        take = what.add_parser(
            "import", help="add and change rules by their code; the same file again changes nothing"
        )
        take.add_argument("file", type=Path, help="CSV (UTF-8 or GB18030) or YAML")
        take.add_argument("--column", action="append", default=[], type=_pair, metavar="FIELD=COLUMN")
        take.add_argument("--replace", action="store_true", help="end the rules the file does not name")
        take.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
        take.add_argument("--bad-rows", type=Path, help="where the rows that are refused go")
        what.add_parser("check", help="what is wrong with the rules in force")
        show = what.add_parser("show", help="the table as it can be imported again")
        show.add_argument("code", nargs="?", default="", help="one rule, with every version of it")
        show.add_argument("--format", choices=("csv", "yaml"), default="csv")
        show.add_argument("--history", action="store_true", help="the published versions, the newest first")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        ways: dict[str, Callable[..., int]] = {
            "import": self._import,
            "check": self._check,
            "show": self._show,
        }
        if ways[what](**options):
            sys.exit(SOME_BAD)

    def _import(
        self,
        file: Path,
        column: list[tuple[str, str]],
        replace: bool,
        dry_run: bool,
        bad_rows: Path | None,
        **_: Any,
    ) -> int:
        with naming(file):
            done = dispatch.import_rules(
                read_bytes(file), name=file.name, actor=SYSTEM, now=timezone.now(), replace=replace,
                columns=dict(column), bodies_exist=True, dry_run=dry_run,
            )  # fmt: skip
        if dry_run:
            self.stdout.write("试行，没有改动 dry run: nothing was changed")
        counts = f"新增 created {done.created}, 改动 changed {done.changed}, 未变 unchanged {done.unchanged}"
        self.stdout.write(f"{counts}, 终止 ended {done.ended}, 退回 bad {len(done.problems)}")
        for problem in done.problems[:LINES]:
            self.stdout.write(
                f"  第 {problem.line} 行 line {problem.line} {problem.field}: {problem.message.zh} {problem.message.en}"
            )
        if done.problems and bad_rows:
            bad_rows.write_text(dispatch.problems_as_csv(done.problems), encoding="utf-8-sig")
        return len(done.problems)

    def _check(self, **_: Any) -> int:
        found = dispatch.problems(now=timezone.now())
        for problem in found:
            met = f" ×{problem.matters}" if problem.matters else ""
            self.stdout.write(
                f"{problem.rule or '—'} {problem.kind}{met}: {problem.message.zh} {problem.message.en}"
            )
        self.stdout.write(f"{len(found)} 个问题 problems")
        return len(found)

    def _show(self, code: str, format: str, history: bool, **_: Any) -> int:
        if not (code or history):
            self.stdout.write(dispatch.export_rules(form=format), ending="")
            return 0
        for at in dispatch.history(code):
            said = f": {_said(at.rule)}" if code else ""
            self.stdout.write(
                f"{at.version} {timezone.localtime(at.made_at):%Y-%m-%d %H:%M} {at.made_by}{said}"
            )
        return 0


def _said(rule: dispatch.RuleRow | None) -> str:
    if rule is None:
        return "（没有了 taken out）"
    told = {
        name: getattr(rule, name) for name in rule.__slots__ if name not in {"code", "reason_zh", "reason_en"}
    }
    return " ".join(f"{name}={value}" for name, value in told.items() if value not in ("", None, 0))
