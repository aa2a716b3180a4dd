"""A witness as a server: crowds of slow clients, requests without sense, a clean end; and no city behind it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread

import pytest

from cocity.answer.citylog.asking import PATIENCE
from cocity.doors.console.witness import serving
from cocity.doors.console.witness.keeping import Keeper
from cocity.engines.merkle import SigningKey
from tests.answer.citylog.stand import SRC, Witness
from tests.answer.citylog.test_lying_operator import signed, tell, tree_of

CROWD = 200
BEGUN = (
    b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 100000\r\n\r\nold ",
    b"POST /add-checkpoint HTTP/1.1\r\nX-Slow: ",
)


@contextmanager
def dribbling(port: int, count: int) -> Iterator[list[socket.socket]]:
    """Connections that begin a request and send a byte now and then, for as long as the block lasts."""
    over = Event()
    with ExitStack() as held:
        all_of_them = [
            held.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(count)
        ]
        for n, each in enumerate(all_of_them):
            each.sendall(BEGUN[n % len(BEGUN)])

        def drip() -> None:
            while not over.wait(0.3):
                for each in all_of_them:
                    with suppress(OSError):
                        each.send(b"1")

        dripping = Thread(target=drip, daemon=True)
        dripping.start()
        yield all_of_them
        over.set()
        dripping.join()


@pytest.mark.parametrize("count", [CROWD, serving.ROOM + CROWD])
def test_a_crowd_of_slow_clients_keeps_no_honest_request_waiting(
    signer: SigningKey, two: list[Witness], count: int
) -> None:
    tree = tree_of("a")
    with dribbling(two[0].port, count):
        time.sleep(1)
        begun = time.monotonic()
        for size in range(1, 6):
            note = signed(signer, tree)
            old, proof = size - 1, tree.prover().consistency(size - 1) if size > 1 else []
            assert tell(two[0], note, old=old, proof=proof)[0] == 200
            tree.add([b"more"])
        assert time.monotonic() - begun < PATIENCE, "a log waits no longer for one answer"
        assert threads(two[0]) <= serving.THREADS + 1, "and they cost no threads"


def threads(witness: Witness) -> int:
    assert witness.process is not None
    status = Path(f"/proc/{witness.process.pid}/status").read_text()
    return int(status.partition("Threads:")[2].split()[0])


def test_a_request_that_is_not_there_whole_in_time_is_closed_however_it_drips(two: list[Witness]) -> None:
    with dribbling(two[0].port, 2) as slow:
        begun = time.monotonic()
        for each in slow:
            each.settimeout(serving.PATIENCE + 10)
            with suppress(ConnectionResetError):
                assert each.recv(100) == b""
        assert time.monotonic() - begun < serving.PATIENCE + 5


def asked(witness: Witness, method: str, path: str, length: str | None = None) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", witness.port, timeout=5)
    connection.putrequest(method, path)
    if length is not None:
        connection.putheader("Content-Length", length)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def test_each_address_has_its_answer(two: list[Witness]) -> None:
    assert asked(two[0], "GET", "/") == (200, f"witness uni.example/w\n{two[0].key}\n".encode())
    assert [asked(two[0], "GET", path)[0] for path in ("/heads", "/evidence")] == [200, 200]
    for method, path in (
        ("GET", "/add-checkpoint"),
        ("POST", "/"),
        ("GET", "/nothing"),
        ("DELETE", "/heads"),
        ("HEAD", "/add-checkpoint"),
    ):
        assert asked(two[0], method, path, "0")[0] == 404
    assert asked(two[0], "HEAD", "/") == (200, b"")


@pytest.mark.parametrize(
    ("length", "status"),
    [("1000001", 413), ("9" * 3000, 413), ("-1", 400), ("x", 400), ("", 400), (None, 400)],
)
def test_a_length_is_looked_at_before_the_body(two: list[Witness], length: str | None, status: int) -> None:
    assert asked(two[0], "POST", "/add-checkpoint", length)[0] == status


def test_more_than_can_be_weighed_are_asked_to_come_again(signer: SigningKey, tmp_path: Path) -> None:
    keeper = Keeper(tmp_path / "w.sqlite3", signer, [signer.public])
    request = {"REQUEST_METHOD": "POST", "PATH_INFO": "/add-checkpoint"}
    assert serving.Answers(keeper, lambda: serving.AT_ONCE + 1).reply(request).status == 503


def test_it_ends_cleanly_when_told(signer: SigningKey, tmp_path: Path) -> None:
    witness = Witness("brief", tmp_path / "brief", (signer.public.text,)).start()
    assert witness.process is not None
    try:
        with dribbling(witness.port, 5):
            witness.process.send_signal(signal.SIGTERM)
            assert witness.process.wait(8) == 0
    finally:
        witness.stop()


def test_a_witness_needs_neither_the_citys_code_nor_django() -> None:
    code = (
        "import sys, cocity.doors.console.witness.program\n"
        "ours = {name for name in sys.modules if name.startswith('cocity.')}\n"
        "allowed = ('cocity.doors', 'cocity.engines', 'cocity.kit')\n"
        "assert not [name for name in ours if not name.startswith(allowed)], ours\n"
        "assert not {'django', 'psycopg', 'pydantic_settings'} & set(sys.modules)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(SRC)}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
