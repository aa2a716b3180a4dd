"""Canonical JSON, RFC 8785: the examples of the text, and what it leaves no room for."""

import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.engines.merkle import Malformed
from cocity.kit.canonical import canonical
from cocity.kit.proof.carried import carried, commitment, read_32, read_json
from tests.support.effort import examples
from tests.support.receipts import CONTENT, SALT, entry, extra, leaf

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)


# Appendix B of the RFC, as far as whole numbers beyond 2^53 − 1 are not concerned.
@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (-5e-324, "-5e-324"),
        (9007199254740991.0, "9007199254740991"),
        (333333333.3333332, "333333333.3333332"),
        (333333333.33333325, "333333333.33333325"),
        (0.000001, "0.000001"),
        (9.999999999999997e-7, "9.999999999999997e-7"),
        (1e-7, "1e-7"),
        (4.5, "4.5"),
        (0.002, "0.002"),
        (1424953923781206.2, "1424953923781206.2"),
    ],
)
def test_numbers(number: float, written: str) -> None:
    assert canonical(number) == written


def test_names_are_ordered_as_the_text_orders_them() -> None:
    """The example of section 3.2.3, whose order is not that of code points."""
    order = ["\r", "1", "\x80", "\xf6", "\u20ac", "\U0001f600", "\ufb33"]
    written = canonical(dict.fromkeys(sorted(order), 0))
    assert json.loads(written, object_pairs_hook=lambda pairs: [name for name, _ in pairs]) == order
    assert sorted(order) != order


def test_strings_are_escaped_one_way() -> None:
    assert canonical('€$\x0f\nA\'B"\\\\"/\x7f') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'


@given(VALUES)
@settings(max_examples=examples(40), deadline=None)
def test_what_was_written_is_read_back_and_written_the_same(value: Any) -> None:
    assert read_json(canonical(value).encode(), "it") == value
    assert canonical(read_json(canonical(value).encode(), "it")) == canonical(value)


@given(VALUES, st.binary(min_size=32, max_size=32))
@settings(max_examples=examples(20), deadline=None)
def test_a_commitment_is_the_hash_of_salt_and_content(value: Any, salt: bytes) -> None:
    assert commitment(salt, value) == sha256(salt + canonical(value).encode()).digest()


@pytest.mark.parametrize(
    "value", [2**53, -(2**53), 10**400, float("inf"), float("nan"), "\ud800", {1: 2}, {"a": b"x"}]
)
def test_what_other_programs_would_write_otherwise_is_refused(value: Any) -> None:
    with pytest.raises(Malformed, match="no canonical form"):
        commitment(SALT, value)


def test_no_depth_and_no_text_brings_it_down() -> None:
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(Malformed):
        commitment(SALT, deep)
    for text in (b"", b"{", b"\xff", b'{"a":1,"a":2}', b"NaN", b"[" * 100_000, b"9" * 5000):
        with pytest.raises(Malformed):
            read_json(text, "it")


@pytest.mark.parametrize("text", ["", "00", "A" * 64, "0F" * 32, f"{'A' * 43}=", None, 5])
def test_thirty_two_bytes_are_written_one_way(text: Any) -> None:
    assert read_32("0f" * 32, "it") == bytes([15] * 32)
    with pytest.raises(Malformed, match="hexadecimal"):
        read_32(text, "it")


def test_what_a_receipt_carries_is_read_and_no_byte_of_it_is_free() -> None:
    found = carried(extra(5))
    assert (found.entry, found.leaf, found.salt, found.content) == (entry(5), leaf(5), SALT, CONTENT)
    for at in range(len(extra(5)) + 1):
        for more in (b" ", b"\n", b"0"):
            changed = extra(5)[:at] + more + extra(5)[at:]
            try:
                assert carried(changed) != found, at
            except Malformed:
                continue
