"""Hides what identifies a person before a text is shown to anyone. Pure.

What is found is `engines/private`'s. Two kinds stay: rooms, because who mends a leak must know where, and long numbers
that are nothing else, because a receipt is one.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from cocity.engines.private import KINDS, masked, private_in

JOINER = "\u200d"
# Blocks that hold emoji. A joiner between two of them, with a selector or a skin tone on the first, makes them one sign
# (a family, a profession); anywhere else it is only invisible.
_EMOJI = r"[\u2190-\u2bff\U0001f000-\U0001faff]"
_JOINS_NOTHING = re.compile(rf"(?:(?<!{_EMOJI})(?<!{_EMOJI}\ufe0f)){JOINER}|{JOINER}(?!{_EMOJI})")
HIDDEN = KINDS - {"room", "number"}


def screened(text: str) -> str:
    """`text` with each identifying number replaced by ＊ of the same length, so that positions stay."""
    return masked(text, HIDDEN).text


def screened_values(value: Any) -> Any:
    """Plain data (as JSON holds it) with every text in it tidied and screened; names of fields stay."""
    if isinstance(value, str):
        return screened(tidy(value))
    if isinstance(value, Mapping):
        return {name: screened_values(item) for name, item in value.items()}
    return [screened_values(item) for item in value] if isinstance(value, list | tuple) else value


def holds_personal(text: str) -> bool:
    """Whether screening would hide something."""
    return bool(private_in(text, HIDDEN))


def tidy(text: str) -> str:
    """Text as stored: canonical form, no control or invisible characters but those that join emoji, no trailing blanks, at
    most one blank line."""
    kept = unicodedata.normalize("NFC", text)
    if kept.isprintable():  # one line without anything unseen, as most texts are
        return kept.strip()
    unseen = {ord(c): None for c in set(kept) if not c.isprintable() and _is_unseen(c)}
    if unseen:
        kept = kept.translate(unseen)
    if JOINER in kept:
        kept = _JOINS_NOTHING.sub("", kept)
    lines = (line.strip() for line in kept.replace("\t", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_unseen(char: str) -> bool:
    """Control, format and unassigned characters; line ends, tabs and joiners are kept for now."""
    return char not in f"\n\t{JOINER}" and unicodedata.category(char)[0] == "C"
