"""`cocity opinion`: who thinks alike in a conversation, what each group says, what all agree on."""

import json as to_json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console

from cocity.doors.console.opinion.outcome import LEAST, as_data, outcome_of
from cocity.doors.console.opinion.page import page_of
from cocity.doors.console.opinion.printing import tell
from cocity.doors.console.opinion.reading import Conversation, read
from cocity.doors.console.opinion.strata import weights
from cocity.engines.opinion import Weights
from cocity.kit.errors import Invalid
from cocity.kit.text import Text

STDOUT = Path("-")


class Command(BaseCommand):
    help = "Find opinion groups, consensus and statements to ask next in a file of votes that Polis exports."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("votes", type=Path, help="votes.csv or participants-votes.csv; plain or .gz")
        parser.add_argument(
            "--json", type=Path, metavar="OUT", help="write everything as JSON; - is standard output"
        )
        parser.add_argument("--html", type=Path, metavar="OUT", help="write a page with pictures")
        parser.add_argument("--language", choices=["zh", "en"], default="zh", help="of the page")
        parser.add_argument(
            "--comments", type=Path, help="texts and moderation; by default comments.csv beside the votes"
        )
        parser.add_argument(
            "--every-statement",
            action="store_true",
            help="without comments.csv: count also statements on which one person voted",
        )
        parser.add_argument(
            "--meta", default="", metavar="IDS", help="statements about the conversation itself: 0,4,7"
        )
        parser.add_argument("--least", type=int, default=LEAST, help="people below whom no groups are shown")
        parser.add_argument(
            "--without-doubtful", action="store_true", help="leave copied and one-answer voters out"
        )
        parser.add_argument("--strata", type=Path, help="participant and one column a stratum")
        parser.add_argument("--census", type=Path, help="stratum, category, share")

    def handle(self, *args: Any, votes: Path, json: Path | None, html: Path | None, **options: Any) -> None:
        for target in (json, html):
            if target and not target.resolve().parent.is_dir():
                raise Invalid(Text("没有这个文件夹。", "There is no such folder."), field=str(target.parent))
        aside = Console(stderr=True)
        with aside.status("…") as status:

            def progress(what: Text) -> None:
                status.update(f"{what.zh} {what.en}")

            progress(Text("读文件", "reading the file"))
            meta = {name.strip() for name in options["meta"].split(",") if name.strip()}
            conversation = read(votes, options["comments"], meta, every=options["every_statement"])
            outcome = outcome_of(
                conversation,
                least=options["least"],
                leave_out_doubtful=options["without_doubtful"],
                weights=_weights(conversation, options["strata"], options["census"]),
                progress=progress,
            )
            if json:
                made = to_json.dumps(as_data(outcome), ensure_ascii=False, allow_nan=False)
                if json == STDOUT:
                    self.stdout.write(made)
                else:
                    json.write_text(made, encoding="utf-8")
            if html:
                html.write_text(page_of(outcome, options["language"]), encoding="utf-8")
        for target in (json, html):
            if target and target != STDOUT:
                self.stdout.write(str(target))
        if not json and not html:
            tell(outcome, Console(file=sys.stdout))


def _weights(conversation: Conversation, strata: Path | None, census: Path | None) -> Weights | None:
    if bool(strata) != bool(census):
        raise Invalid(Text("--strata 与 --census 要一起给。", "--strata and --census go together."))
    return weights(list(conversation.export.people), strata, census) if strata and census else None
