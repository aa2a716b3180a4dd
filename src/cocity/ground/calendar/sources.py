"""Where holidays come from: packages that hold them as data, read offline and turned into the same shape."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import chinese_calendar.constants as notices_of_china
import holidays
import yaml

from cocity.ground.calendar.definitions import Names, Notice
from cocity.kit.errors import Invalid
from cocity.kit.text import Text

NAMES = Path(__file__).parent / "data" / "names.yaml"
OBSERVED = " (observed)"


@dataclass(frozen=True, slots=True)
class Statutory:
    """Holidays by law as the `holidays` package computes them, and the unbroken years it is certain of.

    `moved` are days off and working days that a notice of some year exchanged (`on` the working ones); the rest
    follows from the law alone.
    """

    off: Names
    on: Names
    moved: frozenset[date]
    weekend: frozenset[int]
    first_year: int
    last_year: int


def knows(country: str, subdivision: str | None) -> bool:
    """Whether the `holidays` package holds this country and subdivision."""
    return subdivision in (None, *holidays.list_supported_countries().get(country, ["?"]))


@cache
def statutory(country: str, subdivision: str | None, first: int, last: int) -> Statutory:
    """Holidays of the years `first` to `last`. Lunar days reach as far as the package's table (1901 to 2099,
    estimated beyond); a year with an estimated day is not certain.

    Raises Invalid for a country or subdivision the package does not hold.
    """
    if not knows(country, subdivision):
        name = f"{country}-{subdivision}" if subdivision else country
        raise Invalid(
            Text(f"没有 {name} 的节假日数据。", f"There are no holidays for {name}."), field="calendar"
        )
    years = range(first, last + 1)
    # Named explicitly: without a language the package follows the machine's.
    own = holidays.country_holidays(country).default_language
    plain = holidays.country_holidays(country, subdiv=subdivision, years=years, language=own)
    chinese = _in_language(plain, country, subdivision, years, ("zh_CN",))
    english = _in_language(plain, country, subdivision, years, ("en_US", "en_GB"))
    off = {day: _named(chinese[day], english[day]) for day in plain}
    on = {day: Text("调休上班", "Make-up working day") for day in getattr(plain, "weekend_workdays", ())}
    bounds = _certain(plain, max(first, plain.start_year), min(last, plain.end_year))
    moved = frozenset((*on, *_labelled(plain, "substituted_label")))
    return Statutory(off, on, moved, frozenset(day + 1 for day in plain.weekend), *bounds)


def _in_language(
    plain: holidays.HolidayBase,
    country: str,
    subdivision: str | None,
    years: Iterable[int],
    wanted: tuple[str, ...],
) -> dict[date, str]:
    language = next((name for name in wanted if name in plain.supported_languages), None)
    if language is None or language == plain.language:
        return dict(plain.items())
    return dict(
        holidays.country_holidays(country, subdiv=subdivision, years=years, language=language).items()
    )


def _named(chinese: str, english: str) -> Text:
    # Where the package speaks no Chinese, the common names are in data/names.yaml; a rare one stays as it is.
    return Text(chinese if chinese != english else "；".join(map(_translated, english.split("; "))), english)


def _translated(name: str) -> str:
    base = name.removesuffix(OBSERVED)
    return _names().get(base, base) + ("（补假）" if base != name else "")


@cache
def _names() -> dict[str, str]:
    return dict(yaml.safe_load(NAMES.read_text(encoding="utf-8")))


def _certain(plain: holidays.HolidayBase, first: int, last: int) -> tuple[int, int]:
    """The longest run of years without an estimated day."""
    estimated = {day.year for day in _labelled(plain, "estimated_label", "observed_estimated_label")}
    edges = [first - 1, *sorted(year for year in estimated if first <= year <= last), last + 1]
    length, start = max((b - a, a) for a, b in pairwise(edges))
    return start + 1, start + length - 1


def _of_china() -> dict[int, Notice]:
    """The State Council's yearly notices as the `chinesecalendar` package (MIT) holds them, since 2004."""
    titles = {
        kind.value: Text(kind.chinese, kind.value.replace("Mid-autumn", "Mid-Autumn"))
        for kind in notices_of_china.Holiday
    }
    made_up = {
        kind: Text(f"{title.zh}调休上班", f"Make-up working day for {title.en}")
        for kind, title in titles.items()
    }
    off = {day: titles[kind] for day, kind in notices_of_china.holidays.items()}
    on = {day: made_up[kind] for day, kind in notices_of_china.workdays.items()}
    # The packaged days carry no year of notice; a day of late December goes with its own year here, which only
    # matters for naming the years that are announced.
    return {
        year: Notice(_of_year(off, year), _of_year(on, year)) for year in sorted({day.year for day in off})
    }


def _of_year(days: Names, year: int) -> Names:
    return {day: name for day, name in days.items() if day.year == year}


_READERS: dict[str, Callable[[], dict[int, Notice]]] = {"chinesecalendar": _of_china}


def _labelled(plain: holidays.HolidayBase, *labels: str) -> set[date]:
    """The days whose name, or one of whose names, is made with one of the package's labels."""
    texts = [text for label in labels if (text := getattr(plain, label, None))]
    patterns = [re.compile(".+".join(map(re.escape, text.split("%s")))) for text in texts]
    return {
        day
        for day, names in plain.items()
        if any(pattern.fullmatch(name) for name in names.split("; ") for pattern in patterns)
    }


@cache
def notices(source: str) -> dict[int, Notice]:
    """The announced years of one of `definitions.SOURCES`."""
    return _READERS[source]()
