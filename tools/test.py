"""Runs the tests: all of them on SQLite, then those that touch a database again on PostgreSQL.

Says what ran on what. Under CI a missing service, browser or data folder is a failure, never a skip.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from ctypes.util import find_library
from getpass import getuser
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
CI = bool(os.environ.get("CI"))
SHARED = Path(os.environ.get("COCITY_SHARED", ROOT.parent / "shared"))
CHROMIUM = Path(os.environ.get("COCITY_TEST_CHROMIUM", "/usr/bin/chromium"))
GO_PACKAGES = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/note")
WORKERS = "2"
BROWSER = "tests/browser/"


def main() -> int:
    missing, postgres, marks = look_around()
    for each in missing:
        say(f"missing: {each}")
    if CI and missing:
        say("FAILED: nothing may be missing in CI (make services installs what Debian has)")
        return 1
    with tempfile.TemporaryDirectory(prefix="cocity_test_") as home:
        rows = [run("SQLite", "", marks, home)]
        if postgres:
            # What a page looks like does not depend on the database: CI looks at it on both, a person waits for one.
            rows.append(run("PostgreSQL", postgres, marks if CI else [*marks, "not browser"], home))
    for row in rows:
        say(row[0])
    for each in missing:
        say(f"not tested, because missing: {each}")
    return max(code for _, code in rows)


def look_around() -> tuple[list[str], str, list[str]]:
    """What is missing, the address of PostgreSQL (empty: none), and the pytest marks left out."""
    missing, marks = [], [] if CI else ["not slow"]
    postgres = find_postgres()
    if not postgres:
        missing.append("PostgreSQL (set COCITY_TEST_POSTGRES, or type: make services)")
    if not CHROMIUM.exists():
        missing.append(f"a browser at {CHROMIUM} (type: make services)")
        marks.append("not browser")
    if not (shutil.which("go") and GO_PACKAGES.is_dir()):
        missing.append("Go with golang-golang-x-mod-dev (type: make services; its tests skip themselves)")
    if not find_library("zbar"):
        missing.append("libzbar0 (type: make services; its tests skip themselves)")
    if not (SHARED / "data").is_dir():
        missing.append(f"the real data at {SHARED / 'data'} (its tests skip themselves)")
    return missing, postgres, marks


def find_postgres() -> str:
    """The address given, else whichever of loopback and socket answers the current user."""
    given = os.environ.get("COCITY_TEST_POSTGRES")
    for address in [given] if given else [f"postgresql://{getuser()}@127.0.0.1:5432/", "postgresql:///"]:
        try:
            psycopg.connect(f"{address}{'' if given else 'postgres'}", connect_timeout=3).close()
        except psycopg.OperationalError as error:
            if given:
                say(f"COCITY_TEST_POSTGRES does not answer: {error}")
            continue
        # Django tests in a database named test_…; the folder's own name keeps two check-outs apart.
        return given or f"{address}cocity_{re.sub(r'[^a-z0-9]', '_', ROOT.name.lower())}"
    return ""


def run(name: str, database: str, marks: list[str], home: str) -> tuple[str, int]:
    """One pytest run; a line that tells what happened, and its exit code."""
    kept = {"COCITY_FUZZ"}  # how many cases are sent to the API; everything else of a city is left outside
    environment = {k: v for k, v in os.environ.items() if k in kept or not k.startswith("COCITY_")}
    environment |= {"COCITY_HOME": home, "COCITY_DATABASE": database, "COCITY_SHARED": str(SHARED)}
    environment["COCITY_TEST_CHROMIUM"] = str(CHROMIUM)
    # Pytest translates three thousand tests, and each command a test starts the whole city: once is enough.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "pytest", "-n", WORKERS, "--dist", "worksteal", "-p", "xdist"]
    if marks:
        command += ["-m", " and ".join(marks)]
    database_alone = ["--only-database"] if database else []
    command += database_alone
    say(f"{'the tests that touch a database' if database else 'all tests'} on {name}")
    began, closing, failed = time.monotonic(), "", []
    process = subprocess.Popen(
        [*command, *sys.argv[1:]], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="", flush=True)
        closing = line.strip() if re.search(r"\d+ \w+.* in \d", line) else closing
        if line.startswith(("FAILED ", "ERROR ")):
            failed.append(line.split(" ", 1)[1].split(" - ")[0].strip())
    code = process.wait()
    verdict = "passed" if code == 0 else "FAILED"
    if code == 1 and failed and all(each.startswith(BROWSER) for each in failed):
        code = alone(failed, database_alone, environment)
        verdict = f"passed, {len(failed)} only when run alone" if code == 0 else "FAILED"
    return f"{name}: {verdict}, {closing.strip('= ')} ({time.monotonic() - began:.0f} s)", code


def alone(failed: list[str], more: list[str], environment: dict[str, str]) -> int:
    """The exit code of these tests run once more, by themselves and named as unsteady.

    Only for those in a real browser, which is not ours and stumbles on a busy machine. Whatever else fails once has
    failed: of what is lost in one run of a hundred the city would lose a voice.
    """
    for each in failed:
        say(f"UNSTEADY, to be mended: {each}")
    command = [sys.executable, "-m", "pytest", "-n", "0", *more, *failed]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def say(text: str) -> None:
    print(f"tests: {text}", flush=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
