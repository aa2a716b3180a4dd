"""Resolves pyproject.toml into the lock files: every version and hash, and no address of any registry."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes"]
PLAIN = ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]


def main(arguments: list[str]) -> None:
    compile_lock("requirements.txt", arguments)
    compile_lock("requirements-dev.txt", ["--group", "dev", "--constraint", "requirements.txt", *arguments])
    compile_lock(
        "requirements-spark.txt", ["--extra", "spark", "--constraint", "requirements.txt", *arguments]
    )
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-spark.txt"):
        text = (ROOT / name).read_text()
        print(f"lock: {name} holds {len(re.findall('==', text))} packages")


def compile_lock(name: str, arguments: list[str]) -> None:
    """Keeps the versions already in the file unless `--upgrade` or `--upgrade-package NAME` is given."""
    command = [*UV, *PLAIN, "--python-version", "3.11", "pyproject.toml", *arguments, "--output-file", name]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(sys.argv[1:])
