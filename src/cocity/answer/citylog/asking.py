"""Asking witnesses to cosign over HTTP, c2sp.org/tlog-witness: side by side, each with little patience."""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from cocity.engines.merkle import (
    Addition,
    LogError,
    Note,
    Prover,
    Signature,
    Unverified,
    VerifierKey,
    parse_signatures,
)

PATIENCE = 2.0  # seconds for each answer to begin or go on
PATIENCE_IN_ALL = 5.0  # seconds for the whole of it, however it drips
LONGEST_ANSWER = 64_000
LARGEST_SIZE = 2**63 - 1
ASKED_TWICE = 2  # once more after the witness has said what it knows


@dataclass(frozen=True, slots=True)
class Asked:
    """What a witness is asked: to go on from `old`, the size it is believed to know."""

    name: str
    address: str
    key: VerifierKey
    old: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What it said. `signatures` when it cosigned; `ahead` the larger size it says it has seen; `disagrees` when it says
    it saw another history, and then `heads` is what it shows for it; else `said` tells what went wrong."""

    name: str
    signatures: tuple[Signature, ...] = ()
    ahead: int = 0
    disagrees: bool = False
    said: str = ""
    heads: bytes = b""


def ask_all(asked: list[Asked], note: Note, prover: Prover) -> list[Answer]:
    """Everybody at once."""
    if not asked:
        return []
    with ThreadPoolExecutor(len(asked)) as pool:
        return list(pool.map(lambda each: ask(each, note, prover), asked))


def ask(asked: Asked, note: Note, prover: Prover) -> Answer:
    """One witness; never raises for what the other side does."""
    old = min(asked.old, prover.size)
    try:
        for _ in range(ASKED_TWICE):
            proof = prover.consistency(old) if 0 < old < prover.size else []
            status, body = post(asked.address, Addition(old, tuple(proof), note).to_bytes())
            if status != http.client.CONFLICT:
                return _judged(asked, note, status, body)
            old = _size(body)
            if old > prover.size:
                return Answer(asked.name, ahead=old, said=f"409 {old}", heads=heads(asked.address))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(asked.name, said=f"{type(error).__name__}: {error}"[:120])
    return Answer(asked.name, said="409 again")


def _judged(asked: Asked, note: Note, status: int, body: bytes) -> Answer:
    if status == http.client.OK:
        try:
            found = [
                each
                for each in parse_signatures(body)
                if (each.name, each.key) == (asked.key.name, asked.key.id)
            ]
            for each in found:
                each.verify(note.text, asked.key)
        except (LogError, Unverified) as error:
            return Answer(asked.name, said=f"its cosignature does not hold: {error}"[:120])
        if found:
            return Answer(asked.name, tuple(found))
        return Answer(asked.name, said="it answered with no cosignature of the key in the policy")
    said = f"{status} {body[:120].decode('utf-8', 'replace').strip()}"
    if status == http.client.UNPROCESSABLE_ENTITY:
        return Answer(asked.name, disagrees=True, said=said, heads=heads(asked.address))
    return Answer(asked.name, said=said)


def _size(body: bytes) -> int:
    """Raises ValueError for what is no size of a tree."""
    size = int(body[:30])
    if not 0 <= size <= LARGEST_SIZE:
        raise ValueError("no size of a tree")
    return size


def heads(address: str) -> bytes:
    """What a witness shows at `/heads`: the last note it cosigned of each log; empty where it shows nothing."""
    return listed(address, "heads")


def listed(address: str, name: str, *, most: int = LONGEST_ANSWER) -> bytes:
    """At most so many bytes of what a witness shows at a name; empty where it shows nothing."""
    try:
        status, body = _exchanged(address, "GET", name, most=most)
    except (OSError, http.client.HTTPException, ValueError):
        return b""
    return body if status == http.client.OK else b""


def post(address: str, body: bytes) -> tuple[int, bytes]:
    """(status, body) of add-checkpoint at a witness. Raises OSError, HTTPException or ValueError."""
    return _exchanged(address, "POST", "add-checkpoint", body)


def _exchanged(
    address: str, method: str, name: str, body: bytes | None = None, *, most: int = LONGEST_ANSWER
) -> tuple[int, bytes]:
    parts = urlsplit(address)
    connection = connected(parts.scheme, parts.hostname, parts.port)
    connection.connect()
    ending = threading.Timer(PATIENCE_IN_ALL, _end, (connection.sock,))
    ending.daemon = True
    ending.start()
    try:
        connection.request(
            method,
            f"{parts.path.rstrip('/')}/{name}",
            body,
            {"Content-Type": "text/plain; charset=utf-8"},
        )
        answer = connection.getresponse()
        return answer.status, answer.read(most)
    finally:
        ending.cancel()
        connection.close()


def _end(held: socket.socket) -> None:
    """Whoever waits for more gets nothing: a witness that drips must not hold the pulse."""
    with suppress(OSError):
        held.shutdown(socket.SHUT_RDWR)


def connected(scheme: str, host: str | None, port: int | None) -> http.client.HTTPConnection:
    """A connection of the kind an address asks for. Raises ValueError for no http(s) address."""
    if scheme not in {"http", "https"} or not host:
        raise ValueError("an address is written http://host or https://host")
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=PATIENCE)


def due(names: Mapping[str, str], resting: Mapping[str, float], now: float) -> list[str]:
    """Witnesses with an address that do not rest after a failure."""
    return [name for name in names if resting.get(name, 0.0) <= now]
