"""What is published can be checked by the engine alone, made anew from the database, and followed from outside."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.db import connection

from cocity.answer.citylog import api as citylog
from cocity.answer.citylog import cosigning, folders, sequencing
from cocity.answer.citylog.files import Published
from cocity.answer.citylog.models import Chain, Head, Leaf
from cocity.doors.console.logs import look
from cocity.engines.merkle import (
    Note,
    Prover,
    SigningKey,
    Unverified,
    believe,
    bundles_of,
    leaf_hash,
    parse_checkpoint,
    parse_note,
    parse_policy,
    root_of,
    tiles_of,
    unpack,
)
from cocity.ground.journal.models import JournalEntry
from tests.answer.citylog.stand import Witness, settle, tell
from tests.answer.citylog.test_lying_operator import signed, tree_of
from tests.answer.citylog.test_lying_operator import tell as told
from tests.answer.citylog.test_receipts import check
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_published_folder_is_checked_by_the_engine_alone(
    key: str, two: list[Witness], now: datetime
) -> None:
    """Only files, policy and engine: root, every tile, every bundle, proofs between checkpoints."""
    notes = []
    for count in (1, 299, 400):
        tell(now, count)
        settle(now)
        citylog.publish(now)
        notes.append(folders.public().joinpath("checkpoint").read_bytes())
    policy = parse_policy(citylog.policy_text())
    seen = [believe(parse_note(note), policy).checkpoint for note in notes]
    last = seen[-1]
    assert [each.size for each in seen] == [1, 300, 700]
    folder = folders.public()
    entries = [e for b in bundles_of(last.size) for e in unpack((folder / b.path).read_bytes(), b.width)]
    assert root_of([leaf_hash(entry) for entry in entries]) == last.root
    assert all((folder / tile.path).stat().st_size == tile.width * 32 for tile in tiles_of(last.size))
    prover = Prover(last.size, lambda tile: (folder / tile.path).read_bytes())
    for early in seen[:-1]:
        assert prover.root(early.size) == early.root
    assert not (folder / "tile/0/000.p").exists(), "partial tiles go when they are full"
    assert not [path for path in folder.rglob(".*") if path.is_file()], "nothing half written is left"


def test_files_lost_or_damaged_are_found_and_made_anew(key: str, now: datetime) -> None:
    tell(now, 300)
    settle(now)
    citylog.publish(now)
    assert citylog.fsck() == []
    before = {path: path.read_bytes() for path in folders.public().rglob("*") if path.is_file()}
    victims = sorted(folders.public().rglob("tile/**/*"))
    damaged = next(path for path in victims if path.is_file())
    damaged.write_bytes(b"x")
    assert any("differs" in each.en for each in citylog.fsck())
    shutil.rmtree(folders.public())
    assert citylog.rebuild() == 300
    assert {path: path.read_bytes() for path in folders.public().rglob("*") if path.is_file()} == before
    assert citylog.fsck() == []


@pytest.mark.parametrize("more", [100, 300])
def test_a_log_that_grows_while_it_is_read_is_whole(
    key: str, now: datetime, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    """A hundred more: wider partial files; three hundred more: full ones, and the partial ones are gone."""
    entries = sequencing.entries
    tell(now, 300)
    settle(now)
    citylog.publish(now)

    def growing(low: int, high: int) -> list[bytes]:
        monkeypatch.setattr(sequencing, "entries", entries)
        tell(now, more)
        settle(now)
        assert citylog.publish(now) == more
        for narrow in folders.public().rglob("*.p/44"):
            narrow.unlink()
        return entries(low, high)

    monkeypatch.setattr(sequencing, "entries", growing)
    assert citylog.fsck() == []
    monkeypatch.setattr(sequencing, "entries", entries)
    wide = folders.public() / ("tile/0/001" if more == 300 else "tile/0/001.p/144")
    files = Published(folders.public())
    content = wide.read_bytes()[: 44 * 32]
    assert files.holds("tile/0/001.p/44", content)
    wide.write_bytes(bytes(32) + wide.read_bytes()[32:])
    assert not files.holds("tile/0/001.p/44", content), "the wider one must agree"
    wide.unlink()
    assert not files.holds("tile/0/001.p/44", content)


def test_a_database_that_was_changed_is_not_made_into_files(key: str, now: datetime) -> None:
    tell(now, 10)
    settle(now)
    citylog.publish(now)
    row = Leaf.objects.get(pk=3)
    Leaf.objects.filter(pk=3).update(leaf=row.leaf.replace('"v":1', '"v":2'))
    assert citylog.fsck() != []
    with pytest.raises(citylog.WillNotSign):
        citylog.rebuild()


def test_after_an_old_backup_the_log_is_taken_up_again(
    world: World, key: str, two: list[Witness], now: datetime
) -> None:
    early = world.say()
    settle(now)
    citylog.publish(now)
    kept = {model: list(model.objects.all()) for model in (Leaf, Chain, Head)}
    late = world.say()
    settle(now)
    citylog.publish(now)
    size = citylog.standing().size
    for model, rows in kept.items():
        model.objects.all().delete()
        model.objects.bulk_create(rows)
    settle(now)  # the facts are in this journal still, and get other leaves
    citylog.publish(now)
    assert citylog.standing().trouble is not None
    assert citylog.recover(now=now) > 0
    cosigning.forget()
    settle(now)
    assert citylog.publish(now) > 0
    after = citylog.standing()
    assert (after.trouble, after.quorum) == (None, True)
    assert after.size > size, "what was signed stays; what is still known is entered again"
    assert citylog.fsck() == []
    for receipt in (early, late):
        owner = citylog.proofs_of(world.person, receipt.number)
        assert owner, "every fact has a leaf that opens"
        check(citylog.receipt(world.person, receipt.number, owner[-1].index).text, key, two)


def lamp(now: datetime, *, tx: int, seq: int) -> None:
    """An entry that a transaction of long ago wrote."""
    JournalEntry.objects.create(
        seq=seq, tx=tx, at=now, actor="test", kind="test.public_lamp", subject=f"lamp:{seq}", public={}, data={},
        salt=bytes(32),
    )  # fmt: skip


def test_a_recovery_reads_the_journal_again_in_its_own_order(key: str, now: datetime) -> None:
    """Of two transactions side by side the later one may have drawn the smaller numbers; on SQLite they take turns."""
    side_by_side = connection.vendor == "postgresql"
    lamp(now, tx=5 * side_by_side, seq=10_000)
    citylog.sequence(now)
    citylog.publish(now)
    lamp(now, tx=7 * side_by_side, seq=10_001)
    lamp(now, tx=6 * side_by_side, seq=10_002)
    citylog.sequence(now)
    newest = list(Leaf.objects.order_by("-index").values_list("entry", flat=True)[:2])
    assert newest == ([10_001, 10_002] if side_by_side else [10_002, 10_001])
    assert citylog.recover(now=now) == 0
    citylog.sequence(now)
    assert set(Leaf.objects.filter(entry__gte=10_001).values_list("entry", flat=True)) == {10_001, 10_002}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder over HTTP, as any static server gives it out."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_monitor_follows_the_log_and_notices_a_rewritten_one(
    key: str, signer: SigningKey, two: list[Witness], now: datetime, tmp_path: Path
) -> None:
    tell(now, 300)
    settle(now)
    citylog.publish(now)
    policy = parse_policy(citylog.policy_text())
    state = tmp_path / "seen"
    with served(folders.public()) as address:
        monitor = citylog.Monitor(address, policy)
        assert look(monitor, state, []).new == 300
        held = tmp_path / "somebody's proof"
        held.write_bytes(state.read_bytes())
        tell(now, 300)
        settle(now)
        citylog.publish(now)
        found = look(monitor, state, [held])
        assert (found.new, found.believed.checkpoint.size) == (300, 600)
        # The operator begins another history of the same length, and shows it to this monitor alone.
        kept = state.read_bytes()
        rewritten = forked(signer, 600, now)
        for path in rewritten.rglob("*"):
            if path.is_file():
                shutil.copy(path, folders.public() / path.relative_to(rewritten))
        lenient = parse_policy(f"log {signer.public.text}\nquorum none\n".encode())
        with pytest.raises(citylog.Contradiction, match="two histories") as caught:
            look(citylog.Monitor(address, lenient), state, [])
        assert state.read_bytes() == kept, "what was seen is not forgotten"
        signed = {parse_checkpoint(parse_note(note).text).root for note in caught.value.notes}
        assert len(signed) == 2
        with pytest.raises(Unverified, match="no quorum"):
            look(monitor, state, [])


def test_a_monitor_reads_what_witnesses_refused_and_finds_out_which_it_was(
    key: str, signer: SigningKey, two: list[Witness], now: datetime, tmp_path: Path
) -> None:
    tell(now, 5)
    settle(now)
    citylog.publish(now)
    policy = parse_policy(citylog.policy_text())
    with served(folders.public()) as address:
        monitor, state = citylog.Monitor(address, policy), tmp_path / "seen"
        for each in two:
            each.stop()
        tell(now, 2)
        settle(now)
        citylog.publish(now)
        for each in two:
            each.start()
        genuine = parse_note(folders.public().joinpath("checkpoint").read_bytes())
        assert told(two[0], genuine, 5, [bytes(32)])[0] == 422, "a stranger was faster, with a bad proof"
        lenient = parse_policy(citylog.policy_text().replace(b"quorum enough", b"quorum none"))
        assert look(citylog.Monitor(address, lenient), state, []).believed.checkpoint.size == 7
        lie = signed(signer, tree_of("a", "b", "c", "d", "e", "f"))
        assert told(two[1], lie, 5, [bytes(32)])[0] == 422
        with pytest.raises(citylog.Contradiction, match="two histories") as caught:
            citylog.Monitor(address, lenient).look()
        assert parse_note(caught.value.notes[0]).text == lie.text
        cosigning.forget()
        citylog.publish(now)
        far = [signed(signer, tree_of(*"abcdefghijk", last)) for last in "xy"]
        for note in far:
            told(two[0], note, 7, [bytes(32)])
        with pytest.raises(citylog.Contradiction, match="two roots of 12"):
            monitor.look()


def forked(signer: SigningKey, size: int, now: datetime) -> Path:
    """Files of another history of that size, signed by the same key."""
    from cocity.answer.citylog.files import Published, written
    from cocity.answer.citylog.leaves import leaf
    from cocity.engines.merkle import Checkpoint, Edge, grow, sign

    entries = [
        leaf(kind="lie", ref="x", seq=n + 1, at=now + timedelta(0), commit="0" * 64, prev="").encode()
        for n in range(size)
    ]
    edge, tiles = grow(Edge(), [leaf_hash(entry) for entry in entries])
    files = Published(folders.home() / "forked")
    files.put(written(tiles, 0, entries))
    text = Checkpoint(signer.name, size, edge.root()).text
    files.publish(Note(text, (sign(text, signer),)).to_bytes())
    return files.folder
