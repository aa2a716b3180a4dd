"""Makes `.venv` and installs the locked dependencies: `python3 tools/setup.py run|dev`.

Needs nothing but Python's standard library. A second call with unchanged locks returns at once.
"""

import compileall
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.txt"
ENGINES = ROOT / "src" / "cocity" / "engines"
COMPILED = VENV / "compiled.txt"
LOCKS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}
OLDEST, NEWEST = (3, 11), (3, 13)

LAUNCHER = """#!{python}
import sys

from cocity.doors.console.main import main

sys.exit(main())
"""


def main(kind: str) -> None:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        stop(
            f"Python {sys.version.split()[0]} will not do: 3.11, 3.12 or 3.13 is needed (make PYTHON=python3.11)"
        )
    if VENV.is_symlink():
        say(".venv is a link to an environment kept elsewhere: left as it is")
        return
    began, ready = time.monotonic(), up_to_date(kind)
    if not ready:
        prepare(kind)
    translate(ROOT / "src")
    if forget_stale(ENGINES, COMPILED) or not ready:
        warm()
        say(f"ready in {time.monotonic() - began:.0f} s")


def prepare(kind: str) -> None:
    """An environment with the packages of this lock and our own code."""
    if not (VENV / "bin" / "python").exists():
        make_venv()
    install(LOCKS[kind])
    link_source()
    STAMP.write_text("\n".join(satisfied(kind)) + "\n")


def up_to_date(kind: str) -> bool:
    """Whether the environment was made from this lock, here, by this Python."""
    if not STAMP.exists() or not (VENV / "bin" / "python").exists():
        return False
    return fingerprint(kind) in STAMP.read_text().split("\n")


def fingerprint(kind: str) -> str:
    digest = hashlib.sha256(LOCKS[kind].read_bytes())
    digest.update(f"{ROOT} {sys.version_info[:2]}".encode())
    return f"{kind} {digest.hexdigest()}"


def satisfied(kind: str) -> list[str]:
    """The development lock holds every version of the other one, so it serves both."""
    return [fingerprint(each) for each in (("run", "dev") if kind == "dev" else ("run",))]


def make_venv() -> None:
    say("making .venv")
    if importlib.util.find_spec("ensurepip") is None:
        apt_install_venv()
    shutil.rmtree(VENV, ignore_errors=True)
    if call([sys.executable, "-m", "venv", str(VENV)]):
        stop("python3 -m venv failed; the lines above say why")


def apt_install_venv() -> None:
    """Debian ships `venv` without its pip; the package that completes it is named after the version."""
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    command = ["apt-get", "install", "-y", "-q", package]
    if not shutil.which("apt-get"):
        stop("this Python has no ensurepip, so it cannot make a virtual environment; install it and repeat")
    if os.geteuid() != 0:
        stop(f"Python's venv is incomplete here. Type:\n\n    sudo {' '.join(command)}\n\nand repeat.")
    say(f"installing {package}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    call(["apt-get", "update", "-q"], environment)
    if call(command, environment):
        stop(f"{package} could not be installed; the lines above say why")


def install(lock: Path) -> None:
    """With uv where it is at hand, else with the environment's own pip; both hold every file to its hash."""
    names = sum(1 for line in lock.read_text().splitlines() if "==" in line)
    say(f"installing {names} locked packages from {lock.name}")
    python = str(VENV / "bin" / "python")
    uv = shutil.which("uv")
    if uv:
        # uv does not read pip's settings (mirror, certificates), so it may fail where pip does not.
        if not call(
            [uv, "pip", "install", "--python", python, "--require-hashes", "-r", str(lock)], told=False
        ):
            return
        say("uv could not reach them; pip goes on")
    pip = [python, "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes"]
    if call([*pip, "--progress-bar", "off", "-r", str(lock)], packages=names):
        stop("the packages could not be installed; the lines above say why")


def link_source() -> None:
    """Puts `src` on the environment's path and the `cocity` command in its `bin`: no build step to go wrong."""
    site = next((VENV / "lib").glob("python3.*/site-packages"))
    (site / "cocity.pth").write_text(f"{ROOT / 'src'}\n")
    command = VENV / "bin" / "cocity"
    command.write_text(LAUNCHER.format(python=VENV / "bin" / "python"))
    command.chmod(0o755)


def translate(source: Path) -> None:
    """Python's own bytecode, written beside the source also where the surroundings tell Python not to write any
    (PYTHONDONTWRITEBYTECODE, as in many containers): each command would else read the whole city's code anew.
    What did not change is left; what cannot be written is done without.
    """
    compileall.compile_dir(source, quiet=2)


def forget_stale(source: Path, stamp: Path) -> bool:
    """Whether the engines' source is another than it was; then what was compiled of it is removed.

    Numba looks at the file of the function it compiled, not at those of the functions that one calls: after an update
    it would count votes by code that is no longer there.
    """
    digest = hashlib.sha256()
    for file in sorted(source.rglob("*.py")):
        digest.update(f"{file.relative_to(source)}\n".encode() + file.read_bytes())
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return False
    for left in (*source.rglob("*.nbi"), *source.rglob("*.nbc")):
        left.unlink(missing_ok=True)
    stamp.write_text(digest.hexdigest())
    return True


def warm() -> None:
    """Compile ahead what would make the first use wait; without it everything works too."""
    say("compiling the parts that count")
    try:
        subprocess.run([str(VENV / "bin" / "python"), str(ROOT / "tools" / "warm.py")], check=False)
    except OSError as error:
        say(f"left for the first use: {error}")


def call(
    command: list[str], environment: dict[str, str] | None = None, *, packages: int = 0, told: bool = True
) -> int:
    """Runs a command and shows how far it is; its exit code. Its last lines are shown when it fails, if `told`."""
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert process.stdout is not None
    lines, collected = [], 0
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Collecting "):
            collected += 1
            progress(f"{collected} of {packages} fetched", every=20, at=collected)
        elif line.startswith("Installing collected"):
            progress("putting them in place", every=1, at=1)
    if sys.stdout.isatty():
        print("\r" + " " * 40 + "\r", end="", flush=True)
    code = process.wait()
    if code and told:
        print("".join(lines[-30:]), file=sys.stderr)
    return code


def progress(text: str, *, every: int, at: int) -> None:
    """On a terminal one line that changes; in a log now and then a line."""
    if sys.stdout.isatty():
        print(f"\r  {text:<38}", end="", flush=True)
    elif at % every == 0:
        print(f"  {text}", flush=True)


def say(text: str) -> None:
    print(f"setup: {text}", flush=True)


def stop(text: str) -> None:
    sys.exit(f"setup: {text}")


if __name__ == "__main__":
    if sys.argv[1:] not in (["run"], ["dev"]):
        stop("say run or dev")
    main(sys.argv[1])
