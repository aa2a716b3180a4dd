"""Votes on budgets against two tools: `make bench ARGS=budget` (or `python -m bench budget`).

Real votes from the shared data where there are any, then made-up ones at growing sizes. pabutools is measured in the
same run where `COCITY_PABUTOOLS` names a Python that has it (on three of the files, for it takes minutes), the
equal-shares tool where `COCITY_EQUAL_SHARES` names its folder and Node is there; else the figures quoted in the shared
data stand, marked so. Times are processor times of the process that counts, for all alike, reading included, warm, the
median of several; the quoted ones are wall times. "mes alone" are the winners without the tool's report, "mes why" our
winners with reasons and figures beside the tool as it is, for it always makes its report.
"""

import json
import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from bench.equal_shares import EqualShares, started
from cocity.engines.budget import Completion, Method, Rule, Utility, decide, figures, read, reasons

SHARED = (
    Path(os.environ.get("COCITY_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data/budgets"
)
REAL = ("Poland_Lodz_2022.pb", "Poland_Warszawa_2020_Praga-Poludnie.pb", "Hungary_Budapest_2025_XI_Ujbuda.pb")
SIZES = (1_000, 10_000, 100_000, 1_000_000)
RULES = {
    "greedy": Rule(Method.GREEDY, Utility.COST),
    "mes": Rule(Method.MES, Utility.COST),
    "mes alone": Rule(Method.MES, Utility.COST),
    "mes why": Rule(Method.MES, Utility.COST),
    "mes add1": Rule(Method.MES, Utility.COST, Completion.ADD1),
    "mes add1u": Rule(Method.MES, Utility.COST, Completion.ADD1U),
}
ADDED = {"mes add1": "add1", "mes add1u": "add1u"}
PABUTOOLS = """
import json, sys, time
from pabutools.election import Cost_Sat
from pabutools.election.pabulib import parse_pabulib
from pabutools.rules import greedy_utilitarian_welfare as greedy, method_of_equal_shares as mes
began = time.process_time()
instance, profile = parse_pabulib(sys.argv[1])
profile = profile.as_multiprofile()
{"greedy": greedy, "mes": mes}[sys.argv[2]](instance, profile, sat_class=Cost_Sat)
print(json.dumps(time.process_time() - began))
"""


def seconds(work: Callable[[], object]) -> float:
    """The median processor time of five runs or more, after one that warms up."""
    work()
    taken: list[float] = []
    while len(taken) < 5 or (len(taken) < 51 and sum(taken) < 0.5):
        began = process_time()
        work()
        taken.append(process_time() - began)
    return median(taken)


def ours(data: bytes, rule: Rule, *, why: bool = False) -> float:
    def counted() -> object:
        election = read(data)
        outcome = decide(election, rule)
        return (reasons(election, outcome), figures(election, outcome)) if why else outcome

    return seconds(counted)


def pabutools(file: Path, name: str) -> float | None:
    python = os.environ.get("COCITY_PABUTOOLS")
    if not python or name not in ("greedy", "mes"):
        return None
    command = [python, "-c", PABUTOOLS, str(file), name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return float(done.stdout) if done.returncode == 0 else None


def equal_shares(tool: EqualShares | None, file: Path, name: str) -> float | None:
    if tool is None or name == "greedy":
        return None
    completion = ADDED.get(name, "none")
    told = tool.ask(file=str(file), completion=completion, times=31, alone=name == "mes alone")
    return median(told["seconds"]) if "seconds" in told else None


def quoted(file: Path, name: str) -> tuple[float | None, float | None]:
    """Figures of the shared data, measured on another day: (pabutools, equal-shares tool)."""
    found: list[float | None] = [None, None]
    for run in json.loads((file.parent / "reference/pabutools.json").read_text())["runs"]:
        same = (
            run["file"] == file.name
            and (run["rule"], run["sat"]) == (name, "cost")
            and run["frac"] == "gmpy2"
        )
        if same:
            found[0] = run["t_parse"] + run["seconds"]
    completion = "" if name in ("greedy", "mes alone") else ADDED.get(name, "none")
    for run in json.loads((file.parent / "reference/equalshares_js.json").read_text())["runs"]:
        if run["file"] == file.name and run["completion"] == completion:
            found[1] = run["t_parse"] + run["seconds"]
    return found[0], found[1]


def _against(ours_: float, measured: float | None, quoted_: float | None) -> str:
    taken = measured or quoted_
    mark = "" if measured else " quoted"
    return f"{taken * 1000:>11,.1f} ms {taken / ours_:>6,.0f}×{mark:7}" if taken else " " * 29


def real(file: Path, tool: EqualShares | None) -> None:
    data, slow = file.read_bytes(), file.name in REAL
    for name, rule in RULES.items():
        taken = ours(data, rule, why=name == "mes why")
        said = quoted(file, name) if slow else (None, None)
        peers = (pabutools(file, name) if slow else None, equal_shares(tool, file, name))
        cells = "".join(_against(taken, *pair) for pair in zip(peers, said, strict=True))
        print(f"{file.stem[:34]:36}{name:10}{taken * 1000:>9.2f} ms {cells}", flush=True)


def made(voters: int) -> bytes:
    """A vote with 100 projects, up to five approvals each."""
    rng = random.Random(7)
    costs = [rng.randint(1, 400) * 1000 for _ in range(100)]
    weights = [rng.random() ** 2 + 0.02 for _ in costs]
    lines = [f"META\nkey;value\nbudget;{sum(costs) // 3}\nvote_type;approval\nPROJECTS\nproject_id;cost"]
    lines += [f"P{n};{cost}" for n, cost in enumerate(costs)]
    lines.append("VOTES\nvoter_id;vote")
    named = rng.choices(range(100), weights, k=5 * voters)
    for n in range(voters):
        lines.append(
            f"{n};" + ",".join(f"P{p}" for p in dict.fromkeys(named[5 * n : 5 * n + rng.randint(1, 5)]))
        )
    return ("\n".join(lines) + "\n").encode()


def shell(file: Path) -> float | None:
    """Processor time of the whole command, from the shell."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "cocity.doors.console.main", "budget", str(file), "--completion", "none"]
    if subprocess.run([*command, "--json", "-"], capture_output=True, check=False).returncode:
        return None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the tables."""
    files, tool = sorted(SHARED.glob("*.pb")), started()
    print(f"{'vote':36}{'rule':10}{'ours':>12} {'pabutools':>22}{'equal-shares tool':>29}")
    for file in files:
        real(file, tool)
    for file in [file for file in files if file.name in REAL]:
        print(f"{file.stem[:34]:36}the whole command {shell(file) or float('nan'):.2f} s of processor time")
    sized = {name: rule for name, rule in RULES.items() if name not in ("mes alone", "mes why")}
    print(f"\n{'voters':>10}" + "".join(f"{name:>14}" for name in sized) + f"{'peak memory':>14}")
    for size in SIZES:
        data = made(size)
        times = "".join(f"{ours(data, rule) * 1000:>11.1f} ms" for rule in sized.values())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{size:>10,}{times}{peak:>11,.0f} MB", flush=True)


if __name__ == "__main__":
    main()
