"""Private data in a text: found, named, and masked with ＊ of the same length, so that positions stay.

Identity numbers are recognised by their form; the check digit (GB 11643, ISO 7064 mod 11-2), Luhn's digit of a card
and the prefixes of telephones say how sure a finding is, never whether it is hidden: a mistyped number is private too.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cocity.engines.private.patterns import AS_WRITTEN, KINDS, MAY_HOLD, MAY_HOLD_LATIN, PATTERNS, copies

LONGEST = 200_000  # characters looked at; the rest is cut off, not shown
MARK = "＊"
_UNTAKEN = re.compile(rb"\0+")
_TOLD = re.compile(
    "[A-Za-z0-9]"
)  # what is left of an account or a number; words like 号 before it tell nothing
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Private:
    """Characters `start` to `end` hold something private. `sure` is False where a check digit does not fit."""

    start: int
    end: int
    kind: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Masked:
    """The text to show and what was hidden in it."""

    text: str
    found: tuple[Private, ...]


def private_in(text: str, kinds: Collection[str] = KINDS) -> tuple[Private, ...]:
    """What is private in the first `LONGEST` characters, by place; nothing overlaps.

    `kinds`, of: id, card, phone, number (fourteen digits and more), email, plate, account, passport, name, room.
    """
    text = text[:LONGEST]
    read = copies(text)
    if "room" not in kinds and not (MAY_HOLD.search(read[-1]) or MAY_HOLD_LATIN.search(read[-1])):
        return ()
    taken = bytearray(len(text))
    found = []
    for kind, pattern in PATTERNS:
        if kind not in kinds:
            continue
        for where in (text,) if kind in AS_WRITTEN else read:
            for start, end in list(_free(kind, pattern, where, read[0], taken)):
                taken[start:end] = b"\1" * (end - start)
                found.append(Private(start, end, *_judged(kind, where[start:end])))
    return tuple(sorted(found, key=lambda each: each.start))


def masked(text: str, kinds: Collection[str] = KINDS) -> Masked:
    """The text with what is private replaced by ＊, one for each character; cut off after `LONGEST` characters."""
    found = private_in(text, kinds)
    shown = list(text[:LONGEST])
    for each in found:
        shown[each.start : each.end] = MARK * (each.end - each.start)
    return Masked("".join(shown), found)


def id_number_fits(number: str) -> bool:
    """Whether the eighteenth character is the check digit of the seventeen before it."""
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def card_number_fits(number: str) -> bool:
    """Whether the last digit is Luhn's (ISO/IEC 7812)."""
    digits = [int(char) for char in reversed(number) if char.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return len(digits) >= 12 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _free(
    kind: str, pattern: re.Pattern[str], text: str, written: str, taken: bytearray
) -> Iterator[tuple[int, int]]:
    """What a pattern finds. Where an earlier one took a part of it, the rest is private still: a name before a plate."""
    for match in pattern.finditer(text):
        start, end = match.span()
        if not any(taken[start:end]):
            yield start, end
            continue
        for run in _UNTAKEN.finditer(taken, start, end):
            if kind == "name" or _TOLD.search(written, *run.span()):
                yield run.span()


def _judged(kind: str, found: str) -> tuple[str, bool]:
    digits = re.sub(r"[^0-9Xx]", "", found)
    if kind == "id" and len(digits) == 18:
        fits = id_number_fits(digits)
        return ("card", True) if not fits and card_number_fits(digits) else ("id", fits)
    if kind == "card":
        return kind, card_number_fits(digits)
    return kind, kind not in {"number", "name"}
