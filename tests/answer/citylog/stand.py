"""A log of its own for a test, and real witnesses beside it: other processes, reached over HTTP."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django.db import transaction

from cocity.answer.citylog import cosigning, folders, keys
from cocity.answer.citylog.api import sequence
from cocity.engines.merkle import Policy, SigningKey, parse_policy
from cocity.ground.journal import api as journal
from cocity.kit import pulse

SRC = Path(__file__).resolve().parents[3] / "src"
ORIGIN = "log.example/open/log"


@dataclass
class Witness:
    """A witness process; `stop` and `start` it again on the same record and port."""

    name: str
    home: Path
    logs: tuple[str, ...]
    port: int = 0
    key: str = ""
    process: subprocess.Popen[str] | None = None

    def start(self) -> "Witness":
        command = [
            sys.executable, "-m", "cocity.doors.console.witness", "--home", str(self.home), "--name",
            f"{self.name}.example/w", "--bind", f"127.0.0.1:{self.port}", *(f"--log={key}" for key in self.logs),
        ]  # fmt: skip
        env = {**os.environ, "PYTHONPATH": str(SRC)}
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.key, _, address = self.process.stdout.readline().strip().rpartition(" at ")
        self.port = int(address.rpartition(":")[2])
        return self

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def witnesses(folder: Path, *names: str, logs: tuple[str, ...]) -> Iterator[list[Witness]]:
    """Running witnesses that know these logs."""
    made = [Witness(name, folder / name, logs) for name in names]
    try:
        yield [each.start() for each in made]
    finally:
        for each in made:
            each.stop()


def policy_of(running: list[Witness], quorum: str = "all") -> str:
    """A policy file that asks all of them, or any; without witnesses, nobody."""
    if not running:
        return "quorum none\n"
    lines = [f"witness {each.name} {each.key} {each.url}" for each in running]
    return "\n".join(
        [*lines, f"group enough {quorum} {' '.join(each.name for each in running)}", "quorum enough", ""]
    )


def own_log(settings: Any, folder: Path, key: SigningKey | None = None) -> str:
    """Give the test a log folder and a key; the key as it is passed on."""
    cosigning.forget()
    settings.LOG_HOME, settings.LOG_KEY, settings.LOG_POLICY = (
        folder / "log",
        folder / "keys" / "log.key",
        None,
    )
    settings.LOG_ORIGIN = ORIGIN
    if key is None:
        return keys.make(folders.key_file()).public.text
    put_key(folders.key_file(), key)
    return key.public.text


def put_key(path: Path, *signers: SigningKey) -> None:
    """A key file as an operator keeps it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text("".join(f"{signer.text}\n" for signer in signers))


def trust(running: list[Witness], quorum: str = "all") -> None:
    """From here on the log asks these witnesses."""
    folders.home().mkdir(parents=True, exist_ok=True)
    folders.policy_file().write_text(policy_of(running, quorum))


def outsider(key: str, running: list[Witness], quorum: str = "all") -> Policy:
    """What somebody who trusts these witnesses checks with."""
    return parse_policy(f"log {key}\n{policy_of(running, quorum)}".encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit(journal.Event):
    """Something anyone may be told."""

    kind: ClassVar[str] = "test.public_lamp"
    watts: int

    def public(self) -> dict[str, Any] | None:
        return self.data()


def tell(now: datetime, count: int = 1) -> None:
    """Public entries, many at once."""
    with transaction.atomic():
        journal.record([LampLit(subject="lamp:1", watts=n) for n in range(count)], at=now, actor="system")


def settle(now: Any) -> None:
    """Bring news and leaves to rest, without signing."""
    beats = {beat.name: beat for beat in pulse.beats()}
    while sequence(now) + beats["journal"].run(now):
        pass
