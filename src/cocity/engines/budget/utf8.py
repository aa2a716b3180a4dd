"""What bytes a text is made of: without a branch, so that many bytes are looked at together."""
# Compiled code has no place for early types: mypy sees plain functions.

from numba import njit

NEWLINE, RETURN, QUOTE, DELETE = 10, 13, 34, 127


@njit(cache=True)
def kinds(data):  # type: ignore[no-untyped-def]
    """Of bytes that end with a newline: (is there a quote, NUL or lone carriage return; any letter beyond ASCII)."""
    odd = beyond = False
    before, after = data[:-1], data[1:]
    for i in range(len(before)):
        c = before[i]
        odd |= (c == QUOTE) | (c == 0) | ((c == RETURN) & (after[i] != NEWLINE))
        beyond |= c > DELETE
    return odd, beyond


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
