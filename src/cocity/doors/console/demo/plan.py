"""The plan of the demo city: its places as rows, read from the demo's data. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from cocity.doors.console.demo.data import read

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of the plan. `at` (degrees) and `km2` are of districts only."""

    code: str
    kind: str
    zh: str
    en: str
    parent: str
    people: int | None = None
    at: tuple[float, float] = (0.0, 0.0)
    km2: float = 0.0


def spots() -> list[Spot]:
    """City, districts, streets and towns, and synthetic communities, those above first."""
    return [*_city(), *_districts(), *(spot for spot in _streets()), *_communities()]


def _city() -> Iterator[Spot]:
    city = read("districts")["city"]
    yield Spot(
        city["code"], "city", city["zh"], city["en"], "", sum(spot.people or 0 for spot in _districts())
    )


def _districts() -> Iterator[Spot]:
    data = read("districts")
    for code, row in data["districts"].items():
        lon, lat = row["at"]
        yield Spot(
            code,
            "district",
            row["zh"],
            row["en"],
            data["city"]["code"],
            row["people"],
            (lon, lat),
            row["km2"],
        )


def _streets() -> Iterator[Spot]:
    for district, block in read("streets").items():
        for line in block.splitlines():
            digits, zh, en = line.split(maxsplit=2)
            yield Spot(f"{district}{digits}", "street", zh, en, district)


def _communities() -> Iterator[Spot]:
    """Three to six for each street, named by number: nobody's real neighbourhood."""
    for street in _streets():
        for number in range(1, communities_of(street.code) + 1):
            name = NUMERALS[number - 1]
            yield Spot(
                f"{street.code}-c{number}",
                "community",
                f"{street.zh}第{name}居委会",
                f"{street.en}, community {number}",
                street.code,
            )


def communities_of(street: str) -> int:
    """How many synthetic communities a street has: 3 to 6, from its code."""
    return 3 + int(street) % 4
