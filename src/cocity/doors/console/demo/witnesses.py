"""Two witnesses beside the demo, as processes of their own on loopback. In a city they stand at somebody else's."""

import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from cocity.answer.citylog import api as citylog
from cocity.doors.console.witness.program import key_of
from cocity.kit.errors import Conflict

NAMES = ("university", "notary")
FIRST_PORT = 8701


def begin(home: Path, ports: tuple[int, int]) -> list[subprocess.Popen[bytes]]:
    """Start both, and name them in the log's policy; they end with `end`."""
    folders = [home / "witnesses" / name for name in NAMES]
    keys = [key_of(folder, f"{name}.demo/witness") for folder, name in zip(folders, NAMES, strict=True)]
    with suppress(Conflict):
        citylog.make_key()
    lines = [
        f"witness {name} {key.public.text} http://127.0.0.1:{port}"
        for name, key, port in zip(NAMES, keys, ports, strict=True)
    ]
    policy = home / "log" / "policy"
    policy.parent.mkdir(parents=True, exist_ok=True)
    policy.write_text("\n".join([*lines, f"group both all {' '.join(NAMES)}", "quorum both", ""]))
    return [_start(folder, port, citylog.public_keys()) for folder, port in zip(folders, ports, strict=True)]


def _start(folder: Path, port: int, logs: list[str]) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "-m", "cocity.doors.console.witness", "--home", str(folder), "--bind", f"127.0.0.1:{port}",
        *(f"--log={key}" for key in logs),
    ]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program


def end(running: list[subprocess.Popen[bytes]]) -> None:
    """Stop them."""
    for each in running:
        each.terminate()
    for each in running:
        each.wait(10)


def clear(home: Path) -> None:
    """Throw away a demo's log and its witnesses: a fresh demo has another history."""
    for name in ("log", "witnesses"):
        shutil.rmtree(home / name, ignore_errors=True)
