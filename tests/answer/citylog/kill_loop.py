"""Run by `test_kill` as a program: facts are recorded, and the log's process is killed -9 at one step after the other.

`kill_loop.py TIMES`: the database and the home folder come from the environment; the policy is there already. Each
round a child of this process takes the steps and kills itself at one of them; then everything signed and published is
held against everything signed before. Prints what it found as JSON.
"""

import json
import os
import signal
import sqlite3
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from cocity.answer.citylog import api as citylog  # noqa: E402
from cocity.answer.citylog import cosigning, folders  # noqa: E402
from cocity.answer.citylog.files import Published  # noqa: E402
from cocity.answer.citylog.models import Leaf  # noqa: E402
from cocity.engines.merkle import parse_checkpoint, parse_note  # noqa: E402
from cocity.ground.commitments.models import Commitment  # noqa: E402
from tests.answer.citylog.deaths import dying_at  # noqa: E402
from tests.world import World, build  # noqa: E402


def kill_self() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_at(step: int) -> bool:
    """Let a child take one round and die at `step`; whether it did (no: the round has fewer steps)."""
    connection.close()
    child = os.fork()
    if not child:
        cosigning.forget()
        with dying_at(step, kill_self):
            citylog.sequence(timezone.now())
            citylog.publish(timezone.now())
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def whole_round() -> None:
    """The next process does what the dead one could not."""
    connection.close()
    child = os.fork()
    if not child:
        cosigning.forget()
        while citylog.sequence(timezone.now()) + citylog.publish(timezone.now()):
            pass
        os._exit(0)
    os.waitpid(child, 0)


def check(roots: dict[int, bytes], wrong: list[str]) -> None:
    """Nothing signed or published ever contradicts what was."""
    with sqlite3.connect(folders.store_file()) as store:
        for size, root in store.execute("SELECT size, root FROM checkpoint"):
            if roots.setdefault(size, root) != root:
                wrong.append(f"two roots at {size}")
    note = Published(folders.public()).checkpoint()
    if note:
        shown = parse_checkpoint(parse_note(note).text)
        if roots.get(shown.size) != shown.root:
            wrong.append(f"published {shown.size} was never decided on")


def run(times: int) -> dict[str, object]:
    world: World = build(timezone.now())
    roots: dict[int, bytes] = {}
    wrong: list[str] = []
    deaths, step = 0, 0
    whole_round()
    world.say(now=timezone.now())
    whole_round()
    while deaths < times:
        step += 1
        world.say(now=timezone.now())
        if killed_at(step):
            deaths += 1
        else:
            step = 0  # from the first step again, on a longer log
        check(roots, wrong)
        if deaths % 10 == 0:
            whole_round()
            check(roots, wrong)
    whole_round()
    check(roots, wrong)
    standing = citylog.standing()
    since = world.now.replace(year=2000)
    return {
        "deaths": deaths,
        "wrong": wrong,
        "said": Commitment.objects.count(),
        "opened": Leaf.objects.filter(kind="commitment.opened").count(),
        "counted": citylog.recorded_since(since).of,
        "size": standing.size,
        "sequenced": standing.sequenced,
        "quorum": standing.quorum,
        "trouble": standing.trouble.what.en if standing.trouble else "",
        "fsck": [each.en for each in citylog.fsck()],
    }


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    sys.stdout.write(json.dumps(run(int(sys.argv[1]))) + "\n")
