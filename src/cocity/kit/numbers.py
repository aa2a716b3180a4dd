"""Public numbers: sixteen digits in four groups, dated, unguessable, with a check digit a person can mistype.

`261123` (day) + nine random digits + one check digit (Damm, 2004: finds every single wrong digit and every
swap of neighbours). Digits only, so that it can be read out and keyed in on any telephone.
"""

import secrets
from datetime import date

from cocity.kit.errors import Invalid
from cocity.kit.text import Text

LENGTH = 16
RANDOM_DIGITS = 9
# The quasigroup of order 10 of H. M. Damm, "Total anti-symmetrische Quasigruppen" (2004).
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_FILLERS = str.maketrans("", "", " -–—　\t")


def check_digit(digits: str) -> int:
    """Damm check digit of a string of ASCII digits."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][ord(digit) - 48]
    return interim


def new_number(day: date) -> str:
    """A fresh number for `day`; uniqueness is the database's to hold."""
    body = f"{day:%y%m%d}{secrets.randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}"
    return f"{body}{check_digit(body)}"


def grouped(number: str) -> str:
    """`2611-2348-2105-7639`, as printed and read out."""
    return "-".join(number[i : i + 4] for i in range(0, len(number), 4))


def read_number(text: str, *, field: str = "number") -> str:
    """The sixteen digits a person typed, with or without spaces, dashes and full-width digits.

    Raises Invalid naming `field` when it is not a number of ours; a slip of one digit is always noticed.
    """
    digits = text.translate(_FULL_WIDTH).translate(_FILLERS)
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        raise Invalid(
            Text("编号是 16 位数字，请照回执逐位输入", "The number has 16 digits; copy it from the receipt"),
            field=field,
        )
    if check_digit(digits) != 0:
        raise Invalid(
            Text("编号有一位不对，请对照回执检查", "One digit is wrong; check it against the receipt"),
            field=field,
        )
    return digits


def whole(text: str) -> int | None:
    """A record's or a version's number as a form sends it; None for what no column could hold. `isdigit` alone lets
    ² through, and as many digits as somebody likes to send."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
