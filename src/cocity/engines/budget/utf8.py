"""What bytes a text is made of: without a branch, so that many bytes are looked at together."""
# Compiled code has no place for early types: mypy sees plain functions.

import numpy as np
from numba import njit

from cocity.engines.budget.words import ONE, below, marks, ones, pointer

NUL, NEWLINE, RETURN, QUOTE, COMMA = 0, 10, 13, 34, 44
BEYOND, LEADS, PAIRS, TRIPLES = 0x80, 0xC0, 0xC2, 0xE0  # where bytes of each meaning begin


@njit(cache=True)
def looked(data):  # type: ignore[no-untyped-def]
    """Of bytes that end with a newline: (newlines, commas, is there a quote, NUL or lone carriage return; may this not
    be UTF-8). The last is left open where a letter takes more than two bytes, which few alphabets need: see `sound`.
    """
    text, newlines, commas = (pointer(data), len(data)), 0, 0
    odd, open_, returned, led = np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
    for at in range(0, len(data), 64):
        ends = marks(text, at, NEWLINE)
        newlines += ones(ends)
        commas += ones(marks(text, at, COMMA))
        returns = marks(text, at, RETURN)
        odd |= marks(text, at, QUOTE) | marks(text, at, NUL) | (((returns << ONE) | returned) & ~ends)
        returned = returns >> np.uint64(63)
        ascii_, before = below(text, at, BEYOND), below(text, at, LEADS)
        pairs = below(text, at, TRIPLES) & ~below(text, at, PAIRS)
        open_ |= (before & ~ascii_) ^ ((pairs << ONE) | led)
        open_ |= ~(before | pairs)
        led = pairs >> np.uint64(63)
    return newlines, commas, odd != 0, open_ != 0


@njit(cache=True)
def sound(data):  # type: ignore[no-untyped-def]
    """Is this UTF-8 (RFC 3629), given that its first three bytes are, and end a letter, and its last is ASCII?"""
    bad = False
    fourth, third, second, last = data[:-3], data[1:-2], data[2:-1], data[3:]
    for i in range(len(last)):
        c, one, two, three = last[i], second[i], third[i], fourth[i]
        due = (one >= 0xC0) | (two >= 0xE0) | (three >= 0xF0)
        bad |= (((c & 0xC0) == 0x80) != due) | (c == 0xC0) | (c == 0xC1) | (c > 0xF4)
        bad |= ((one == 0xE0) & (c < 0xA0)) | ((one == 0xED) & (c > 0x9F))
        bad |= ((one == 0xF0) & (c < 0x90)) | ((one == 0xF4) & (c > 0x8F))
    return not bad
