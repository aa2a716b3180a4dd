"""The city log: leaves a second in bulk, seconds from a submission to its witnessed receipt, memory by size.
`python bench/citylog.py [--on sqlite|postgresql] [--leaves 500000] [--submissions 100]`

On a throw-away database. In bulk: leaves already formed are stored in the database (committed), written as tiles and
bundles (every file fsynced) and signed, 65,536 to a checkpoint; and, apart, the whole way from journal entries. The
receipt: `cocity pulse` and two witnesses run as processes of their own; a voice is taken in, and its proof is asked for
until two witnesses stand under it. Memory: the most a process held that signed 1,000 more leaves onto a tree.
"""

# ruff: noqa: E402  (Django is set up before the models are imported)
import argparse
import getpass
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "cocity_bench_citylog"
SERVER = os.environ.get("COCITY_BENCH_POSTGRES", f"postgresql://{getpass.getuser()}@127.0.0.1:5432")
parser = argparse.ArgumentParser()
parser.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite")
parser.add_argument("--leaves", type=int, default=500_000)
parser.add_argument("--submissions", type=int, default=100)
parser.add_argument(
    "--more", type=int, default=0, help="internal: sign so many more leaves, print the most memory"
)
ASKED = parser.parse_args()
INNER = bool(ASKED.more)

HOME = Path(os.environ["COCITY_HOME"]) if INNER else Path(tempfile.mkdtemp(prefix="cocity-bench-"))
os.environ["COCITY_HOME"] = str(HOME)
os.environ["COCITY_DATABASE"] = f"{SERVER}/{NAME}" if ASKED.on == "postgresql" else ""
os.environ["COCITY_LOG_LEVEL"] = "ERROR"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocity.config.settings")
os.environ["PYTHONPATH"] = f"{ROOT}:{ROOT / 'src'}"
sys.path[:1] = [str(ROOT), str(ROOT / "src")]  # in place of this folder, whose http.py is not the library

import django

django.setup()

import psycopg
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from cocity.answer.citylog import api as citylog
from cocity.answer.citylog import sequencing
from cocity.answer.citylog.leaves import leaf
from cocity.answer.citylog.models import Head
from cocity.ground.commitments.events import CommitmentOpened
from cocity.ground.journal import api as journal

BATCH = 65_536
ENTRIES = 50_000  # of the journal, for the whole way
PATIENCE = 120.0  # seconds a receipt is waited for; the first waits for the pulse to start


def bulk(count: int) -> tuple[float, float]:
    """(leaves a second, the same by processor time)."""
    rows = formed(Head.objects.get(pk=sequencing.head().pk).size, count)
    began, worked = time.perf_counter(), time.process_time()
    for begin in range(0, count, BATCH):
        part = rows[begin : begin + BATCH]
        with transaction.atomic():
            sequencing.append(part)
            Head.objects.filter(pk=1).update(size=part[-1][0] + 1)
        while citylog.publish(timezone.now()):
            pass
    assert citylog.standing().size >= count
    return count / (time.perf_counter() - began), count / (time.process_time() - worked)


def formed(first: int, count: int) -> list[sequencing.Row]:
    at, content = timezone.now(), '{"number":"2026112300000000","procedure":"help_or_complaint","holder":12}'
    return [
        (
            n,
            "commitment.opened",
            leaf(kind="commitment.opened", ref=f"{n:032x}", seq=1, at=at, commit=f"{n:064x}", prev=""),
            None,
            "",
            content,
        )
        for n in range(first, first + count)
    ]


def whole_way(count: int) -> float:
    """Leaves a second, from journal entries to a checkpoint signed and witnessed, with the witnesses still there: a log
    whose witnesses went silent before this process asked them would sign nothing."""
    now = timezone.now()
    with transaction.atomic():
        journal.record((opened(n) for n in range(count)), at=now, actor="system")
    before = citylog.standing().sequenced
    began = time.perf_counter()
    while citylog.sequence(now, limit=20_000):
        pass
    while citylog.publish(now):
        pass
    took, found = time.perf_counter() - began, citylog.standing()
    assert found.trouble is None, found.trouble
    assert found.quorum, "witnesses did not cosign"
    assert found.size == found.sequenced >= before + count, (found.size, found.sequenced, before + count)
    return count / took


def opened(n: int) -> CommitmentOpened:
    at = timezone.now()
    return CommitmentOpened(
        subject=f"commitment:bench-{n}", number=f"{n:016d}", procedure="help_or_complaint", version="2026-07-01",
        state="opened", holder=1, against=None, beneficiary=None, place=None, place_path="", layer="surface",
        category="", channel="web", opened_at=at, due_at=at, provisional=False, clocks={}, because=[],
        visibility="private",
    )  # fmt: skip


def memory() -> float:
    """Megabytes at most in a process that signs 1,000 more leaves."""
    command = [sys.executable, __file__, "--on", ASKED.on, "--more", "1000"]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1])


def waited(count: int) -> list[float]:
    """Seconds from a voice taken in to a proof with a quorum of two, one after the other."""
    from tests.world import build

    world = build(timezone.now())
    pulse = subprocess.Popen([sys.executable, "-m", "cocity.doors.console.main", "pulse"])
    times = []
    try:
        for n in range(count + 5):
            receipt = world.say(now=timezone.now(), phone=f"138{n:08d}")
            took = until_witnessed(receipt.commitment)
            if n >= 5:  # the pulse has started
                times.append(took)
            time.sleep(0.05 * (n % 7))
    finally:
        pulse.terminate()
        pulse.wait(20)
    return times


def until_witnessed(commitment: int) -> float:
    entry = journal.of_subject(f"commitment:{commitment}")[0].seq
    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE:
        made = citylog.receipt_of(entry)
        if made is not None and made.state == "quorum":
            return time.perf_counter() - began
        time.sleep(0.01)
    raise AssertionError(f"no witnessed receipt within {PATIENCE} s")


def main() -> None:
    from tests.answer.citylog.stand import trust, witnesses

    print(f"on {connection.vendor}")
    print(f"{'leaves':>10}{'a second':>12}{'per cpu s':>12}{'memory of 1,000 more, MB':>28}")
    size = 0
    for target in (1_000, ASKED.leaves // 5, ASKED.leaves):
        rate, worked = bulk(target - size)
        size = target
        print(f"{size:>10,}{rate:>12,.0f}{worked:>12,.0f}{memory():>28.1f}", flush=True)
        size += 1_000
    with witnesses(HOME / "w", "uni", "notary", logs=tuple(citylog.public_keys())) as running:
        trust(running)
        times = sorted(waited(ASKED.submissions))
        whole = whole_way(ENTRIES)
    p95 = times[int(len(times) * 0.95) - 1]
    print(
        f"submission to witnessed receipt, {len(times)} times: median {statistics.median(times):.3f} s, "
        f"p95 {p95:.3f} s, most {times[-1]:.3f} s"
    )
    print(f"from journal entries, signed and witnessed: {whole:,.0f} leaves a second")


def prepared() -> None:
    if ASKED.on == "postgresql":
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {NAME}")
    call_command("migrate", verbosity=0)
    sequencing.head()


def cleared() -> None:
    connection.close()
    if ASKED.on == "postgresql":
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
    shutil.rmtree(HOME, ignore_errors=True)


if INNER:
    bulk(ASKED.more)
    status = Path("/proc/self/status").read_text()  # getrusage would count what the parent held
    print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
elif __name__ == "__main__":
    prepared()
    try:
        main()
    finally:
        cleared()
