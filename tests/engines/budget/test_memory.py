"""Compiled loops read and write through bare pointers: what those point to must still be there."""

import os
import subprocess
import sys

import pytest

READS = """
import sys
from cocity.engines.budget import Method, Rule, decide, read

columns, projects = map(int, sys.argv[1:])
lines = ["META", "key;value", "budget;100", "vote_type;approval", "PROJECTS", "project_id;cost"]
lines += [f"p{n};5" for n in range(projects)]
lines += ["VOTES", ";".join(["voter_id", "vote", *(f"c{n}" for n in range(columns))])]
lines += [f"{n};p{n % projects}" + ";" * columns for n in range(3)]
election = read("\\n".join(lines).encode())
print(election.voters, len(decide(election, Rule(Method.MES)).winners))
"""


@pytest.mark.parametrize(("columns", "projects"), [(30_000, 3), (2, 30_000)])
def test_large_arrays_are_there_as_long_as_they_are_used(columns: int, projects: int) -> None:
    """The allocator gives what is let go back to the system at once, so that touching it ends the process."""
    done = subprocess.run(
        [sys.executable, "-c", READS, str(columns), str(projects)],
        capture_output=True, text=True, check=False, env={**os.environ, "MALLOC_MMAP_THRESHOLD_": "65536"},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "3 3\n"), done.stderr
