"""`cocity verify`: on a laptop without network, database or settings; one altered byte is refused (scenario n)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cocity.doors.console import verify
from cocity.kit.text import Text
from tests.support.receipts import POLICY, sample

SOURCE = Path(verify.__file__).parents[3]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a receipt, a policy and a content file; nothing else is known."""
    (tmp_path / "a.tlog-proof").write_bytes(sample().receipt)
    (tmp_path / "policy").write_bytes(POLICY)
    (tmp_path / "content.json").write_bytes(sample().opening)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_needs_no_city(desk: Path) -> None:
    """A process of its own, without settings, Django set-up or sockets."""
    blocked = (
        "import sys\n"
        "def hook(event, _):\n"
        "    assert not event.startswith('socket.'), event\n"
        "sys.addaudithook(hook)\n"
        "from cocity.doors.console.main import main\n"
        "try: main()\n"
        "finally:\n"
        "    from django.conf import settings\n"
        "    assert not settings.configured"
    )
    done = subprocess.run(
        [sys.executable, "-c", blocked, "verify", "a.tlog-proof", "--policy", "policy"],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(SOURCE),
            "DJANGO_SETTINGS_MODULE": "no.such.settings",
        },
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "这份凭据是真的 / This receipt holds" in done.stdout
    assert sorted(path.name for path in desk.iterdir()) == ["a.tlog-proof", "content.json", "policy"]


def test_it_says_what_was_proved_when_by_whom_and_what_was_not(desk, capsys) -> None:
    assert verify.main(["a.tlog-proof", "--policy", "policy", "--language", "en"]) == 0
    said = capsys.readouterr().out
    for words in (
        "entry is number 124 of the public log log.example/city, which had 300 entries",
        "At 2026-11-27 12:00:02 UTC the witness notary.example/witness signed",
        "Number: 2611234810576393",
        "What is not proved\n  That what was recorded is true.",
        "What was recorded then\n  Kind: A step taken (commitment.acted)",
        "That what was recorded is true.",
    ):
        assert words in said
    assert (
        verify.main(["a.tlog-proof", "--policy", "policy", "--content", "content.json", "--language", "zh"])
        == 0
    )
    said = capsys.readouterr().out
    assert "一字未改" in said
    assert "This receipt" not in said


def test_one_altered_byte_is_refused(desk: Path, capsys) -> None:
    whole = sample().receipt
    for at in range(0, len(whole), 7):
        (desk / "b").write_bytes(bytes([*whole[:at], whole[at] ^ 1, *whole[at + 1 :]]))
        assert verify.main(["b", "--policy", "policy"]) == 1, at
        assert "请不要相信它" in capsys.readouterr().out


def test_altered_content_is_refused(desk: Path, capsys) -> None:
    (desk / "content.json").write_bytes(sample().opening.replace(b"claim", b"Claim"))
    assert verify.main(["a.tlog-proof", "--policy", "policy", "--content", "content.json"]) == 1
    assert "不是当时的内容" in capsys.readouterr().out


def test_what_cannot_be_checked_ends_with_two(desk: Path, capsys) -> None:
    assert verify.main(["a.tlog-proof"]) == 2
    assert "no policy" in capsys.readouterr().err
    assert verify.main(["missing", "--policy", "policy"]) == 2
    assert "missing" in capsys.readouterr().err
    (desk / "broken").write_text("quorum\n")
    assert verify.main(["a.tlog-proof", "--policy", "broken"]) == 2
    (desk / "content.json").write_text("{")
    assert verify.main(["a.tlog-proof", "--policy", "policy", "--content", "content.json"]) == 2
    bare = b"\n".join(line for line in sample().receipt.split(b"\n") if not line.startswith(b"extra "))
    (desk / "bare").write_bytes(bare)
    (desk / "entry").write_bytes(sample().entry)
    assert verify.main(["bare", "--policy", "policy"]) == 2
    assert verify.main(["bare", "--policy", "policy", "--entry", "entry"]) == 0
    with pytest.raises(SystemExit) as ended:
        verify.main([])
    assert ended.value.code == 2


def test_a_receipt_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in verify._line(Text("a", "b"), "\x1b[2Jred", "")


def test_kinds_are_said_in_words_beside_their_own_names() -> None:
    from cocity.kit.proof.checking import Checked, Facts
    from cocity.kit.proof.telling import tell

    facts = Facts(
        origin="a", index=0, size=1, witnesses=(), log_key="k", entry=(("kind", "commitment.opened"),),
        content={"kind": "reply.given", "procedure": "consult"}, content_known=True,
    )  # fmt: skip
    said = "".join(verify._line(*line, "en") for line in verify._lines(tell(Checked(facts=facts))))
    assert "Kind: Taken in (commitment.opened)" in said
    assert "Kind: Answer (reply.given)" in said
    assert "Procedure: consult" in said
