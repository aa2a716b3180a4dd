"""kill -9 of the whole server under load: every voice answered 2xx is there, with its entries and its receipt."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from http.client import HTTPException
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src"
WRITERS = 4
ANSWERED = 40  # voices before the blow

CHECK = """
import json, sys
import django; django.setup()
from cocity.ground.commitments.models import ClockRun, Commitment, Leg
from cocity.ground.journal.models import JournalEntry
from cocity.listen.intake.api import code_opens
from cocity.listen.intake.models import Voice
lost = []
for number, code in json.load(sys.stdin):
    row = Commitment.objects.filter(number=number).first()
    kinds = set(JournalEntry.objects.filter(subject=f"commitment:{row.pk}").values_list("kind", flat=True)) if row else set()
    whole = row and Voice.objects.filter(commitment=row).exists() and ClockRun.objects.filter(commitment=row).exists()
    if not (whole and {"commitment.opened", "voice.received"} <= kinds and code_opens(number, code)):
        lost.append(number)
half = Commitment.objects.exclude(pk__in=Voice.objects.values("commitment_id")).count()
print(json.dumps({"lost": lost, "half": half, "kept": Commitment.objects.count()}))
"""

BUILD = """
import django; django.setup()
from django.core.management import call_command; call_command("migrate", verbosity=0)
from django.utils import timezone
from tests.world import build; build(timezone.now())
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(env: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    """gunicorn with two workers, in a process group of its own."""
    command = [
        sys.executable, "-m", "gunicorn", "cocity.config.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--workers", "2", "--threads", "2", "--worker-class", "gthread",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=env, start_new_session=True, stderr=subprocess.DEVNULL)
    for _ in range(150):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/kinds", timeout=2)
            return server
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not start")


def speak(port: int, told: list[tuple[str, str]], stop: threading.Event) -> None:
    """Voices without pause; those answered 201 are noted."""
    body = json.dumps(
        {"kind": "help", "text": "路灯不亮", "place": "d1-s1", "phone": "13800000009", "consent": True}
    )
    while not stop.is_set():
        call = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/voices", body.encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(call, timeout=5) as answer:
                receipt = json.load(answer)
                told.append((receipt["number"], receipt["code"]))
        # The kill may come between the answer's head and its body: then nobody was told anything.
        except (OSError, HTTPException, json.JSONDecodeError):
            if stop.is_set():
                return


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_what_was_answered_survives_kill_9(engine: str, tmp_path: Path) -> None:
    env = {
        **os.environ, "COCITY_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "cocity.config.settings",
        "PYTHONPATH": f"{SRC}:{SRC.parent}", "COCITY_LOG_LEVEL": "ERROR", "COCITY_DATABASE": "",
        "COCITY_VOICES_PER_HOUR": "0",
    }  # fmt: skip
    if engine == "postgresql":
        url = os.environ.get("COCITY_DATABASE", "")
        if not url.startswith("postgresql"):
            pytest.skip("runs with the PostgreSQL tests")
        base, _, _ = url.rpartition("/")
        name = f"cocity_kill_{os.getpid()}"
        subprocess.run(["psql", f"{base}/postgres", "-qc", f"CREATE DATABASE {name}"], check=True)
        env["COCITY_DATABASE"] = f"{base}/{name}"
    try:
        run(env, BUILD)
        told: list[tuple[str, str]] = []
        for _ in range(3):
            kill_under_load(env, told)
        found = json.loads(run(env, CHECK, json.dumps(told)))
    finally:
        if engine == "postgresql":
            subprocess.run(
                ["psql", f"{base}/postgres", "-qc", f"DROP DATABASE {name} WITH (FORCE)"], check=True
            )
    assert len(told) >= 3 * ANSWERED, "the load was real"
    assert found["lost"] == []
    assert found["half"] == 0
    assert found["kept"] >= len(told)


def kill_under_load(env: dict[str, str], told: list[tuple[str, str]]) -> None:
    """Start, load with several writers, and kill everything in mid-flight."""
    port, stop = free_port(), threading.Event()
    server = start(env, port)
    writers = [threading.Thread(target=speak, args=(port, told, stop)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    wanted, until = len(told) + ANSWERED, time.monotonic() + 60
    while len(told) < wanted and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(server.pid, signal.SIGKILL)
    stop.set()
    for writer in writers:
        writer.join(10)
    server.wait(10)


def run(env: dict[str, str], code: str, given: str = "") -> str:
    """A program of its own in the city's environment; what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
