"""Signed notes and keys: what is signed holds, what was touched does not, and strangers' lines are passed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocity.engines.merkle import (
    Checkpoint,
    Kind,
    Malformed,
    Note,
    SigningKey,
    Unverified,
    VerifierKey,
    joined,
    parse_checkpoint,
    parse_note,
    parse_signatures,
    parse_signer,
    parse_verifier,
    sign,
    verified,
)

LOG = SigningKey("log.example/city", Kind.NOTE, bytes(32))
WITNESS = SigningKey("w.example/1", Kind.COSIGNATURE, bytes([1] * 32))
STRANGER = SigningKey("w.example/1", Kind.COSIGNATURE, bytes([2] * 32))
TEXT = Checkpoint("log.example/city", 7, bytes(range(32))).text
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


def note(*signers: tuple[SigningKey, int | None]) -> Note:
    return Note(TEXT, tuple(sign(TEXT, key, at) for key, at in signers))


def test_no_byte_of_a_signed_note_can_be_changed() -> None:
    data, keys = note((LOG, None), (WITNESS, 5)).to_bytes(), [LOG.public, WITNESS.public]
    assert len(verified(parse_note(data), keys)) == 2
    for at in range(len(data)):
        for bit in (1, 0x20, 0x80):
            changed = bytes([*data[:at], data[at] ^ bit, *data[at + 1 :]])
            try:
                signers = verified(parse_note(changed), keys)
            except (Malformed, Unverified):
                continue
            # A signature renamed is a stranger's; the other then stands alone.
            assert len(signers) == 1


def test_strangers_are_passed_over_and_friends_who_do_not_hold_are_not() -> None:
    both = note((LOG, None), (STRANGER, 9))
    assert [each.by for each in verified(both, [LOG.public, WITNESS.public])] == [LOG.public]
    with pytest.raises(Unverified, match="no key that is known"):
        verified(note((STRANGER, 9)), [LOG.public, WITNESS.public])
    wrong = Note(TEXT, (*both.signatures[:1], sign(b"another text\n", WITNESS, 9)))
    with pytest.raises(Unverified, match="does not fit"):
        verified(wrong, [LOG.public, WITNESS.public])


def test_who_signed_twice_is_named_once_with_the_latest_time() -> None:
    assert [
        each.at for each in verified(note((WITNESS, 9), (WITNESS, 12), (WITNESS, 3)), [WITNESS.public])
    ] == [12]


def test_two_keys_under_one_name_and_id_are_refused() -> None:
    twin = VerifierKey(LOG.name, LOG.kind, bytes([9] * 32))
    twin.__dict__["id"] = LOG.public.id  # as if somebody had searched for such a key
    with pytest.raises(Malformed, match="two keys"):
        verified(note((LOG, None)), [LOG.public, twin])


def test_further_signatures_join_once_and_only_those_of_known_keys() -> None:
    mine = note((LOG, None))
    line = sign(TEXT, WITNESS, 9).line.encode()
    answer = parse_signatures(line + sign(TEXT, STRANGER, 9).line.encode() + line)
    together = joined(mine, answer, [WITNESS.public])
    assert together.to_bytes() == mine.to_bytes() + line
    assert joined(together, answer, [WITNESS.public]) == together
    with pytest.raises(Unverified):
        joined(mine, [sign(b"another text\n", WITNESS, 9)], [WITNESS.public])


def test_a_signature_with_unused_bits_set_stays_readable_and_never_holds() -> None:
    data = note((LOG, None)).to_bytes()
    assert data.endswith(b"=\n")
    other = data[:-3] + bytes([data[-3] + 1]) + data[-2:]
    assert parse_note(other).to_bytes() == other
    with pytest.raises(Unverified, match="canonical"):
        verified(parse_note(other), [LOG.public])
    assert verified(parse_note(other + sign(TEXT, WITNESS, 9).line.encode()), [WITNESS.public])


def test_only_a_cosignature_carries_a_time() -> None:
    for key, at in ((LOG, 5), (WITNESS, None), (WITNESS, 0), (WITNESS, 2**63)):
        with pytest.raises(Malformed):
            sign(TEXT, key, at)
    late = sign(TEXT, WITNESS, 5)
    beyond = type(late)(late.name, late.key, b"\xff" * 8 + late.value[8:])
    with pytest.raises(Unverified, match="out of bounds"):
        verified(Note(TEXT, (beyond,)), [WITNESS.public])


def test_a_text_that_cannot_be_signed() -> None:
    for text in (b"", b"no newline", b"tab\t\n", b"\xff\n"):
        with pytest.raises(Malformed):
            sign(text, LOG)


@given(NAMES, st.sampled_from(Kind), st.binary(min_size=32, max_size=32))
def test_keys_are_read_back_as_written(name: str, kind: Kind, seed: bytes) -> None:
    try:
        key = SigningKey(name, kind, seed)
    except Malformed:
        assert not name.isprintable() or "+" in name or any(sign.isspace() for sign in name)
        return
    assert parse_signer(key.text) == key
    assert parse_verifier(key.public.text) == key.public


def test_a_secret_is_never_shown() -> None:
    secret = LOG.text.rpartition("+")[2]
    assert "seed" not in repr(LOG)
    for bad in (LOG.text[:-1], LOG.text.replace("city", "town"), f"{LOG.text}!", secret):
        with pytest.raises(Malformed) as error:
            parse_signer(bad)
        assert secret[:8] not in str(error.value)


@given(NAMES, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(NAMES, max_size=2))
def test_checkpoints_are_read_back_as_written(origin: str, size: int, root: bytes, more: list[str]) -> None:
    try:
        checkpoint = Checkpoint(origin, size, root, tuple(more))
    except Malformed:
        assert any(sign < " " for line in (origin, *more) for sign in line)
        return
    assert parse_checkpoint(checkpoint.text) == checkpoint


@pytest.mark.parametrize(("size", "root"), [(-1, bytes(32)), (2**63, bytes(32)), (1, bytes(31))])
def test_a_checkpoint_has_bounds(size: int, root: bytes) -> None:
    with pytest.raises(Malformed):
        Checkpoint("log.example", size, root)
