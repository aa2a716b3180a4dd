"""`cocity demo`: a synthetic city with its lived days, opened in the browser."""

import os
import socket
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cocity.doors.console.demo import card, settle, witnesses
from cocity.doors.console.demo.fill import PER_DAY, Filled, fill, filled
from cocity.doors.console.demo.fresh import clear, hold_real_matters
from cocity.doors.console.management.commands.serve import serve
from cocity.kit.errors import Conflict
from cocity.kit.text import Text

SMALL_PER_DAY = 8
OLD_AFTER = timedelta(days=90)
STAGES = {
    "places": "地方 places", "bodies": "单位 bodies", "workers": "人员 workers", "days": "过日子 lived days",
    "news": "传消息 news",
}  # fmt: skip


class Command(BaseCommand):
    help = "Open a synthetic city: fills itself once, prints addresses and accounts, serves until stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="port of the web server (the next free one if taken)"
        )
        parser.add_argument("--days", type=int, default=90, help="days to live through when it fills itself")
        parser.add_argument(
            "--small", action="store_true", help="about a tenth of the voices: ready in seconds"
        )
        parser.add_argument("--fresh", action="store_true", help="empty the demo kept here and fill it anew")
        parser.add_argument("--no-serve", action="store_true", help="fill and print the card, serve nothing")

    def handle(
        self, *args: Any, port: int, days: int, small: bool, fresh: bool, no_serve: bool, **options: Any
    ) -> None:
        console = Console(stderr=False)
        call_command("migrate", verbosity=0, skip_checks=True)
        demo = filled()
        if fresh and demo is not None:
            clear()
            witnesses.clear(Path(settings.HOME))
            demo = None
        if demo is None:
            demo = _fill(console, days=days, per_day=SMALL_PER_DAY if small else PER_DAY)
        elif _old(demo, timezone.now()):
            console.print(
                f"这座演示城停在 {demo.today}；要新的日子：cocity demo --fresh / It ends on {demo.today}."
            )
        mark_synthetic()
        bound = free_port(port)
        if bound != port:
            console.print(f"端口 {port} 已被占用，改用 {bound} / port {port} is taken, using {bound}")
        address = f"http://localhost:{bound}"  # a name: passkeys know no bare number
        home = Path(settings.HOME)
        card.show(
            console, address=address, demo=demo, password=card.kept_password(home), file=home / card.FILE
        )
        if not no_serve:
            if "COCITY_PUBLIC_URL" not in os.environ:
                _set("COCITY_PUBLIC_URL", address, PUBLIC_URL=address)
            first = free_port(witnesses.FIRST_PORT)
            running = witnesses.begin(home, (first, free_port(first + 1)))
            try:
                code = serve(f"127.0.0.1:{bound}")
            finally:
                witnesses.end(running)
            sys.exit(code)


def _fill(console: Console, *, days: int, per_day: int) -> Filled:
    if hold_real_matters():
        raise Conflict(
            Text(
                "这个数据库里已有事项，不是演示城；请换一个空的数据库或 COCITY_HOME",
                "This database holds matters that are no demo; use an empty database or another COCITY_HOME",
            ),
            field="database",
        )
    password = card.new_password()
    with _progress(console) as progress:
        tasks: dict[str, Any] = {}

        def tell(what: str, done: int, of: int) -> None:
            if what not in tasks:
                for earlier in tasks.values():  # a stage is over when the next one begins
                    progress.update(earlier, completed=progress.tasks[earlier].total)
                tasks[what] = progress.add_task(STAGES[what], total=of)
            progress.update(tasks[what], completed=done, total=of)

        demo = fill(now=timezone.now(), days=days, password=password, per_day=per_day, progress=tell)
        card.keep(Path(settings.HOME), password, demo.receipts)
        settle.settle(now=demo.at, progress=tell)
    return demo


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)


def mark_synthetic() -> None:
    """From here on every page of this home says so, whoever starts the server."""
    (Path(settings.HOME) / "synthetic").touch()
    _set("COCITY_SYNTHETIC", "true", SYNTHETIC=True)


def _set(variable: str, value: str, **read: Any) -> None:
    """For processes yet to start, and for this one and its forks, which have read their settings already."""
    os.environ[variable] = value
    for name, as_read in read.items():
        setattr(settings, name, as_read)


def _old(demo: Filled, now: datetime) -> bool:
    return now.date() - date.fromisoformat(demo.today) > OLD_AFTER


def free_port(wanted: int) -> int:
    """`wanted`, or the next port nobody listens on. Raises Conflict when a hundred of them are taken."""
    for port in range(wanted, min(wanted + 100, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Conflict(Text("没有空闲端口", "No port is free"), field="port")
