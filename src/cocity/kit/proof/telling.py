"""A check put into sentences, for whoever shows them: a command, a page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cocity.kit.canonical import canonical
from cocity.kit.proof.checking import Checked, Facts
from cocity.kit.proof.codes import COMMA, FIXED, GROUPS, STARS, TIMES, Names
from cocity.kit.proof.saying import ALWAYS_UNPROVED, FIELDS, KINDS, REASONS, SAYINGS
from cocity.kit.text import Text

Clock = Callable[[int], str | Text]
KNOWN: Names = {"kind": KINDS}  # what is known without a city
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


def tell(checked: Checked, clock: Clock = universal, names: Names = KNOWN) -> Told:
    """The sentences of a check; `clock` writes a time (seconds since 1970) for the reader, `names` what codes are called."""
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
        entry=tuple((SAYINGS[name], _named(name, value, names, clock)) for name, value in facts.entry),
        content=tuple(fields(facts.content, names, clock)),
        keys=((facts.origin, facts.log_key), *((each.name, each.key) for each in facts.witnesses)),
    )


def fields(content: Any, names: Names, clock: Clock = universal) -> Iterator[tuple[Text, str | Text]]:
    """A content's fields that say something, those with known labels first: in words, and as they were signed behind."""
    told = content if isinstance(content, dict) else {} if content is None else {"": content}
    order = dict.fromkeys([*(name for name in FIELDS if name in told), *told])
    for name in order:
        value = told[name]
        if value not in (None, ""):
            yield FIELDS.get(name, Text(name, name)), _named(name, value, names, clock)


def _named(field: str, value: Any, names: Names, clock: Clock) -> str | Text:
    """Words before the value itself, or the value alone where there are none: text as it is, all else as JSON."""
    written = value if isinstance(value, str) else canonical(value)
    words = in_words(field, value, names, clock)
    return written if words is None else Text("{w} ({v})", "{w} ({v})").with_values(w=words, v=written)


def in_words(field: str, value: Any, names: Names, clock: Clock = universal) -> Text | None:
    """What a value of this field is called; None where nothing calls it anything."""
    if isinstance(value, bool):
        return FIXED["truth"][canonical(value)]
    if field in TIMES or field == "hour":
        return _time(value, clock, hour=field == "hour")
    if isinstance(value, dict):
        return _verdict(value, names) if field == "verdict" else None
    group = GROUPS.get(field, "")
    code = str(value).strip("/").rpartition("/")[2] if field.endswith("_path") else str(value)
    return names.get(group, {}).get(code) or FIXED.get(group, {}).get(code)


def _time(value: Any, clock: Clock, *, hour: bool) -> Text | None:
    try:
        moment = datetime.fromisoformat(f"{value}:00+00:00" if hour else str(value))
        said = clock(int(moment.timestamp())) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
    if said is None:
        return None
    return (SAYINGS["hour_from"] if hour else Text("{at}", "{at}")).with_values(at=said)


def _verdict(value: Mapping[str, Any], names: Names) -> Text | None:
    found = [in_words(name, value.get(name), names) for name in ("solved", "voice")]
    stars = [STARS.with_values(n=value["stars"])] if value.get("stars") else []
    parts = [*filter(None, found[:1]), *stars, *filter(None, found[1:])]
    return Text(COMMA.zh.join(p.zh for p in parts), COMMA.en.join(p.en for p in parts)) if parts else None


def _proved(facts: Facts, clock: Clock) -> tuple[Text, ...]:
    place = SAYINGS["place"].with_values(origin=facts.origin, number=facts.index + 1, size=facts.size)
    witnessed = [
        SAYINGS["witnessed"].with_values(name=each.name, at=clock(each.at)) for each in facts.witnesses
    ]
    content = [SAYINGS["content"]] if facts.content_known else []
    return (place, *(witnessed or [SAYINGS["unwitnessed"]]), SAYINGS["lasting"], *content)
