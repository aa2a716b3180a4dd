"""`cocity doctor`: what is wrong with this city, in plain words."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cocity.doors.console.doctor.findings import Finding, Level
from cocity.doors.console.doctor.round import examine

WORDS = {Level.GOOD: "好 ok  ", Level.WATCH: "注意 look", Level.BAD: "坏 bad "}
EXIT = {Level.GOOD: 0, Level.WATCH: 0, Level.BAD: 1}


class Command(BaseCommand):
    help = "Say what is wrong with this city and what to do; exit code 1 when something is bad, 0 otherwise."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs: one object a finding")

    def handle(self, *args: Any, **options: Any) -> None:
        found = examine(timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=1))
        else:
            for one in found:
                self.stdout.write(_line(one))
        sys.exit(max((EXIT[one.level] for one in found), default=0))


def _line(one: Finding) -> str:
    todo = f"\n{'':12}→ {one.todo.zh} / {one.todo.en}" if one.todo else ""
    return f"{WORDS[one.level]}  {one.what.zh} / {one.what.en}{todo}"


def _plain(one: Finding) -> dict[str, Any]:
    todo = {"zh": one.todo.zh, "en": one.todo.en} if one.todo else None
    return {
        "check": one.check,
        "level": str(one.level),
        "what": {"zh": one.what.zh, "en": one.what.en},
        "todo": todo,
    }
