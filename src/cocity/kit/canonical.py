"""JSON in its one canonical form, RFC 8785: the same value gives the same bytes in every language."""

from decimal import Decimal
from json.encoder import encode_basestring
from math import isfinite
from typing import Any

LARGEST = 2**53 - 1  # whole numbers every reader holds exactly
WORDS = {True: "true", False: "false", None: "null"}


def canonical(value: Any) -> str:
    """`value` (dicts with text keys, lists, text, numbers, booleans, None) as RFC 8785 writes it.

    Raises ValueError for what that form cannot hold: whole numbers beyond 2^53 − 1, numbers that are none, halves of
    surrogate pairs, other types.
    """
    made = _written(value)
    made.encode()  # half a surrogate pair is no text
    return made


def _written(value: Any) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None or isinstance(value, bool):
        return WORDS[value]
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError(f"{value} is beyond 2^53 − 1")
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dict):
        pairs = (f"{encode_basestring(key)}:{_written(value[key])}" for key in sorted(value, key=_order))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_written, value)) + "]"
    raise ValueError(f"{type(value).__name__} has no canonical form")


def _order(key: Any) -> bytes:
    if not isinstance(key, str):
        raise ValueError("a key is text")
    return key.encode("utf-16-be", "surrogatepass")


def _number(value: float) -> str:
    """As ECMAScript's Number::toString: the shortest digits that read back the same (ECMA-262 §6.1.6.1.20)."""
    if not isfinite(value):
        raise ValueError("not a number, or endless")
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    point = len(digits) + int(exponent)  # where the decimal point stands, counted from the first digit
    minus = "-" if sign else ""
    if len(text) <= point <= 21:
        return minus + text.ljust(point, "0")
    if 0 < point <= 21:
        return f"{minus}{text[:point]}.{text[point:]}"
    if -6 < point <= 0:
        return f"{minus}0.{'0' * -point}{text}"
    mantissa = text[0] + (f".{text[1:]}" if len(text) > 1 else "")
    return f"{minus}{mantissa}e{point - 1:+d}"
