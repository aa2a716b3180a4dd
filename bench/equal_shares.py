"""The equal-shares tool beside ours: one Node process that answers line by line. `COCITY_EQUAL_SHARES` names its folder."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_suffix(".js")


class EqualShares:
    """Questions to the tool, as `equal_shares.js` says."""

    def __init__(self, folder: str) -> None:
        command = ["node", str(PROGRAM), folder]
        self._node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **question: Any) -> dict[str, Any]:
        """`winners` and `seconds`, or `error`."""
        assert self._node.stdin
        assert self._node.stdout
        self._node.stdin.write(json.dumps(question) + "\n")
        self._node.stdin.flush()
        told: dict[str, Any] = json.loads(self._node.stdout.readline())
        return told


def started() -> EqualShares | None:
    """The tool, where it and Node are there."""
    folder = os.environ.get("COCITY_EQUAL_SHARES")
    return EqualShares(folder) if folder and shutil.which("node") else None
