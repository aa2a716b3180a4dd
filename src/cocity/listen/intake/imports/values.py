"""From cells to values, as a mapping says. Pure."""

import math
import re
from collections.abc import Mapping as Cells
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cocity.kit.text import Text
from cocity.listen.intake.imports.mapping import FLAGS, NUMBERS, TIMES, Pick

_NO_SLUG = re.compile(r"[^0-9a-z一-鿿]+")
YES = {"1", "true", "yes", "y", "是"}
NO = {"", "0", "false", "no", "n", "否"}


class Wrong(ValueError):
    """A cell that cannot be used: its column(s) and what to do."""

    def __init__(self, pick: Pick, said: Text) -> None:
        super().__init__(said.en)
        self.column, self.said = " + ".join(pick.columns) or "-", said


def value_of(name: str, pick: Pick, cells: Cells[str, str], zone: ZoneInfo) -> Any:
    """The value of a field; None where the source says nothing. Raises Wrong."""
    if name in FLAGS:
        return flag_of(pick, cells)
    text = text_of(pick, cells)
    if not text and name in (*TIMES, *NUMBERS):
        return None
    if name in TIMES:
        return time_of(pick, text, zone)
    if name in NUMBERS:
        return number_of(pick, text)
    return text


def text_of(pick: Pick, cells: Cells[str, str]) -> str:
    """The words of the columns, joined and translated. Raises Wrong for a word the mapping does not know."""
    if pick.value is not None:
        return str(pick.value)
    found = (cells.get(column, "").strip() for column in pick.columns)
    text = pick.join.join(part for part in found if part and part not in pick.empty)
    if pick.map or pick.contains:
        text = _translated(pick, text)
    return _NO_SLUG.sub("-", text.lower()).strip("-") if pick.slug else text


def _translated(pick: Pick, text: str) -> str:
    if text in pick.map:
        return pick.map[text]
    for word, meaning in pick.contains.items():
        if word in text:
            return meaning
    if pick.otherwise is not None:
        return pick.otherwise
    said = Text(
        "映射文件不认识“{value}”；请在 map 里加上它，或写 otherwise。",
        "The mapping does not know “{value}”; add it to `map`, or give `otherwise`.",
    )
    raise Wrong(pick, said.with_values(value=text[:60]))


def time_of(pick: Pick, text: str, zone: ZoneInfo) -> datetime:
    """A time in the source's zone. Raises Wrong."""
    found = _parsed(pick, text)
    if found is None:
        said = Text(
            "读不懂时间“{value}”；应像 {example}。",
            "The time “{value}” cannot be read; it should look like {example}.",
        )
        example = (
            datetime(2026, 11, 23, 10, 30, tzinfo=UTC).strftime(pick.formats[0])
            if pick.formats
            else "2026-11-23T10:30:00"
        )
        raise Wrong(pick, said.with_values(value=text[:40], example=example))
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _parsed(pick: Pick, text: str) -> datetime | None:
    for shape in pick.formats:
        try:
            return datetime.strptime(text, shape)  # noqa: DTZ007 - the zone is the mapping's
        except ValueError:
            continue
    if pick.formats:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def number_of(pick: Pick, text: str) -> float:
    """A finite number. Raises Wrong."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        said = Text(
            "“{value}”不是数；应像 121.4737。", "“{value}” is not a number; it should look like 121.4737."
        )
        raise Wrong(pick, said.with_values(value=text[:40]))
    return found


def flag_of(pick: Pick, cells: Cells[str, str]) -> bool:
    """Yes or no. Raises Wrong."""
    if isinstance(pick.value, bool):
        return pick.value
    text = text_of(pick, cells).lower()
    if text in YES or text in NO:
        return text in YES
    raise Wrong(
        pick, Text("“{value}”应是 是 或 否。", "“{value}” should be yes or no.").with_values(value=text[:40])
    )


def not_ahead(pick: Pick, at: datetime, now: datetime) -> None:
    """Nothing was said tomorrow. Raises Wrong."""
    if at > now + timedelta(days=1):
        said = Text(
            "时间 {at} 还没有到；请核对年份和时区。",
            "The time {at} has not come yet; check year and time zone.",
        )
        raise Wrong(pick, said.with_values(at=at.isoformat(sep=" ")))
