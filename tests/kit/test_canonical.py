"""Canonical JSON: the examples of RFC 8785, and what it cannot hold."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocity.kit.canonical import LARGEST, canonical

EXAMPLE = r"""{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}"""
WRITTEN = (
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
    '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
)


def test_the_example_of_the_text() -> None:
    assert canonical(json.loads(EXAMPLE)) == WRITTEN


def test_names_are_ordered_by_utf16() -> None:
    """RFC 8785 §3.2.3: a sign beyond the first plane comes before U+FB33, which has the larger number of the two."""
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7}
    assert [
        json.loads(f"[{canonical(value)}]")[0][key]
        for key in sorted(value, key=lambda k: k.encode("utf-16-be"))
    ] == list(json.loads(canonical(value)).values())
    assert list(json.loads(canonical(value)).values()) == [2, 4, 6, 7, 1, 5, 3]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), LARGEST + 1, {1: 2}, object(), "\ud800", b"x"])
def test_what_it_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"beyond|number|text|form|surrogates"):
        canonical({"v": value} if not isinstance(value, dict) else value)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-LARGEST, LARGEST)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
        ),
        max_leaves=20,
    )
)
def test_it_reads_back_as_it_was_and_is_written_one_way(value: Any) -> None:
    written = canonical(value)
    read = json.loads(written, parse_int=float)  # as ECMAScript reads them
    assert read == value
    assert canonical(read) == written
