"""What a witness answers to a log that grows, to one that rewrites, and to noise."""

import pytest

from cocity.engines.merkle import (
    EMPTY_ROOT,
    Addition,
    Checkpoint,
    Head,
    Kind,
    Malformed,
    Note,
    Refusal,
    SigningKey,
    parse_addition,
    root_of,
    sign,
    weigh,
)
from tests.engines.merkle.trees import Kept, kept

LOG = SigningKey("log.example", Kind.NOTE, bytes(32))
OTHER = SigningKey("log.example", Kind.NOTE, bytes([1] * 32))


def asked(old: int, size: int, root: bytes, proof: list[bytes], by: SigningKey = LOG) -> Addition:
    text = Checkpoint("log.example", size, root).text
    return parse_addition(Addition(old, tuple(proof), Note(text, (sign(text, by),))).to_bytes())


def of_tree(tree: Kept, old: int) -> Addition:
    proof = tree.prover().consistency(old) if old else []
    return asked(old, tree.edge.size, tree.edge.root(), proof)


def refused(addition: Addition, latest: Head, keys: tuple[SigningKey, ...] = (LOG,)) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        weigh(addition, [key.public for key in keys], latest)
    return refusal.value


def test_a_log_that_grows_is_followed() -> None:
    head = Head()
    for size in (0, 1, 1, 2, 255, 256, 700):
        head = weigh(of_tree(kept(size), head.size), [LOG.public], head)
        assert head == Head(size, kept(size).edge.root())


def test_a_request_is_read_back_as_written() -> None:
    made = of_tree(kept(300), 7)
    assert parse_addition(made.to_bytes()) == made
    assert made.checkpoint.size == 300


def test_a_rewritten_log_is_refused() -> None:
    lying = Kept()
    lying.add([b"other", *(b"%d" % n for n in range(1, 9))])
    head = Head(5, root_of(kept(5).leaves))
    assert refused(of_tree(lying, 5), head).status == 422
    same_size = asked(5, 5, root_of(lying.leaves[:5]), [])
    assert refused(same_size, head).status == 422


def test_another_size_is_told_the_one_that_is_kept() -> None:
    refusal = refused(of_tree(kept(9), 4), Head(5, bytes(32)))
    assert (refusal.status, refusal.body, refusal.content_type) == (409, "5\n", "text/x.tlog.size")


def test_who_is_not_known_or_did_not_sign_is_refused() -> None:
    addition = asked(0, 3, bytes(32), [], by=OTHER)
    assert refused(addition, Head(), keys=()).status == 404
    assert refused(addition, Head()).status == 403
    assert weigh(addition, [LOG.public, OTHER.public], Head()).size == 3


def test_sizes_and_roots_that_cannot_be() -> None:
    assert refused(asked(4, 3, bytes(32), []), Head(4, bytes(32))).status == 400
    assert refused(asked(0, 0, bytes(32), []), Head()).status == 422
    assert refused(asked(0, 3, bytes(32), [bytes(32)]), Head()).status == 422
    assert weigh(asked(0, 0, EMPTY_ROOT, []), [LOG.public], Head()) == Head()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 1\n",
        b"old 01\n\n{}",
        b"old -1\n\n{}",
        b"new 1\n\n{}",
        b"old 1\nAAAA\n\n{}",
        b"old 1\n" + b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 64 + b"\n{}",
        b"old 1\n\n\n{}",
        b"\nold 1\n\n{}",
    ],
)
def test_a_request_that_is_none_is_refused(body: bytes) -> None:
    note = of_tree(kept(3), 0).note.to_bytes()
    with pytest.raises(Malformed):
        parse_addition(body.replace(b"{}", note))


def test_a_note_that_is_no_checkpoint_is_refused() -> None:
    note = Note(b"hello\n", (sign(b"hello\n", LOG),))
    with pytest.raises(Malformed, match="a checkpoint has an origin"):
        parse_addition(b"old 0\n\n" + note.to_bytes())
