"""`cocity budget`: a Pabulib file counted under a rule, with the reasons. Needs no city and no database."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cocity.doors.console.files import read_bytes, unwritten
from cocity.kit.errors import Invalid
from cocity.kit.text import Text


class Command(BaseCommand):
    help = "Count a vote on a budget (a Pabulib file) by a rule; say who won, why, and what other rules would give."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="Pabulib file (.pb)")
        parser.add_argument(
            "--rule", choices=["greedy", "mes"], default="mes", help="default: mes, equal shares"
        )
        parser.add_argument(
            "--utility",
            choices=["cost", "cardinality", "points"],
            help="default: points if ballots have them, else cost",
        )
        parser.add_argument(
            "--completion", choices=["none", "add1", "add1u"], default="add1u", help="of mes; default: add1u"
        )
        parser.add_argument(
            "--json", metavar="OUT", help="write the result for programs; - is standard output"
        )
        parser.add_argument("--html", type=Path, metavar="OUT", help="write a page for residents")
        parser.add_argument("--compare", action="store_true", help="show the other rules beside this one")
        parser.add_argument(
            "--needed", choices=["auto", "all", "none"], default="auto",
            help="votes each loser lacked, by counting again: auto where it is quick",
        )  # fmt: skip
        parser.add_argument("--strict", action="store_true", help="refuse a file with remarks")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        data = read_bytes(file)
        from cocity.engines.budget import BudgetError

        try:
            _count(data, str(file), **options)
            sys.stdout.flush()
        except BudgetError as error:
            raise Invalid(Text(error.zh, error.en), field=str(file)) from error
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unwritten(error.filename or "", error) from error


def _count(data: bytes, name: str, **options: Any) -> None:
    from cocity.doors.console.budget.told import alternatives, told
    from cocity.doors.console.budget.waiting import Waiting
    from cocity.engines.budget import Completion, Method, Rule, Utility, read

    election = read(data)
    if options["strict"] and election.remarks:
        zh, en = election.remarks[0]
        raise Invalid(Text(zh, en), field=name)
    utility = Utility(options["utility"]) if options["utility"] else None
    greedy = options["rule"] == "greedy"
    completion = Completion.NONE if greedy else Completion(options["completion"])
    rule = Rule(Method(options["rule"]), utility, completion)
    with Waiting() as waiting:
        result = told(election, rule, needed=options["needed"], tell=waiting)
        others = list(alternatives(election, result.outcome.rule)) if options["compare"] else []
    _write(result, others, name, **options)


def _write(result: Any, others: list[Any], name: str, **options: Any) -> None:
    if options["json"]:
        from cocity.doors.console.budget.plain import plain

        text = json.dumps(plain(result, others), ensure_ascii=False, indent=1)
        if options["json"] == "-":
            sys.stdout.write(text + "\n")
            return
        Path(options["json"]).write_text(text + "\n", encoding="utf-8")
    if options["html"]:
        from cocity.doors.console.budget.page import page

        options["html"].write_text(page(result, others, Path(name).stem), encoding="utf-8")
    from rich.console import Console

    from cocity.doors.console.budget.screen import show

    show(Console(), result, others)
