"""Text as it is stored: what cannot be seen goes, and a sign made of several emoji stays one."""

import pytest

from cocity.kit.screening import screened, tidy

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
WELDER = "\U0001f469\U0001f3fd\u200d\U0001f3ed"
RAINBOW = "\U0001f3f3\ufe0f\u200d\U0001f308"
NODDING = "\U0001f642\u200d\u2194\ufe0f"


@pytest.mark.parametrize("sign", [FAMILY, WELDER, RAINBOW, NODDING, "\u2764\ufe0f", "1\ufe0f\u20e3"])
def test_a_sign_of_several_emoji_stays_one(sign: str) -> None:
    assert tidy(f"谢谢{sign}！") == f"谢谢{sign}！"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("138\u200d0013\u200d8000", "13800138000"),
        ("路\u200d灯\u200b不\ufeff亮\u202e", "路灯不亮"),
        ("\u200d\U0001f467", "\U0001f467"),
        ("\U0001f468\u200d", "\U0001f468"),
        ("\U0001f468\u200d在", "\U0001f468在"),
        ("好\ufe0f\u200d\U0001f467", "好\ufe0f\U0001f467"),
        ("\U0001f468\u200d\u200d\U0001f469", "\U0001f468\U0001f469"),
        ("\U0001f468\u200d\u200b\U0001f469", "\U0001f468\u200d\U0001f469"),
    ],
)
def test_a_joiner_that_joins_nothing_goes_as_all_that_is_invisible(given: str, kept: str) -> None:
    assert tidy(given) == kept
    assert tidy(kept) == kept


def test_a_number_is_not_hidden_from_screening_by_joiners() -> None:
    assert "138" not in screened(
        tidy("打 1\u200d3\u200d8\u200d0\u200d0\u200d1\u200d3\u200d8\u200d0\u200d0\u200d0")
    )
