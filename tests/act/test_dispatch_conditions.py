"""A rule's condition is read by a strict grammar; what cannot be read is refused at its position."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocity.act.dispatch.conditions import ConditionError, read
from cocity.act.dispatch.rules import Facts

NIGHT = Facts(
    kind="complaint",
    procedure="help_or_complaint",
    level="street",
    hour=23,
    found=frozenset({"漏水", "lift"}),
)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("kind = complaint", True),
        ("kind != complaint", False),
        ("kind in (help, complaint)", True),
        ("not level in (street, community)", False),
        ("hour >= 22 or hour < 6", True),
        ("hour < 22 and kind = complaint", False),
        ('text has "漏水"', True),
        ("text has (渗水, 漏水)", True),
        ("text has 渗水", False),
        ('text has "LIFT"', True),
        ("against = yes", False),
        ("kind = help or kind = complaint and hour = 23", True),
        ("(kind = help or kind = complaint) and hour = 1", False),
        ("kind ＝ complaint and text has （“漏水”，渗水）", True),
        ("NOT kind = help", True),
    ],
)
def test_what_a_condition_means(text: str, holds: bool) -> None:
    test = read(text)
    assert test is not None
    assert test.holds(NIGHT) is holds


def test_no_condition_is_none() -> None:
    assert read("  ") is None


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("colour = red", 1),
        ("kind complaint", 6),
        ("kind = ", 8),
        ("kind = help help", 13),
        ("hour = 24", 8),
        ("hour = later", 8),
        ("hour in (1)", 6),
        ('text has "漏水', 10),
        ("kind in (help", 14),
        ("(kind = help", 13),
        ("kind = help and", 16),
        ("text = 漏水", 6),
        ("kind = help; import os", 12),
        ("__import__('os')", 12),
        ("(" * 40 + "kind = help", 13),
        ("kind = help or " * 60, 501),
    ],
)
def test_an_error_names_its_position(text: str, position: int) -> None:
    with pytest.raises(ConditionError) as refused:
        read(text)
    assert refused.value.position == position
    assert str(position) in refused.value.message.en
    assert refused.value.field == "condition"


@given(st.text(alphabet="kind=help or(),!<>\"'hour2漏 has text", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    position = 1
    try:
        read(text)
    except ConditionError as error:
        position = error.position
    assert 1 <= position <= len(text) + 1
