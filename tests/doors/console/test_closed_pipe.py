"""`cocity … | head`: a reader that goes away ends a command quietly, whatever the command."""

import os
import subprocess
import sys

import pytest

RUN = """
import sys
import cocity.doors.console.{module} as module
module.main = lambda _: print("seen" * {times}) or 0
sys.argv = ["cocity", "{name}"]
from cocity.doors.console.main import main
main()
"""


@pytest.mark.parametrize(("name", "module"), [("verify", "verify"), ("witness", "witness.program")])
@pytest.mark.parametrize("times", [1, 100_000], ids=["told at the end", "told while running"])
def test_nothing_is_said_when_the_reader_went_away(name: str, module: str, times: int) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    script = RUN.format(name=name, module=module, times=times)
    done = subprocess.run(
        [sys.executable, "-c", script], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")


def test_a_command_of_the_city_is_as_quiet() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "cocity.doors.console.main", "help"],
        stdout=writer, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")
