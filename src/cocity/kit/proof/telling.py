"""A check put into sentences, for whoever shows them: a command, a page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cocity.kit.canonical import canonical
from cocity.kit.proof.checking import Checked, Facts
from cocity.kit.proof.saying import ALWAYS_UNPROVED, FIELDS, KINDS, REASONS, SAYINGS
from cocity.kit.text import Text

BEYOND = 253_402_300_800  # the year 10000


@dataclass(frozen=True, slots=True)
class Told:
    """The verdict, and under it what is proved and what is not; `entry`, `content` and `keys` are (label, value)."""

    verdict: Text
    proved: tuple[Text, ...] = ()
    unproved: tuple[Text, ...] = ()
    entry: tuple[tuple[Text, str | Text], ...] = ()
    content: tuple[tuple[Text, str | Text], ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    reason: Text | None = None
    detail: str = ""


def universal(at: int) -> str:
    """Seconds since 1970 as a time everywhere the same; beyond the year 9999 the seconds themselves."""
    if at >= BEYOND:
        return f"{at} s"
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"


def tell(checked: Checked, clock: Callable[[int], str] = universal) -> Told:
    """The sentences of a check; `clock` writes a time (seconds since 1970) for the reader."""
    if checked.facts is None:
        verdict = SAYINGS["undecided" if checked.undecided else "fails"]
        reason = SAYINGS[REASONS.get(checked.step, checked.step)]
        return Told(verdict, reason=reason, detail=checked.detail)
    facts = checked.facts
    without = () if facts.content_known else ("no_content",)
    return Told(
        SAYINGS["holds"],
        proved=_proved(facts, clock),
        unproved=tuple(SAYINGS[name] for name in (*without, *ALWAYS_UNPROVED)),
        entry=tuple((SAYINGS[name], _named(name, value)) for name, value in facts.entry),
        content=tuple(_fields(facts.content)),
        keys=((facts.origin, facts.log_key), *((each.name, each.key) for each in facts.witnesses)),
    )


def _fields(content: Any) -> Iterator[tuple[Text, str | Text]]:
    """A content's fields that say something, those with known names first: text as it is, all else as JSON."""
    told = content if isinstance(content, dict) else {} if content is None else {"": content}
    order = dict.fromkeys([*(name for name in FIELDS if name in told), *told])
    for name in order:
        value = told[name]
        if value not in (None, ""):
            shown = value if isinstance(value, str) else canonical(value)
            yield FIELDS.get(name, Text(name, name)), _named(name, shown)


def _named(field: str, value: str) -> str | Text:
    """A kind of entry in words before its own name; anything else as it is."""
    words = KINDS.get(value) if field == "kind" else None
    return Text(f"{words.zh} ({value})", f"{words.en} ({value})") if words else value


def _proved(facts: Facts, clock: Callable[[int], str]) -> tuple[Text, ...]:
    place = SAYINGS["place"].with_values(origin=facts.origin, number=facts.index + 1, size=facts.size)
    witnessed = [
        SAYINGS["witnessed"].with_values(name=each.name, at=clock(each.at)) for each in facts.witnesses
    ]
    content = [SAYINGS["content"]] if facts.content_known else []
    return (place, *(witnessed or [SAYINGS["unwitnessed"]]), SAYINGS["lasting"], *content)
