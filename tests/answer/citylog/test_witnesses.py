"""Witnesses that are silent or lie: no second history because nobody could be asked, and no city stopped by one of them."""

import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from cocity.answer.citylog import api as citylog
from cocity.answer.citylog import asking, cosigning, folders
from cocity.answer.citylog.models import Chain, Head, Leaf
from cocity.engines.merkle import Kind, SigningKey
from tests.answer.citylog.stand import Witness, tell, trust

pytestmark = pytest.mark.django_db


def speak(now: datetime) -> int:
    tell(now)
    citylog.sequence(now)
    return citylog.publish(now)


def trouble() -> str:
    found = citylog.standing().trouble
    return found.what.en if found else ""


def test_nothing_new_is_signed_before_witnesses_answered_this_process(
    two: list[Witness], key: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that was set back with its store, and starts before its network: silence is no leave to sign."""
    monkeypatch.setattr(cosigning, "REST", 0.0)
    speak(now)
    before = citylog.standing()
    for each in two:
        each.stop()
    cosigning.forget()
    for _ in range(3):
        assert speak(now) == 0
        assert "notary, uni have not answered" in trouble()
    two[0].start()
    assert citylog.publish(now) == 0
    assert "witnesses notary have not answered" in trouble(), "the quorum needs both"
    assert citylog.standing().size == before.size
    two[1].start()
    assert citylog.publish(now) > 0
    after = citylog.standing()
    assert (trouble(), after.size, after.quorum) == ("", before.size + 3, True)
    for each in two:
        each.stop()
    assert speak(now) > 0, "they answered this process once: what they sign late is added"
    assert trouble() == ""


@contextmanager
def liar(status: int, body: bytes) -> Iterator[tuple[str, str]]:
    """A witness that answers everything with this; (key, address)."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    signer = SigningKey("liar.example/w", Kind.COSIGNATURE, secrets.token_bytes(32))
    try:
        yield signer.public.text, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


LIES = pytest.mark.parametrize(
    ("status", "body"), [(409, b"999999999\n"), (409, b"9" * 4000), (422, b"another history\n")]
)


@LIES
def test_one_witness_that_lies_stops_nothing(
    status: int, body: bytes, two: list[Witness], key: str, now: datetime
) -> None:
    with liar(status, body) as (name, address):
        lines = [f"witness aliar {name} {address}"]
        lines += [f"witness {each.name} {each.key} {each.url}" for each in two]
        policy = "\n".join([*lines, "group enough 2 aliar uni notary", "quorum enough", ""])
        folders.policy_file().write_text(policy)
        for size in (1, 2):
            assert speak(now) > 0
            found = citylog.standing()
            assert (trouble(), found.size, found.quorum) == ("", size, True), "the others' signatures count"
        shown = {each.name: each.said for each in found.witnesses}
        assert shown["aliar"], "what it says is shown"
        cosigning.forget()
        assert speak(now) > 0, "after a start neither"


@pytest.mark.parametrize(
    ("status", "body", "said"), [(409, b"999\n", "seen 999"), (422, b"x", "another history")]
)
def test_the_only_witness_is_believed(status: int, body: bytes, said: str, key: str, now: datetime) -> None:
    """Whoever asks one witness alone has nobody else who could tell that the machine was set back."""
    with liar(status, body) as (name, address):
        folders.home().mkdir(parents=True, exist_ok=True)
        folders.policy_file().write_text(f"witness only {name} {address}\nquorum only\n")
        speak(now)
        assert said in trouble()
        assert speak(now) == 0


@pytest.mark.parametrize("shown", [True, False])
def test_one_witness_that_shows_our_own_note_stops_the_log(
    shown: bool, two: list[Witness], key: str, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set back to before what only one witness saw, where one is quorum enough: its word is nothing, its note a proof."""
    trust(two, quorum="any")
    speak(now)
    shutil.copytree(folders.home(), tmp_path / "backup")
    kept = {model: list(model.objects.all()) for model in (Leaf, Chain, Head)}
    two[1].stop()
    speak(now)
    two[1].start()
    shutil.rmtree(folders.home())
    shutil.copytree(tmp_path / "backup", folders.home())
    for model, rows in kept.items():
        model.objects.all().delete()
        model.objects.bulk_create(rows)
    cosigning.forget()
    if not shown:
        monkeypatch.setattr(asking, "heads", lambda address: b"")
    assert bool(speak(now)) is not shown
    assert ("The witness uni has seen 2 entries, we have signed 1" in trouble()) is shown
    if shown:
        two[0].stop()
        assert speak(now) == 0, "a proof holds although its witness falls silent"
