"""The witness's command line: `cocity witness`, or `python -m cocity.doors.console.witness` without a city at all."""

import argparse
import secrets
import signal
import sys
from contextlib import suppress
from pathlib import Path

from cocity.doors.console.witness.keeping import Keeper
from cocity.doors.console.witness.serving import WitnessServer
from cocity.engines.merkle import Kind, LogError, SigningKey, VerifierKey, parse_signer, parse_verifier
from cocity.kit import durable

OTHERS = 0o077


def arguments(parser: argparse.ArgumentParser) -> None:
    """What a witness is told."""
    parser.add_argument("--home", type=Path, required=True, help="folder of its own for key and record")
    parser.add_argument(
        "--name", default="", help="name of the key made at the first start, such as uni.example/w"
    )
    parser.add_argument("--bind", default="127.0.0.1:8701", help="address and port")
    parser.add_argument(
        "--log", action="append", default=[], help="key of a log it watches (name+id+key); again for more"
    )
    parser.add_argument("--key-only", action="store_true", help="print its public key for policies, and stop")


def main(given: list[str]) -> int:
    """Run until stopped; exit code 2 for what cannot be used."""
    parser = argparse.ArgumentParser(
        prog="cocity witness", description="Cosign checkpoints of logs that only grow."
    )
    arguments(parser)
    return run(parser.parse_args(given))


def run(told: argparse.Namespace) -> int:
    """As `main`, with arguments read."""
    try:
        key = key_of(told.home, told.name)
        if told.key_only:
            sys.stdout.write(f"{key.public.text}\n")
            return 0
        serve(told.home, key, [parse_verifier(each) for each in told.log], told.bind)
    except (LogError, OSError, ValueError) as error:
        sys.stderr.write(f"cocity witness: {error}\n")
        return 2
    return 0


def key_of(home: Path, name: str) -> SigningKey:
    """The witness's key, made at the first start. Raises PermissionError where others can read it, ValueError without
    a name to make it under."""
    path = home / "witness.key"
    if not path.exists():
        if not name:
            raise ValueError("a new witness needs --name")
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = SigningKey(name, Kind.COSIGNATURE, secrets.token_bytes(32))
        with suppress(FileExistsError):  # another start came first: its key is the key
            durable.create(path, f"{made.text}\n".encode(), mode=durable.OWNER)
    if path.stat().st_mode & OTHERS:
        raise PermissionError(f"others can read {path}")
    return parse_signer(path.read_text().strip())


def serve(home: Path, key: SigningKey, logs: list[VerifierKey], bind: str) -> None:
    """Serve until told to stop."""
    host, _, port = bind.rpartition(":")
    server = WitnessServer((host or "127.0.0.1", int(port)), Keeper(home / "witness.sqlite3", key, logs))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    sys.stdout.write(f"{key.public.text} at http://{host}:{server.port}\n")
    sys.stdout.flush()
    server.run()  # until `_stop`; what is being weighed is answered first
    server.close()


def _stop(number: int, frame: object) -> None:
    raise SystemExit
