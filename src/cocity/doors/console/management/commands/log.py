"""`cocity log`: the city log from the operator's and from the outsider's side."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from cocity.answer.citylog import api as citylog
from cocity.answer.citylog.api import Contradiction, Monitor
from cocity.doors.console.logs import look, pairs
from cocity.engines.merkle import LogError, Policy, parse_policy
from cocity.kit.errors import Invalid
from cocity.kit.faults import told
from cocity.kit.text import Text

WRONG = 1  # exit code: something does not hold
KEYS = ("make", "rotate", "retire")


class Command(BaseCommand):
    help = "The city log: fsck | rebuild | recover | publish | status | policy | key make|rotate|retire | monitor URL."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("fsck", help="read everything: database, store and published files must agree")
        actions.add_parser("rebuild", help="write the published files anew from the database")
        actions.add_parser("recover", help="after a backup was put back: take up from the published files")
        actions.add_parser("publish", help="one round of what the pulse does")
        actions.add_parser("status", help="size, root, witnesses, trouble")
        actions.add_parser("policy", help="what others need to check the log: keys, witnesses, quorum")
        key = actions.add_parser("key", help="the signing key")
        key.add_argument("what", choices=KEYS)
        key.add_argument("--origin", default="", help="name of the log (make; COCITY_LOG_ORIGIN)")
        monitor = actions.add_parser(
            "monitor", help="follow a log from outside; exit code 1 when it contradicts itself"
        )
        monitor.add_argument("url", help="address below which checkpoint and tile/ stand")
        monitor.add_argument("--policy", type=Path, required=True, help="keys and witnesses you trust")
        monitor.add_argument("--state", type=Path, required=True, help="file that keeps what was seen last")
        monitor.add_argument(
            "--also", type=Path, action="append", default=[], help="a checkpoint or proof others hold"
        )

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        getattr(self, f"_{action}")(**options)

    def _fsck(self, **_: Any) -> None:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("fsck", total=None)
            found = citylog.fsck(progress=lambda done, of: progress.update(task, completed=done, total=of))
        for each in found:
            self.stdout.write(f"{each.zh} / {each.en}")
        if found:
            sys.exit(WRONG)
        self.stdout.write("存证簿完好 the log is whole")

    def _rebuild(self, **_: Any) -> None:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("rebuild", total=None)
            size = citylog.rebuild(progress=lambda done, of: progress.update(task, completed=done, total=of))
        self.stdout.write(f"已重建 rebuilt {size}")

    def _recover(self, **_: Any) -> None:
        self.stdout.write(f"已补回 taken in {citylog.recover(now=timezone.now())}")

    def _publish(self, **_: Any) -> None:
        total = 0
        while done := citylog.advance(timezone.now()):
            total += done
        self._status()

    def _status(self, **_: Any) -> None:
        for name, value in pairs(citylog.standing()):
            self.stdout.write(f"{name}: {value}")

    def _policy(self, **_: Any) -> None:
        self.stdout.write(citylog.policy_text().decode(), ending="")

    def _key(self, what: str, origin: str, **_: Any) -> None:
        if what == "make":
            self.stdout.write(citylog.make_key(origin))
        elif what == "rotate":
            self.stdout.write(citylog.rotate_key())
        else:
            for each in citylog.retire_keys():
                self.stdout.write(f"不再签名 retired {each}")

    def _monitor(self, url: str, policy: Path, state: Path, also: list[Path], **_: Any) -> None:
        try:
            found = look(Monitor(url, _read_policy(policy)), state, also)
        except Contradiction as wrong:
            self.stdout.write(f"自相矛盾 contradiction: {wrong}")
            for note in wrong.notes:
                self.stdout.write(note.decode())
            sys.exit(WRONG)
        except (ValueError, OSError) as error:
            said = told(error)
            self.stdout.write(f"不能相信：{said.zh} / not to be believed: {said.en}")
            sys.exit(WRONG)
        now = found.believed.checkpoint
        who = ", ".join(each.by.name for each in found.believed.witnesses) or "-"
        self.stdout.write(f"{now.origin}: {now.size} 条 entries, {found.new} 新 new; 见证 witnesses: {who}")


def _read_policy(path: Path) -> Policy:
    try:
        return parse_policy(path.read_bytes())
    except (LogError, OSError) as error:
        said = Text("策略读不懂：{why}", "The policy cannot be read: {why}")
        raise Invalid(said.with_values(why=told(error)), field="policy") from None
