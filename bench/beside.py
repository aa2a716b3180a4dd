"""Ours and a peer's server in turns, load by load, so that a machine that is slow is slow for both:
`make bench ARGS="beside --size 10000 --peer http://127.0.0.1:8770 --scripts FOLDER"`.

The peer already serves, on the same machine and database server, with 2 workers. FOLDER holds a wrk script for each load
(read.lua, list.lua, act.lua, create.lua); an executable of the same name without the ending is run before each turn, to
name fresh records. How Signalen was brought up, and its requests: docs/developers/peer.md.
"""

import argparse
import subprocess
from pathlib import Path
from statistics import median

from bench import http

SCRIPTS = {"public read": "read", "list of 25": "list", "state change": "act", "create": "create"}
Turns = dict[str, list[tuple[float, float]]]


def turns(chosen: argparse.Namespace) -> Turns:
    """Load → (ours, the peer's) a second in each round."""
    world, found = http.filled(chosen.size), {name: [] for name in SCRIPTS}
    with http.server():
        for _ in range(chosen.rounds):
            ours = http.loads(world)
            for name, script in SCRIPTS.items():
                pair = (_turn(name, ours[name], chosen), _peers(name, script, chosen))
                found[name].append(pair)
                print(f"  {name}: {pair[0]:,.0f} and {pair[1]:,.1f}", flush=True)
    return found


def _peers(name: str, script: str, chosen: argparse.Namespace) -> float:
    before = chosen.scripts / script
    if before.exists():
        subprocess.run([before], check=True)
    return _turn(name, before.with_suffix(".lua").read_text(), chosen, at=chosen.peer)


def _turn(name: str, script: str, chosen: argparse.Namespace, **where: str) -> float:
    """Answers a second. Raises SystemExit where one was refused: a refusal is quicker than work."""
    row = http.run(name, script, size=chosen.size, seconds=chosen.seconds, **where)
    if row.errors:
        raise SystemExit(f"{name}: {row.errors} were refused {where}")
    return row.per_second


def table(found: Turns) -> str:
    """Medians of the rounds, with the smallest and the largest; times: of each round's two."""
    lines = [f"{'a second':<14} {'ours':>22} {'peer':>20} {'times':>20}"]
    for name, pairs in found.items():
        ours, peers, times = [o for o, _ in pairs], [p for _, p in pairs], [o / p for o, p in pairs]
        lines.append(f"{name:<14} {_said(ours, 0):>22} {_said(peers, 1):>20} {_said(times, 0):>20}")
    return "\n".join(lines)


def _said(values: list[float], digits: int) -> str:
    return f"{median(values):,.{digits}f} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"


def main() -> None:
    """Print each turn, then the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--peer", required=True, help="where it serves")
    parser.add_argument("--scripts", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=8)
    chosen, _ = parser.parse_known_args()
    print(table(turns(chosen)))
