"""`cocity serve`: the web server and the pulse beside it, as one."""

import multiprocessing
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.context import ForkProcess
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from cocity.kit.errors import Invalid
from cocity.kit.text import Text

GRACE = 15  # seconds a child gets to finish
WORKERS, THREADS = 2, 4
LAST_PORT = 65_535


class Command(BaseCommand):
    help = "Run the web server (gunicorn) and the pulse together, until stopped."
    # Checked in development and by `cocity check`; here it would only delay the start.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port")
        parser.add_argument("--workers", type=int, default=WORKERS, help="processes of the web server")
        parser.add_argument("--threads", type=int, default=THREADS, help="threads of each process")
        parser.add_argument("--no-pulse", action="store_true", help="the pulse runs elsewhere")

    def handle(
        self, *args: Any, bind: str, workers: int, threads: int, no_pulse: bool, **options: Any
    ) -> None:
        check_bind(bind)
        call_command("migrate", verbosity=0, skip_checks=True)
        sys.exit(serve(bind, workers=workers, threads=threads, pulse=not no_pulse))


def check_bind(bind: str) -> None:
    """Raises Invalid(bind) for a port there cannot be, before anything is started; unix:PATH and fd:N have none."""
    _, colon, port = bind.rpartition(":")
    if bind.startswith(("unix:", "fd://")) or not colon or port.endswith("]"):
        return
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= LAST_PORT):
        said = Text(
            "端口应为 1 到 {last} 的整数，现在是 {port}",
            "The port is a whole number from 1 to {last}, not {port}",
        )
        raise Invalid(said.with_values(port=port or "“”", last=LAST_PORT), field="bind")


def serve(bind: str, *, workers: int = WORKERS, threads: int = THREADS, pulse: bool = True) -> int:
    """Serve a migrated city until stopped; the exit code."""
    call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
    connections.close_all()
    children = [_start("web", lambda: _run_web(bind, workers, threads))]
    if pulse:
        children.append(_start("pulse", lambda: call_command("pulse", skip_checks=True)))
    return _mind(children)


def web(bind: str, workers: int, threads: int) -> list[str]:
    """The web server's command line."""
    return [
        "gunicorn", "cocity.config.wsgi:application", "--bind", bind,
        "--workers", str(workers), "--threads", str(threads), "--worker-class", "gthread",
        "--no-control-socket", "--graceful-timeout", "10", "--keep-alive", "15",
    ]  # fmt: skip


def _run_web(bind: str, workers: int, threads: int) -> None:
    from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]

    sys.argv = web(bind, workers, threads)
    run()


def _start(name: str, run: Callable[[], object]) -> ForkProcess:
    """A child that begins with everything already imported: it is ready at once and shares the memory."""
    child = multiprocessing.get_context("fork").Process(target=run, name=name)
    child.start()
    return child


def _say_who_ended(children: list[ForkProcess]) -> None:
    """Which of them ended by itself: the other is stopped for it, and its own last lines would say nothing wrong."""
    for child in children:
        if child.exitcode is None:
            continue
        how = f"signal {-child.exitcode}" if child.exitcode < 0 else f"exit code {child.exitcode}"
        sys.stderr.write(
            f"cocity: {child.name} 自己停了（{how}），其余的也停下；重新启动即可，收到的都在 / "
            f"{child.name} ended by itself ({how}), so the rest is stopped; start again, nothing taken in is lost\n"
        )


def _mind(children: list[ForkProcess]) -> int:
    """Wait until one child ends or we are asked to stop; then end the others. The first child's code."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _frame: asked.append(got))
    while not asked and all(child.is_alive() for child in children):
        time.sleep(0.2)
    ended = next((child.exitcode for child in children if child.exitcode is not None), 0)
    if not asked:
        _say_who_ended(children)
    for child in children:
        if child.is_alive():
            child.terminate()
    until = time.monotonic() + GRACE
    for child in children:
        child.join(max(0.1, until - time.monotonic()))
        if child.is_alive():
            child.kill()
    return 0 if asked else ended or 1
