"""Runs every check that needs no service, tells which failed, and stops for none of them."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TREES = [each for each in ("src", "tests", "tools", "bench") if (ROOT / each).is_dir()]


def checks() -> dict[str, list[str]]:
    """Name → command."""
    found = {
        "lint": ["ruff", "check", *TREES],
        "format": ["ruff", "format", "--check", *TREES],
        "types": ["mypy"],
        "imports": ["lint-imports"],
        "architecture and docs": ["pytest", "-n", "2", "tests/architecture"],
    }
    if any((ROOT / "src").rglob("templates/**/*.html")):
        found["templates"] = ["djlint", "src", "--lint", "--quiet"]
    return found


def main() -> int:
    failed = []
    for name, (program, *arguments) in checks().items():
        began = time.monotonic()
        done = subprocess.run(
            [str(BIN / program), *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
        )
        good = done.returncode == 0
        print(
            f"check: {name:<22} {'ok' if good else 'FAILED'}  {time.monotonic() - began:4.1f} s", flush=True
        )
        if not good:
            failed.append(name)
            print(done.stdout + done.stderr)
    print(f"check: {'FAILED: ' + ', '.join(failed) if failed else 'all passed'}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
