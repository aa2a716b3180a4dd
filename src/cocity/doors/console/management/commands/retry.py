"""`cocity retry`: what was put aside or given up is tried again, after its cause was mended."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cocity.answer.notices import api as notices
from cocity.doors.console.telling import SOME_BAD
from cocity.ground.journal import api as journal
from cocity.ground.people.api import SYSTEM
from cocity.kit.errors import Invalid
from cocity.kit.text import Text

CHANNELS = ("email", "sms")


class Command(BaseCommand):
    help = "Try again what was put aside: retry news [NAME] (journal entries), retry notices email|sms (given up)."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        news = what.add_parser("news", help="journal entries a subscriber could not take")
        news.add_argument("name", nargs="?", default="", help="of one subscriber, as the doctor names it")
        given_up = what.add_parser("notices", help="notices that could not be sent")
        given_up.add_argument("channel", choices=CHANNELS)

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        now = timezone.now()
        if what == "notices":
            queued = notices.try_again(now=now, actor=SYSTEM, channel=options["channel"])
            self.stdout.write(f"已放回队列 queued again {queued}")
            return
        _known(options["name"])
        taken, failed = journal.replay_parked(now=now, name=options["name"])
        self.stdout.write(f"已处理 taken {taken}, 仍然失败 failing again {failed}")
        if failed:
            sys.exit(SOME_BAD)


def _known(name: str) -> None:
    """Raises Invalid(name): for a mistyped name, "taken 0" would look as if nothing had been put aside."""
    names = sorted(subscriber.name for subscriber in journal.subscribers())
    if name and name not in names:
        said = Text("没有“{name}”，应为其中之一：{names}", "There is no “{name}”; it is one of {names}")
        raise Invalid(said.with_values(name=name, names=", ".join(names)), field="name")
