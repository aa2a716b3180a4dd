"""`cocity pulse`: the one loop that fires clocks, delivers news and notices. Several may run; one is enough."""

import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from cocity.answer.citylog import api as citylog
from cocity.ground.journal import api as journal
from cocity.kit import pulse

log = structlog.get_logger(__name__)
SHORTEST_SLEEP = 0.05  # seconds
FIRST_REST, LONGEST_REST = 1.0, 60.0  # seconds a beat rests after an error, doubling


class Command(BaseCommand):
    help = "Run the city's heartbeat until stopped (--once: until nothing is left to do)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is waiting, then stop")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        journal.count_on()  # before reading: what a moved database brought along counts as settled then
        if once:
            done = settle()
            while signed := citylog.advance(
                timezone.now()
            ):  # the log's beat leaves a second between checkpoints
                done += signed
            self.stdout.write(str(done))
            return
        stop = _Stop()
        _beat_until(stop)


class _Stop:
    """Set by a signal; the round in progress is finished first."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, *_: Any) -> None:
        self.asked = True


def settle(*, most_rounds: int = 100_000) -> int:
    """Run every beat until a whole round does nothing; how much was done."""
    done = 0
    for _ in range(most_rounds):
        did = sum(beat.run(timezone.now()) for beat in pulse.beats())
        done += did
        if not did:
            break
    return done


@dataclass(slots=True)
class _Turn:
    """When a beat is due (seconds of the clock), and how long it rested after its last error (0: it is well)."""

    at: float
    rest: float = 0.0


def _beat_until(stop: _Stop, clock: Callable[[], float] = time.monotonic) -> None:
    turns = {beat.name: _Turn(clock()) for beat in pulse.beats()}
    while not stop.asked:
        close_old_connections()
        for beat in pulse.beats():
            if clock() >= turns[beat.name].at:
                wait = _run(beat, turns[beat.name])
                turns[beat.name].at = clock() + wait
        time.sleep(max(SHORTEST_SLEEP, min(turn.at for turn in turns.values()) - clock()))


def _run(beat: pulse.Beat, turn: _Turn) -> float:
    """One beat; in how many seconds it is due again. A database that is away is waited for; a beat with any other error
    rests for twice as long each time, and the others go on."""
    try:
        did = beat.run(timezone.now())
    except OperationalError as error:
        log.warning("beat_waits", beat=beat.name, error=type(error).__name__)
        return beat.every
    except Exception as error:  # noqa: BLE001 - whatever a beat does, the loop outlives it
        turn.rest = min(LONGEST_REST, max(FIRST_REST, beat.every, turn.rest * 2))
        # What an error says may hold words of a person: only its kind and place are told.
        log.error(
            "beat_failed", beat=beat.name, error=type(error).__name__, where=_where(error), rest=turn.rest
        )
        return turn.rest
    turn.rest = 0.0
    # Work left over is taken up at once; an idle beat waits its turn.
    return 0.0 if did else beat.every


def _where(error: Exception) -> str:
    """File and line that raised."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"
