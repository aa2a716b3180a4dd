"""Opinion groups at growing sizes, beside the peers: `make bench ARGS=opinion` (more: `--million`, `--peer PYTHON`).

Votes are made up: three groups, each person on 40 of 200 statements. Each size runs in a process of its own, so that its
memory is its own; compiled code is taken from its cache, as at any start but the first. `cold` is everything from three
columns to groups; `file` reads a votes.csv of the same votes; `next` is the next look of a running conversation after
votes of one person in a hundred. Memory is the most the process held, above what it held with its votes made.
`--peer` names a Python that has red-dwarf, which is then run on the same votes.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

WIDTH, EACH = 200, 40
SIZES, MILLION = (10_000, 30_000, 100_000, 300_000), 1_000_000
QUOTED = """peers as published for this kind of machine (quoted, not run here): red-dwarf 0.4.0 10k x 200 7.2 s / 1.2 GB,
30k x 200 33 s; Polis' Python port 100k x 200 86 s + 39 s for consensus / 3.6 GB, nothing at 1M x 200 within 24 GB"""
PEER = """
import json, sys, time
import numpy as np
from reddwarf.implementations.polis import run_pipeline
who, what, said = np.load(sys.argv[1])
votes = [{"participant_id": int(p), "statement_id": int(s), "vote": -int(v)} for p, s, v in zip(who, what, said)]
began = time.perf_counter()
run_pipeline(votes=votes)
print(json.dumps(time.perf_counter() - began))
"""


def columns(people: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Participant, statement (int32) and vote (int8), people one after the other, statements in no order."""
    rng = np.random.default_rng(seed)
    group, way = rng.integers(0, 3, people), rng.uniform(0.1, 0.9, (3, WIDTH)).astype(np.float32)
    what, said = np.empty((people, EACH), np.int32), np.empty((people, EACH), np.int8)
    for begin in range(0, people, 20_000):
        part = slice(begin, begin + 20_000)
        size = len(group[part])
        what[part] = np.argsort(rng.random((size, WIDTH), np.float32), axis=1)[:, :EACH]
        agree = rng.random((size, EACH), np.float32) < way[group[part, None], what[part]]
        said[part] = np.where(rng.random((size, EACH)) < 0.15, 0, np.where(agree, -1, 1))
    return np.repeat(np.arange(people, dtype=np.int32), EACH), what.ravel(), said.ravel()


def clocked(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds by the wall and of the processor, and what came out."""
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - wall, time.process_time() - processor, found


def held() -> float:
    """Most memory so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def one_size(people: int) -> None:
    """Measured in this process; one line of JSON."""
    from cocity.engines import opinion

    warm = columns(500)
    state = opinion.begin(opinion.votes_of(*warm, people=500, width=WIDTH))
    opinion.advance(state, *(each[:40] for each in warm), people=500, width=WIDTH)
    who, what, said = columns(people)
    before = held()
    wall, processor, (votes, found) = clocked(lambda: cold(who, what, said, people))
    told: dict[str, Any] = {
        "cold": wall,
        "cold_cpu": processor,
        "memory": held() - before,
        "all_memory": held(),
    }
    told |= {"groups": found.groups, "rounds": found.clusters.rounds}
    told["certainty"] = clocked(lambda: opinion.certainty(votes, found))[0]
    told["doubt"] = clocked(lambda: opinion.doubtful(votes, found))[0]
    state = opinion.begin(votes)
    few = slice(0, who.size // 100)
    told["next"], told["next_cpu"], _ = clocked(
        lambda: opinion.advance(state, who[few], what[few], -said[few], people=people, width=WIDTH)
    )
    print(json.dumps(told))


def cold(who: np.ndarray, what: np.ndarray, said: np.ndarray, people: int) -> Any:
    """From columns to groups."""
    from cocity.engines import opinion

    votes = opinion.votes_of(who, what, said, people=people, width=WIDTH)
    return votes, opinion.opinion_of(votes)


def from_file(people: int) -> None:
    """A file of the same votes read, in this process."""
    from cocity.engines import opinion

    def lines(size: int) -> bytes:
        rows = zip(*(each.tolist() for each in columns(size)), strict=True)
        text = "".join(f"1564963436360,Sun Aug 04 17:03:56 PDT 2019,{s},{p},{-v}\n" for p, s, v in rows)
        return f"timestamp,datetime,comment-id,voter-id,vote\n{text}".encode()

    opinion.read_votes(lines(10))
    text = lines(people)
    wall, processor, _ = clocked(lambda: opinion.read_votes(text))
    print(json.dumps({"file": wall, "file_cpu": processor, "bytes": len(text)}))


def peer(python: str, people: int) -> float | None:
    """Seconds of red-dwarf on the same votes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.npy"
        np.save(path, np.stack([each.astype(np.int64) for each in columns(people)]))
        done = subprocess.run([python, "-c", PEER, str(path)], capture_output=True, text=True)
    return float(json.loads(done.stdout.splitlines()[-1])) if done.returncode == 0 else None


def apart(*words: str) -> dict[str, Any]:
    """One measurement in a process of its own."""
    command = [sys.executable, "-m", "bench.opinion", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", nargs="?")
    parser.add_argument("--million", action="store_true", help="also a million people, 40 million votes")
    parser.add_argument("--peer", help="a Python with red-dwarf installed")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=int, help=argparse.SUPPRESS)
    chosen, _ = parser.parse_known_args()
    if chosen.one:
        return one_size(chosen.one)
    if chosen.file:
        return from_file(chosen.file)
    heads = (
        "cold s",
        "cpu s",
        "cpu ns/vote",
        "MB",
        "MB in all",
        "rounds",
        "next s",
        "cpu s",
        "certainty s",
        "doubt s",
    )
    print(f"{'people':>10}" + "".join(f"{head:>13}" for head in heads))
    for people in (*SIZES, *((MILLION,) if chosen.million else ())):
        found = apart("--one", str(people))
        each = found["cold_cpu"] / (people * EACH) * 1e9
        row = (
            found["cold"], found["cold_cpu"], each, found["memory"], found["all_memory"], found["rounds"],
            found["next"], found["next_cpu"], found["certainty"], found["doubt"],
        )  # fmt: skip
        print(f"{people:>10,}" + "".join(f"{value:>13.2f}" for value in row), flush=True)
    found = apart("--file", "30000")
    print(
        f"votes.csv of 1.2 million lines: {found['file']:.2f} s, cpu {found['file_cpu']:.2f} s, {found['bytes'] / found['file'] / 1e6:.0f} MB/s"
    )
    if chosen.peer:
        for people in (2_000, 10_000):
            took = peer(chosen.peer, people)
            print(
                f"red-dwarf, {people:,} people: {'did not run' if took is None else f'{took:.1f} s'}",
                flush=True,
            )
    print(QUOTED)


if __name__ == "__main__":
    main()
