"""From a row to what was said."""

from collections.abc import Mapping as Cells
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cocity.engines.geo import Box, examine
from cocity.ground.places.api import DOUBTS
from cocity.kit.errors import CityError, Errors
from cocity.kit.text import Text
from cocity.listen.intake.contracts import Said
from cocity.listen.intake.imports.mapping import Mapping, Pick
from cocity.listen.intake.imports.values import Wrong, not_ahead, text_of, time_of, value_of

LONGEST = {"external_id": 80, "category": 80, "email": 200, "phone": 40}
TOO_LONG = Text("超过 {n} 字。", "Longer than {n} characters.")
NO_ID = Text(
    "没有编号；每行都要有来源系统的编号。", "No number; every row needs the number of the source system."
)


@dataclass(slots=True)
class Outcome:
    """What the source knows of a case's end: when the unit said it was done, in which words, and its claim."""

    done_at: datetime | None
    text: str
    claim: str


@dataclass(slots=True)
class Draft:
    """A row understood. `body` is the source's name of the unit, as it stands in the column; `titles` what the source
    calls the category, by language."""

    said: Said
    body: str = ""
    outcome: Outcome | None = None
    titles: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Troubles:
    """What is wrong with a row: (column, what to do)."""

    found: list[tuple[str, Text]] = field(default_factory=list)

    def told(self) -> str:
        """All of it, in both languages."""
        return "; ".join(f"{column}: {said.zh} / {said.en}" for column, said in self.found)


def draft_of(
    mapping: Mapping, cells: Cells[str, str], *, now: datetime, procedure: str = ""
) -> Draft | Troubles:
    """What a row says, or everything that is wrong with it."""
    troubles = Troubles()
    values = _values(mapping, cells, now, troubles)
    number = text_of(mapping.external_id, cells)
    if not number:
        troubles.found.append((" + ".join(mapping.external_id.columns), NO_ID))
    outcome = _outcome(mapping, cells, now, troubles)
    _check_area(mapping, values, troubles)
    _check_lengths(mapping, {**values, "external_id": number}, troubles)
    if troubles.found:
        return troubles
    extra = {name: found for name, pick in mapping.extra.items() if (found := text_of(pick, cells))}
    category = values.pop("category", "")
    titles: dict[str, str] = dict(mapping.category_names.get(category, {}).items())
    for language, pick in mapping.category_titles.items() if category else ():
        titles.setdefault(language, text_of(pick, cells))
    if category and mapping.category_prefix:
        category = f"{mapping.category_prefix}/{category}"
    said = Said(
        **{name: value for name, value in values.items() if value is not None},
        category=category, channel=mapping.channel.channel(), datum=mapping.datum, source=mapping.source,
        external_id=number, extra=extra, calendar=mapping.calendar,
        procedure=procedure,
    )  # fmt: skip
    rule = mapping.bodies
    body = (cells.get(rule.column, "").strip() or rule.otherwise) if rule else ""
    return Draft(said, body, outcome, titles)


def _values(mapping: Mapping, cells: Cells[str, str], now: datetime, troubles: Troubles) -> dict[str, Any]:
    values: dict[str, Any] = {"language": mapping.language}
    for name, pick in mapping.fields.items():
        try:
            value = value_of(name, pick, cells, mapping.zone)
            if name == "received_at" and value is not None:
                not_ahead(pick, value, now)
        except Wrong as wrong:
            troubles.found.append((wrong.column, wrong.said))
            continue
        values[name] = value
    if values.get("received_at", now) is None:
        pick = mapping.fields["received_at"]
        troubles.found.append((" + ".join(pick.columns), Text("没有时间。", "There is no time.")))
    return values


def _outcome(mapping: Mapping, cells: Cells[str, str], now: datetime, troubles: Troubles) -> Outcome | None:
    rule = mapping.replay
    if rule is None:
        return None
    try:
        written = text_of(rule.done_at, cells)
        done_at = time_of(rule.done_at, written, mapping.zone) if written else None
        if done_at is not None:
            not_ahead(rule.done_at, done_at, now)
        return Outcome(done_at, text_of(rule.done_text, cells), text_of(rule.done_claim, cells))
    except Wrong as wrong:
        troubles.found.append((wrong.column, wrong.said))
        return None


def _check_area(mapping: Mapping, values: dict[str, Any], troubles: Troubles) -> None:
    lon, lat = values.get("lon"), values.get("lat")
    if mapping.area is None or lon is None or lat is None:
        return
    found = examine(lon, lat, Box(*mapping.area))
    if found is not None:
        x, y = found.meant or (lon, lat)
        troubles.found.append(
            (_columns(mapping, "lon"), DOUBTS[found.doubt].with_values(x=f"{x:.6f}", y=f"{y:.6f}"))
        )


def _check_lengths(mapping: Mapping, values: dict[str, Any], troubles: Troubles) -> None:
    for name, most in LONGEST.items():
        if len(values.get(name) or "") > most:
            troubles.found.append((_columns(mapping, name), TOO_LONG.with_values(n=most)))


def refused(mapping: Mapping, error: CityError) -> Troubles:
    """What intake itself refuses, by the columns the fields came from."""
    errors = error.errors if isinstance(error, Errors) else [error]
    return Troubles([(_columns(mapping, each.field), each.message) for each in errors])


def _columns(mapping: Mapping, name: str) -> str:
    pick: Pick | None = mapping.external_id if name == "external_id" else mapping.fields.get(name)
    return " + ".join(pick.columns) if pick and pick.columns else name
