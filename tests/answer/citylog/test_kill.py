"""kill -9 at every step of the write order, a hundred times: nothing is lost, nothing forks, on both databases."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from cocity.engines.merkle import Kind, SigningKey
from tests.answer.citylog.stand import SRC, policy_of, put_key, witnesses

TIMES = 100
LOOP = Path(__file__).with_name("kill_loop.py")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_killed_a_hundred_times_nothing_is_lost_and_nothing_forks(engine: str, tmp_path: Path) -> None:
    env = {
        **os.environ, "COCITY_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "cocity.config.settings",
        "PYTHONPATH": f"{SRC}:{SRC.parent}", "COCITY_LOG_LEVEL": "CRITICAL", "COCITY_DATABASE": "",
    }  # fmt: skip
    if engine == "sqlite":
        found = killed(env, tmp_path)
    else:
        base = os.environ.get("COCITY_DATABASE", "").rpartition("/")[0]
        if not base.startswith("postgresql"):
            pytest.skip("runs with the PostgreSQL tests")
        name = f"cocity_log_kill_{os.getpid()}"
        subprocess.run(["psql", f"{base}/postgres", "-qc", f"CREATE DATABASE {name}"], check=True)
        try:
            found = killed({**env, "COCITY_DATABASE": f"{base}/{name}"}, tmp_path)
        finally:
            drop = f"DROP DATABASE {name} WITH (FORCE)"
            subprocess.run(["psql", f"{base}/postgres", "-qc", drop], check=True)
    assert found["deaths"] == TIMES
    assert found["wrong"] == []
    assert found["trouble"] == ""
    assert found["fsck"] == []
    assert found["size"] == found["sequenced"]
    assert found["opened"] == found["said"] >= TIMES, "every fact is in the log, once"
    assert found["counted"] == found["size"], "counted once, with their checkpoint"
    assert found["quorum"] is True


def killed(env: dict[str, str], home: Path) -> dict[str, object]:
    signer = SigningKey("log.example/open/log", Kind.NOTE, secrets.token_bytes(32))
    put_key(home / "keys" / "log.key", signer)
    with witnesses(home / "w", "uni", "notary", logs=(signer.public.text,)) as running:
        (home / "log").mkdir()
        (home / "log" / "policy").write_text(policy_of(running))
        command = [sys.executable, str(LOOP), str(TIMES)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))
