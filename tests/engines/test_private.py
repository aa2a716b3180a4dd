"""What is private is hidden whatever stands around it."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.engines.private import card_number_fits, id_number_fits, masked, private_in
from tests.support.effort import examples

AROUND = st.text(alphabet="我的电话是，身份证号 a住在。、\n", max_size=12)


@settings(max_examples=examples(60), deadline=None)
@given(AROUND, st.integers(10**16, 10**17 - 1), st.sampled_from("0123456789X"), AROUND)
def test_no_identity_number_is_left(before: str, digits: int, last: str, after: str) -> None:
    number = f"{digits}{last}"
    shown = masked(before + number + after)
    assert len(shown.text) == len(before + number + after)
    assert not re.search("[0-9]{6}", shown.text)
    assert {each.kind for each in shown.found} & {"id", "card", "number"}


@settings(max_examples=examples(80), deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_answered_with_the_same_length(text: str) -> None:
    assert len(masked(text).text) == len(text)
    assert masked(masked(text).text).text == masked(text).text


@pytest.mark.parametrize(
    ("text", "kind", "sure"),
    [
        ("身份证11010519491231002X。", "id", True),
        ("身份证110105194912310021。", "id", False),
        ("卡号6222 0212 3456 7890 128", "card", None),
        ("请打13812345678", "phone", True),
        ("电话：021-6234 5678", "phone", True),
        ("写信到 li.hua@example.com", "email", True),
        ("车牌沪A·12345占道", "plate", True),
        ("我叫张三丰，住在", "name", False),
        ("住12栋3单元501室", "room", True),
        ("一三八一二三四五六七八", "phone", True),
        ("Hello, my name is Wang Fang and the lift is broken", "name", False),
        ("加我vx：wangfang88", "account", None),
        ("My WeChat id is wang_fang, please write", "account", None),
    ],
)
def test_each_kind_is_found(text: str, kind: str, sure: bool | None) -> None:
    found = private_in(text)
    assert kind in {each.kind for each in found}
    if sure is not None:
        assert next(each for each in found if each.kind == kind).sure is sure
    assert "＊" in masked(text).text


@pytest.mark.parametrize(
    "text",
    [
        "2019年12月31日 3号楼",
        "办理文号〔2008〕171号",
        "我是业主，我叫不出名字",
        "共12345户",
        "WeChat payment does not work here",
        "My name is missing from the list",
    ],
)
def test_ordinary_numbers_and_words_stay(text: str) -> None:
    assert masked(text).text == text


def test_check_digits() -> None:
    assert id_number_fits("11010519491231002X")
    assert not id_number_fits("110105194912310020")
    assert card_number_fits("4111111111111111")
    assert not card_number_fits("4111111111111112")


def test_full_width_digits_count_and_long_repetition_ends() -> None:
    wide = (
        "".join(unicodedata.lookup(f"FULLWIDTH DIGIT {name}") for name in ("ONE", "THREE", "EIGHT"))
        + "12345678"
    )
    assert masked(wide).text == "＊" * 11
    assert len(masked("1-" * 50_000).text) == 100_000
