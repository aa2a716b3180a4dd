"""An operator who shows different histories, or changes the past: witnesses refuse, keep the proof, and nobody is fooled."""

import http.client
import shutil
import socket
import threading
import time
from contextlib import suppress
from datetime import datetime

import pytest

from cocity.answer.citylog import api as citylog
from cocity.answer.citylog import asking, cosigning, folders
from cocity.answer.citylog.models import Chain, Head, Leaf
from cocity.engines.merkle import (
    Addition,
    Checkpoint,
    Kind,
    Note,
    Receipt,
    SigningKey,
    Unverified,
    believe,
    joined,
    parse_note,
    parse_signatures,
    sign,
    verified,
    verify_receipt,
)
from tests.answer.citylog.stand import Witness, outsider, settle
from tests.engines.merkle.trees import Kept
from tests.world import World


def tree_of(*entries: str) -> Kept:
    tree = Kept()
    tree.add([entry.encode() for entry in entries])
    return tree


def signed(signer: SigningKey, tree: Kept) -> Note:
    text = Checkpoint(signer.name, tree.edge.size, tree.edge.root()).text
    return Note(text, (sign(text, signer),))


def tell(witness: Witness, note: Note, old: int = 0, proof: list[bytes] | None = None) -> tuple[int, bytes]:
    return asking.post(witness.url, Addition(old, tuple(proof or ()), note).to_bytes())


def evidence(witness: Witness, name: str = "evidence") -> str:
    connection = http.client.HTTPConnection("127.0.0.1", witness.port, timeout=5)
    connection.request("GET", f"/{name}")
    found = connection.getresponse().read().decode()
    connection.close()
    return found


def test_a_split_view_convinces_nobody(signer: SigningKey, two: list[Witness]) -> None:
    """One history for the university, another for the notary: neither gets a quorum, and the two notes are the proof."""
    told, denied = tree_of("a", "decision: yes"), tree_of("a", "decision: no")
    notes = []
    for witness, tree in zip(two, (told, denied), strict=True):
        note = signed(signer, tree)
        status, lines = tell(witness, note)
        assert status == 200
        policy = outsider(signer.public.text, two)
        notes.append(joined(note, parse_signatures(lines), policy.witnesses.values()))
    for note, tree in zip(notes, (told, denied), strict=True):
        proof = Receipt(1, tuple(tree.prover().inclusion(1)), note.to_bytes())
        with pytest.raises(Unverified, match="no quorum"):
            verify_receipt(proof, tree.leaves[1], policy)
    # Shown the other one's note, each refuses, and keeps what the log signed twice.
    for witness, other in zip(two, reversed(notes), strict=True):
        assert tell(witness, other, old=2)[0] == 422
        pair = notes_in(evidence(witness), signer.name)
        assert len(pair) == 2
        assert len({note.text for note in pair}) == 2
        for note in pair:
            assert verified(note, [signer.public]), "both signed by the log itself: that is the proof"


def notes_in(text: str, origin: str) -> list[Note]:
    """The notes of two leaves in a witness's evidence."""
    begin = f"{origin}\n2\n"
    return [parse_note(f"{begin}{part.rstrip()}\n".encode()) for part in text.split(begin)[1:]]


def test_a_rewritten_history_is_refused_by_a_witness(signer: SigningKey, two: list[Witness]) -> None:
    honest, rewritten = tree_of("a", "b", "c"), tree_of("a", "B", "c", "d")
    assert tell(two[0], signed(signer, honest))[0] == 200
    forged = signed(signer, rewritten)
    assert tell(two[0], forged, old=3, proof=rewritten.prover().consistency(3))[0] == 422
    assert tell(two[0], forged) == (409, b"3\n"), "from the beginning neither"
    assert forged.text.decode() not in evidence(two[0]), (
        "of a larger tree alone nobody can tell who made the bad proof"
    )
    assert forged.text.decode() in evidence(two[0], "refused")
    same = signed(signer, tree_of("a", "b", "C"))
    assert tell(two[0], same) == (409, b"3\n")
    assert same.text.decode() in evidence(two[0])
    assert same.text.decode() not in evidence(two[0], "refused")
    longer = tree_of("a", "b", "c", "d")
    assert tell(two[0], signed(signer, longer), old=3, proof=longer.prover().consistency(3))[0] == 200


