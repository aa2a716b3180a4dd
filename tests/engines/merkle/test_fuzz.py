"""Whatever bytes arrive, a parser gives what it should or raises its own error with a message."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.engines.merkle import (
    LogError,
    parse_addition,
    parse_checkpoint,
    parse_note,
    parse_path,
    parse_policy,
    parse_receipt,
    parse_signatures,
    parse_signer,
    parse_verifier,
)
from tests.engines.merkle import test_policy, test_receipts, test_witness
from tests.support.effort import examples

RECEIPT = test_receipts.receipt(20, 7)[0]
SAMPLES: dict[Callable[[bytes], object], bytes] = {
    parse_note: RECEIPT.checkpoint,
    parse_signatures: RECEIPT.checkpoint.rpartition(b"\n\n")[2],
    parse_checkpoint: test_policy.TEXT,
    parse_receipt: RECEIPT.to_bytes(),
    parse_addition: test_witness.of_tree(test_witness.kept(20), 7).to_bytes(),
    parse_policy: f"{test_policy.NAMED}{test_policy.GROUPS}quorum both\n".encode(),
    lambda data: parse_path(data.decode("utf-8", "surrogateescape")): b"tile/15/x123/x456/789.p/41",
    lambda data: parse_verifier(
        data.decode("utf-8", "surrogateescape")
    ): test_policy.LOG.public.text.encode(),
    lambda data: parse_signer(data.decode("utf-8", "surrogateescape")): test_policy.LOG.text.encode(),
}
PARSERS = pytest.mark.parametrize(("parse", "sample"), SAMPLES.items(), ids=range(len(SAMPLES)))
PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        [b"\n", b"\n\n", b" ", b"+", b"=", b"0", b"-1", b"9" * 5000, b"\xe2\x80\x94 ", "①".encode()]
    ),
)


def answers(parse: Callable[[bytes], object], data: bytes) -> None:
    """The parser answers, or refuses with words that fit on a screen."""
    said = "nothing amiss"
    try:
        parse(data)
    except LogError as error:
        said = str(error)
    assert 10 < len(said) < 700


@PARSERS
@given(noise=st.binary(max_size=120))
@settings(max_examples=examples(60), deadline=None)
def test_noise(parse: Callable[[bytes], object], sample: bytes, noise: bytes) -> None:
    answers(parse, noise)


@PARSERS
@given(data=st.data())
@settings(max_examples=examples(120), deadline=None)
def test_real_texts_with_pieces_cut_out_and_put_in(
    parse: Callable[[bytes], object], sample: bytes, data: st.DataObject
) -> None:
    parse(sample)
    for _ in range(data.draw(st.integers(1, 3))):
        begin = data.draw(st.integers(0, len(sample)))
        end = min(len(sample), begin + data.draw(st.integers(0, 8)))
        sample = sample[:begin] + data.draw(PIECES) + sample[end:]
    answers(parse, sample)


@pytest.mark.parametrize("parse", [parse_note, parse_receipt, parse_addition, parse_policy])
def test_too_much_is_refused(parse: Callable[[bytes], object]) -> None:
    with pytest.raises(LogError):
        parse(b"x" * 2_000_001)
