"""Batches worked on by several processes: in order, apart where they must be, errors whole, nobody left behind."""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from cocity.kit.abreast import Ended, abreast
from cocity.kit.errors import CityError, Conflict, Errors, Invalid, TooMany
from cocity.kit.text import Text

SAID = Text("不行", "No")


def where(batch: int) -> tuple[int, int]:
    """(our process, the database's): longest for the first batch, so that the second is done before it, and long enough
    for each that the other process has begun by then."""
    time.sleep(0.4 if batch == 0 else 0.2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()" if connection.vendor == "postgresql" else "SELECT 0")
        return os.getpid(), cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_processes_of_their_own_with_connections_of_their_own_answer_in_order() -> None:
    found = list(abreast(where, range(6)))
    assert [batch for batch, _ in found] == list(range(6))
    ours, theirs = {pair[0] for _, pair in found}, {pair[1] for _, pair in found}
    if connection.vendor == "postgresql":
        assert len(ours) == len(theirs) == 2
        assert os.getpid() not in ours
    else:
        assert ours == {os.getpid()}
    assert where(1)[0] == os.getpid(), "the connection here still answers"


@pytest.mark.django_db
def test_inside_a_transaction_and_for_one_batch_nothing_is_forked() -> None:
    assert {pair[0] for _, pair in abreast(where, range(3))} == {os.getpid()}
    assert [pair[0] for _, pair in abreast(where, [1])] == [os.getpid()]
    assert list(abreast(where, [])) == []


def moment(batch: tuple[str, float]) -> tuple[float, float]:
    began = time.monotonic()
    time.sleep(batch[1])
    return began, time.monotonic()


@pytest.mark.django_db(transaction=True)
def test_batches_that_share_a_key_do_not_run_together() -> None:
    batches = [("same", 0.2), ("same", 0.0), ("other", 0.0)]
    spans = [span for _, span in abreast(moment, batches, keys=lambda batch: {batch[0]})]
    assert spans[0][1] <= spans[1][0]


def refuse(batch: int) -> int:
    if batch == 2:
        raise Conflict(SAID, field="file")
    return batch


@pytest.mark.django_db(transaction=True)
def test_an_error_arrives_whole_after_what_came_before() -> None:
    going = abreast(refuse, range(9))
    assert [next(going), next(going)] == [(0, 0), (1, 1)]
    with pytest.raises(Conflict) as caught:
        next(going)
    assert (caught.value.message, caught.value.field) == (SAID, "file")


def large(name: str) -> list[str]:
    return [name] + ["x" * 1000] * 300  # more than a pipe takes at once


def ended(batch: list[str]) -> str:
    if batch[0] == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.1)
    return batch[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="one process on SQLite")
@pytest.mark.timeout(60)
def test_a_child_that_is_killed_is_said_and_hangs_nobody() -> None:
    going = abreast(ended, [large(name) for name in ("a", "b", "deadly", "c", "d", "e")])
    assert [made for _, made in (next(going), next(going))] == ["a", "b"]
    with pytest.raises(Ended):
        list(going)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("good", [0, 1, 2, 5])
def test_what_cannot_be_read_is_told_after_all_that_could(good: int) -> None:
    def batches() -> Iterator[int]:
        yield from range(good)
        raise Invalid(SAID, field="file")

    came = []
    with pytest.raises(Invalid):  # noqa: PT012 - what came before is looked at
        for batch, _ in abreast(moment_of, batches()):
            came.append(batch)
    assert came == list(range(good))


def moment_of(batch: int) -> int:
    time.sleep(0.05)
    return batch


@pytest.mark.django_db(transaction=True)
def test_who_stops_asking_leaves_no_child() -> None:
    going = abreast(where, range(6))
    first = next(going)[1][0]
    going.close()
    assert first == os.getpid() or not alive(first)


@pytest.mark.parametrize(
    "error",
    [Invalid(SAID, field="a", code="b"), TooMany(SAID, minutes=5), Errors([Invalid(SAID, field="x")])],
)
def test_every_expected_error_survives_the_way(error: CityError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error) == "No"
    told = {name: value for name, value in vars(again).items() if name != "errors"}
    assert told == {name: value for name, value in vars(error).items() if name != "errors"}
    assert [e.field for e in getattr(again, "errors", [])] == [e.field for e in getattr(error, "errors", [])]


LONG = r"""
import os, sys, time
import django; django.setup()
from cocity.kit import abreast
abreast._pays = lambda: True
def work(batch):
    os.write(1, f"{os.getpid()}\n".encode())
    time.sleep(60)
list(abreast.abreast(work, range(3)))
"""


def alive(process: int) -> bool:
    """Not ended, and no more than a name that nobody asked for."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux alone")
def test_who_kills_the_parent_ends_its_children() -> None:
    parent = subprocess.Popen([sys.executable, "-c", LONG], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    children = [int(parent.stdout.readline()) for _ in range(2)]
    assert all(map(alive, children))
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait(10)
    until = time.monotonic() + 10
    while any(map(alive, children)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(alive, children))
    parent.stdout.close()