def test_a_witness_signs_only_what_its_log_signed(signer: SigningKey, two: list[Witness]) -> None:
    stranger = SigningKey("nobody.example", signer.kind, bytes(32))
    assert tell(two[0], signed(stranger, tree_of("a")))[0] == 404
    imposter = SigningKey(signer.name, signer.kind, bytes(32))
    assert tell(two[0], signed(imposter, tree_of("a")))[0] == 403
    assert asking.post(two[0].url, b"old 0\n\nnonsense")[0] == 400
    assert tell(two[0], signed(signer, tree_of("a")), old=2)[0] == 400


def test_a_witness_that_died_goes_back_to_nothing_older(signer: SigningKey, two: list[Witness]) -> None:
    tree = tree_of("a", "b")
    assert tell(two[0], signed(signer, tree))[0] == 200
    two[0].stop()
    two[0].start()
    assert tell(two[0], signed(signer, tree_of("a"))) == (409, b"2\n")


@pytest.mark.django_db
def test_a_database_changed_behind_its_back_is_not_signed(
    world: World, key: str, two: list[Witness], now: datetime
) -> None:
    """The owner of the database changes a leaf that was signed: the tiles tell, and nothing more is signed."""
    world.say()
    settle(now)
    citylog.publish(now)
    size = citylog.standing().size
    row = Leaf.objects.order_by("index")[0]
    Leaf.objects.filter(pk=row.pk).update(leaf=row.leaf.replace('"seq":1', '"seq":9'))
    world.say()
    settle(now)
    assert citylog.publish(now) == 0
    after = citylog.standing()
    assert after.size == size
    assert after.trouble is not None
    assert "tile/0/000" in after.trouble.what.en


@pytest.mark.django_db
def test_a_log_that_forked_from_its_witnesses_stops(
    world: World, signer: SigningKey, two: list[Witness], now: datetime
) -> None:
    """Everything of ours was thrown away and begun anew under the same key: the witnesses remember."""
    world.say()
    settle(now)
    citylog.publish(now)
    Leaf.objects.all().delete()
    Chain.objects.all().delete()
    Head.objects.all().delete()
    shutil.rmtree(folders.public())
    folders.store_file().unlink()
    for rest in folders.home().glob("checkpoints.sqlite3-*"):
        rest.unlink()
    cosigning.forget()
    world.say()
    settle(now)
    citylog.publish(now)
    found = citylog.standing()
    assert found.trouble is not None
    assert "saw another history" in found.trouble.what.en
    assert not found.quorum
    with pytest.raises(Unverified, match="no quorum"):
        believe(parse_note(found.note.encode()), outsider(signer.public.text, two))
    world.say()
    settle(now)
    assert citylog.publish(now) == 0, "and signs no more"


def test_a_strangers_bad_proof_is_no_lasting_evidence(signer: SigningKey, two: list[Witness]) -> None:
    """Anybody may send a checkpoint the log rightly signed, with a proof that leads nowhere and lines of their own."""
    tree = tree_of("a", "b", "c")
    assert tell(two[0], signed(signer, tree))[0] == 200
    tree.add([b"d", b"e"])
    genuine = signed(signer, tree)
    for n in range(3):
        line = sign(genuine.text, SigningKey(f"stranger{n}.example", Kind.NOTE, bytes([n]) * 32))
        junk = Note(genuine.text, (*genuine.signatures, line))
        assert tell(two[0], junk, old=3, proof=[bytes(32)])[0] == 422
    assert evidence(two[0], "refused").count(genuine.text.decode()) == 1, "kept once, whoever adds lines"
    assert genuine.text.decode() not in evidence(two[0]), "and no proof of anything"
    assert tell(two[0], genuine, old=3, proof=tree.prover().consistency(3))[0] == 200
    assert genuine.text.decode() not in evidence(two[0], "refused")


def test_a_witness_that_drips_does_not_hold_the_log_up(
    signer: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE_IN_ALL", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as slow:
        over = threading.Event()

        def drip() -> None:
            held, _ = slow.accept()
            with held, suppress(OSError):
                held.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
                while not over.wait(0.05):
                    held.sendall(b"x")

        threading.Thread(target=drip, daemon=True).start()
        tree, begun = tree_of("a"), time.monotonic()
        asked = asking.Asked("slow", f"http://127.0.0.1:{slow.getsockname()[1]}", signer.public, 0)
        answer = asking.ask(asked, signed(signer, tree), tree.prover())
        over.set()
    assert answer.said
    assert not answer.signatures
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("length", ["\xb2", "9" * 5000, "-1"])
def test_a_witness_answers_a_length_that_is_none(two: list[Witness], length: str) -> None:
    with socket.create_connection(("127.0.0.1", two[0].port), timeout=5) as held:
        held.sendall(f"POST /add-checkpoint HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode("latin-1"))
        assert held.recv(100).split()[1] in {b"400", b"431"}
