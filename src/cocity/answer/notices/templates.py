"""Templates of notices: data of the city, checked when read."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from cocity.kit.text import Text

BUILT_IN = Path(__file__).parent / "data"
SMS_CHARACTERS = 70  # one message in the alphabet Chinese needs (UCS-2)
PLACES = frozenset(
    [
        "number",
        "no",
        "body",
        "phone",
        "help",
        "due",
        "before",
        "until",
        "at",
        "day",
        "clock",
        "reason",
        "told",
        "action",
        "solved",
        "stars",
        "title",
        "said",
    ]
)
# The longest of what an SMS is filled with, the body at its shortest.
_LONGEST = {"no": "0" * 16, "day": "30 September", "body": "…" * 4, "stars": "5 of 5 stars"}


@dataclass(frozen=True, slots=True)
class Template:
    """Words of one kind of notice."""

    kind: str
    to: str  # person | body
    channels: tuple[str, ...]
    subject: Text
    text: Text
    sms: Text | None


@lru_cache(maxsize=1)
def templates() -> Mapping[str, Template]:
    """By kind; the city's own `notices.yaml` (in COCITY_CITY) replaces kinds one by one.

    Raises ValueError naming the kind and what is wrong with it.
    """
    return {kind: _template(kind, item) for kind, item in _read("notices.yaml").items()}


@lru_cache(maxsize=1)
def small_words() -> Mapping[str, Any]:
    """`words.yaml`, in the same way."""
    return _read("words.yaml")


def clear() -> None:
    """Forget what was read, so that changed files are read again."""
    templates.cache_clear()
    small_words.cache_clear()


def word(name: str, choice: str = "") -> Text:
    """A small word in both languages."""
    found = small_words()[name]
    return Text.of(found[choice] if choice else found)


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((BUILT_IN / name).read_text(encoding="utf-8"))
    own = Path(settings.CITY) / name if settings.CITY else None
    if own is not None and own.exists():
        found |= yaml.safe_load(own.read_text(encoding="utf-8")) or {}
    return found


def _template(kind: str, item: Mapping[str, Any]) -> Template:
    try:
        sms = Text.of(item["sms"]) if "sms" in item else None
        made = Template(
            kind,
            item["to"],
            tuple(item.get("channels", ())),
            Text.of(item["subject"]),
            Text.of(item["text"]),
            sms,
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"notices.yaml, {kind}: {error} is missing or not in both languages") from error
    wrong = _fault(made)
    if wrong:
        raise ValueError(f"notices.yaml, {kind}: {wrong}")
    return made


def _fault(made: Template) -> str:
    if made.to not in {"person", "body"}:
        return "`to` is person or body"
    if not set(made.channels) <= {"email", "sms", "letter"} or (made.to == "body" and made.channels):
        return "`channels` are email, sms, letter, and a person's only"
    if ("sms" in made.channels) != (made.sms is not None):
        return "an `sms` text belongs to the channel sms, and only to it"
    for text in (made.subject, made.text, made.sms):
        for words in (text.zh, text.en) if text else ():
            unknown = {name for _, name, _, _ in string.Formatter().parse(words) if name} - PLACES
            if unknown:
                return f"unknown place {{{min(unknown)}}}"
    for words in (made.sms.zh, made.sms.en) if made.sms else ():
        if length(words.format_map(_Longest())) > SMS_CHARACTERS:
            return f"the SMS is longer than {SMS_CHARACTERS} characters"
    return ""


class _Longest(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return _LONGEST.get(name, "…" * 30)


def length(text: str) -> int:
    """Characters as an SMS counts them (UTF-16 units)."""
    return len(text.encode("utf-16-le")) // 2


def fitted(words: str, values: Mapping[str, Any]) -> str:
    """An SMS of at most 70 characters; the name of the body is shortened as far as needed."""
    whole = words.format(**values)
    over = length(whole) - SMS_CHARACTERS
    if over <= 0:
        return whole
    body = str(values.get("body", ""))
    return words.format(**{**values, "body": body[: max(0, len(body) - over - 1)] + "…"})[:SMS_CHARACTERS]
