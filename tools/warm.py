"""Compiles what counts votes, groups opinions and reads texts, so that nobody waits for it at the first use.

Small made-up files go through the commands themselves; numba keeps what it compiles beside the code. Each command runs
by itself, two at a time. Whatever goes wrong costs nothing but the waiting later, so it is only mentioned.
"""

import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"
PATIENCE = 180  # seconds for one command
BUDGET = """META
key;value
budget;60
vote_type;{kind}
PROJECTS
project_id;cost
{first};30
b;30
c;12
VOTES
voter_id;vote{title}
1;{first},b{points}
2;b,c{points}
3;c,{first}{points}
"""


def files(folder: Path) -> list[list[str]]:
    """Write the files; the commands to run on them."""
    rng = random.Random(1)
    long = "a-name-of-some-length"  # such ballots are read another way than short ones
    approval = BUDGET.format(kind="approval", title="", points="", first=long)
    pointed = BUDGET.format(kind="cumulative", title=";points", points=";2,1", first="a")
    (folder / "approval.pb").write_text(approval)
    (folder / "points.pb").write_text(pointed)
    votes = [
        f"{n},{n},{s},{p},{rng.choice((-1, 0, 1))}"
        for n, (p, s) in enumerate((p, s) for p in range(40) for s in range(12))
    ]
    (folder / "votes.csv").write_text(
        "timestamp,datetime,comment-id,voter-id,vote\n" + "\n".join(votes) + "\n"
    )
    words = ["路灯", "不亮", "井盖", "丢失", "噪音", "扰民", "垃圾", "堆积", "漏水", "停电", "停车", "占道"]
    texts = [
        f"{n},A{n},{''.join(rng.choices(words, k=2))},2020/1/{1 + n % 28},{''.join(rng.choices(words, k=8))},{n % 3},{n % 5}"
        for n in range(60)
    ]
    head = "留言编号,留言用户,留言主题,留言时间,留言详情,反对数,点赞数\n"
    (folder / "texts.csv").write_text(head + "\n".join(texts) + "\n", encoding="utf-8")
    return [
        ["budget", "approval.pb", "--compare", "--json", "-"], ["opinion", "votes.csv", "--json", "-"],
        ["text", "duplicates", "texts.csv", "--json", "-"], ["text", "topics", "texts.csv", "--json", "-"],
        ["budget", "points.pb", "--json", "-"],
    ]  # fmt: skip


def run(folder: Path, command: list[str]) -> str:
    """What went wrong, or nothing."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "COCITY_HOME": str(folder / "home")}
    whole = [sys.executable, "-m", "cocity.doors.console.main", *command]
    try:
        done = subprocess.run(
            whole, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return done.stderr.strip().rpartition("\n")[2] or "it failed" if done.returncode not in (0, 1) else ""


def main() -> None:
    """Run them all, in the order given, two at a time."""
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        commands = files(Path(name))
        for command, wrong in zip(
            commands, pool.map(lambda one: run(Path(name), one), commands), strict=True
        ):
            if wrong:
                print(f"setup: {' '.join(command[:2])} will compile at its first use ({wrong})", flush=True)


if __name__ == "__main__":
    main()
