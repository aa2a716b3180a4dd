"""`cocity token`: keys by which programs act for a worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cocity.ground.people import api as people
from cocity.kit.errors import NotFound
from cocity.kit.text import Text

# What a key may open: the two of the API and the one of Open311.
SCOPES = ("matters:read", "matters:act", "open311")


class Command(BaseCommand):
    help = "Issue or revoke a key by which a program acts for a worker: token issue USER --scope … | token revoke KEY."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        issue = actions.add_parser("issue", help="a new key, shown once")
        issue.add_argument("username", help="user name of the worker")
        issue.add_argument(
            "--scope", action="append", required=True, choices=SCOPES, help="what it may do; again for more"
        )
        issue.add_argument("--days", type=int, default=90, help="days until it ends")
        issue.add_argument("--label", default="", help="what it is for; revoke takes it too")
        revoke = actions.add_parser("revoke", help="end keys at once")
        revoke.add_argument("key", help="the key, or its label")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        now = timezone.now()
        if action == "issue":
            worker = people.worker_named(options["username"])
            key = people.issue_token(
                worker_id=worker,
                scopes=options["scope"],
                now=now,
                days=options["days"],
                label=options["label"],
            )
            self.stdout.write(key)
            return
        ended = people.revoke_token(key_or_label=options["key"], now=now)
        if not ended:
            raise NotFound(Text("没有有效的这个密钥", "There is no such key in force"), field="key")
        self.stdout.write(f"已吊销 revoked {ended}")
