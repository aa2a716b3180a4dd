"""Receipts are checked by a program on Go's own packages for transparency logs, as Debian ships them: it takes ours and
refuses altered ones. What both sides agree on was then written by neither alone."""

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.large_log import of_a_million
from tests.support.receipt_cases import CASES, Case
from tests.support.receipts import LOG, POLICY, WITNESSES, sample

SOURCE = Path(__file__).parent / "receipt_verifier"
PACKAGES = Path("/usr/share/gocode")
KEYS = [LOG.public.text, *(key.public.text for key in WITNESSES)]
# Cases that a receipt alone decides, under the usual policy; the others are about policies and contents.
PLAIN = [case for case in CASES if case.policy == POLICY and not case.opening]


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, built without network; a machine without Go skips, CI fails."""
    if not shutil.which("go") or not (PACKAGES / "src/golang.org/x/mod/sumdb/note").is_dir():
        missing = "no golang-go with golang-golang-x-mod-dev; `make services` installs them"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    folder = tmp_path_factory.mktemp("go")
    built = folder / "receipt_verifier"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GOCACHE": str(folder / "cache"),
        "GO111MODULE": "off",
        "GOPATH": str(PACKAGES),
        "GOFLAGS": "-buildvcs=false",
        "GOPROXY": "off",
    }
    subprocess.run(["go", "build", "-o", built, "."], cwd=SOURCE, env=environment, check=True, timeout=240)
    return built


def takes(verifier: Path, receipt: bytes, folder: Path, *, quorum: int = 2) -> bool:
    file = folder / "a.tlog-proof"
    file.write_bytes(receipt)
    done = subprocess.run([verifier, file, str(quorum), *KEYS], capture_output=True, text=True, timeout=20)
    assert done.returncode in (0, 1), done.stderr
    assert bool(done.stdout.startswith("ok ")) == (done.returncode == 0)
    return done.returncode == 0


@pytest.mark.parametrize("size", [1, 2, 7, 256, 300])
def test_receipts_of_logs_of_every_kind_are_taken(verifier: Path, tmp_path: Path, size: int) -> None:
    for index in {0, size // 2, size - 1}:
        assert takes(verifier, sample(size, index).receipt, tmp_path)
    assert takes(verifier, sample(size, 0, witnesses=1).receipt, tmp_path, quorum=1)
    assert not takes(verifier, sample(size, 0, witnesses=1).receipt, tmp_path)


def test_a_receipt_of_a_large_log_is_taken(verifier: Path, tmp_path: Path) -> None:
    assert takes(verifier, of_a_million(), tmp_path)


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case.name)
def test_altered_leaf_index_size_or_a_missing_witness_is_refused(
    verifier: Path, tmp_path: Path, case: Case
) -> None:
    assert takes(verifier, case.receipt, tmp_path) == (not case.step)


@pytest.mark.parametrize("share", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_flipped_bytes_are_refused(verifier: Path, tmp_path: Path, share: int) -> None:
    """One byte in eight, in CI every byte."""
    whole, noise = sample().receipt, random.Random(9)
    for at in range(0, len(whole), share):
        changed = bytes([*whole[:at], whole[at] ^ 1 << noise.randrange(8), *whole[at + 1 :]])
        assert not takes(verifier, changed, tmp_path), at
