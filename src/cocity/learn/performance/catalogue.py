"""The list of indicators and the thresholds: data, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from cocity.kit.text import Text

BUILT_IN = Path(__file__).parent / "data" / "indicators.yaml"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a city may set. Every figure that rests on one says so in its formula."""

    confidence: float
    few: int  # below so many cases a unit is marked small and drawn towards the whole
    hidden_below: int  # answers of fewer people than this are not shown
    satisfied_from: int  # stars
    reopened_days: int  # a closing is judged after so many days
    repeat_days: int
    connect_seconds: int
    ages: tuple[int, ...]  # upper ends, in days, of the ages of what is open


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure as the list describes it."""

    code: str
    number: str
    group: str
    unit: str
    title: Text
    formula: Text
    population: Text
    target: float | None = None
    missing: Text | None = None  # why there is no data, when none can be there yet


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    own = settings.CITY / BUILT_IN.name if settings.CITY else None
    path = own if own is not None and own.exists() else BUILT_IN
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def thresholds() -> Thresholds:
    """The thresholds in force."""
    given = _read()["thresholds"]
    return Thresholds(**{**given, "ages": tuple(given["ages"])})


@lru_cache(maxsize=1)
def indicators() -> Mapping[str, Indicator]:
    """By code, in the order they are shown; thresholds are filled into the words."""
    said = _read()["thresholds"]
    return {code: _indicator(code, item, said) for code, item in _read()["indicators"].items()}


def _indicator(code: str, item: Mapping[str, Any], said: Mapping[str, Any]) -> Indicator:
    return Indicator(
        code=code,
        number=str(item["number"]),
        group=item["group"],
        unit=item["unit"],
        title=Text.of(item["title"]),
        formula=Text.of(item["formula"]).with_values(**said),
        population=Text.of(item["population"]).with_values(**said),
        target=item.get("target"),
        missing=Text.of(item["missing"]) if "missing" in item else None,
    )
