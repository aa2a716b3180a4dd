"""Receipts: one file shows that an entry is in a witnessed log, and no byte of it can be changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.engines.merkle import (
    Checkpoint,
    Kind,
    LogError,
    Malformed,
    Note,
    Policy,
    Receipt,
    SigningKey,
    parse_policy,
    parse_receipt,
    sign,
    verify_receipt,
)
from tests.engines.merkle.trees import kept
from tests.support.effort import examples

LOG = SigningKey("log.example", Kind.NOTE, bytes(32))
WITNESSES = [SigningKey(f"w{n}.example", Kind.COSIGNATURE, bytes([n] * 32)) for n in (1, 2)]


def policy() -> Policy:
    lines = [
        f"log {LOG.public.text}",
        *(f"witness w{n} {key.public.text}" for n, key in enumerate(WITNESSES)),
    ]
    return parse_policy("\n".join([*lines, "group all all w0 w1", "quorum all", ""]).encode())


def receipt(size: int, index: int) -> tuple[Receipt, bytes]:
    """A receipt for one leaf of a tree, and the leaf."""
    tree = kept(size)
    text = Checkpoint("log.example", size, tree.edge.root()).text
    note = Note(text, (sign(text, LOG), *(sign(text, key, 1_790_000_000) for key in WITNESSES)))
    return Receipt(index, tuple(tree.prover().inclusion(index)), note.to_bytes()), tree.leaves[index]


@given(st.integers(1, 60), st.data())
@settings(max_examples=examples(10), deadline=None)
def test_no_byte_of_a_receipt_can_be_changed(size: int, data: st.DataObject) -> None:
    made, leaf = receipt(size, data.draw(st.integers(0, size - 1)))
    whole, trusted = made.to_bytes(), policy()
    assert verify_receipt(parse_receipt(whole), leaf, trusted).checkpoint.size == size
    for at in range(len(whole)):
        changed = bytes([*whole[:at], whole[at] ^ data.draw(st.integers(1, 255)), *whole[at + 1 :]])
        with pytest.raises(LogError):
            verify_receipt(parse_receipt(changed), leaf, trusted)


@given(
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.binary(max_size=20),
)
def test_receipts_are_read_back_as_written(index: int, proof: list[bytes], extra: bytes) -> None:
    made = Receipt(index, tuple(proof), b"checkpoint\n", extra)
    assert parse_receipt(made.to_bytes()) == made


def test_a_receipt_is_for_its_own_entry_alone() -> None:
    made, leaf = receipt(9, 4)
    verify_receipt(made, leaf, policy())
    with pytest.raises(LogError, match="another root"):
        verify_receipt(made, kept(9).leaves[5], policy())


def test_extra_data_is_carried_and_vouched_for_by_nobody() -> None:
    made, leaf = receipt(9, 4)
    with_note = Receipt(made.index, made.proof, made.checkpoint, b"salt")
    assert parse_receipt(with_note.to_bytes()).extra == b"salt"
    verify_receipt(with_note, leaf, policy())


def test_a_receipt_for_a_tree_of_a_billion_fits_one_qr_code() -> None:
    made, _ = receipt(9, 4)
    assert (
        len(Receipt(2**30 - 1, (bytes(32),) * 30, made.checkpoint).to_bytes()) <= 2331
    )  # version 40, level M


@pytest.mark.parametrize("given_", [(-1, ()), (2**63, ()), (0, (b"x",)), (0, (bytes(32),) * 64)])
def test_a_receipt_has_bounds(given_: tuple[int, tuple[bytes, ...]]) -> None:
    with pytest.raises(Malformed):
        Receipt(*given_, b"checkpoint\n")
