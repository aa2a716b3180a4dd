"""What a figure says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cocity.engines.rates import Interval
from cocity.kit.text import Text


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` (in it) to `end` (not in it). What is unfinished is unfinished at `as_of`; without it, at the
    time of the last entry in the journal."""

    start: datetime
    end: datetime
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which matters. `place` and `category` mean all below them too; empty means any."""

    place: str = ""  # path of a place
    category: str = ""
    body: int | None = None
    channel: str = ""
    mode: str = ""  # online | offline
    procedure: str = ""
    source: str = ""


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a figure: a stratum, an age, a rule. `count` and `value` are None where so few people stand
    behind it that an answer could be traced to one of them."""

    name: str
    count: int | None
    value: float | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One indicator for one period and one group. `value` is None when there is nothing to say: never 0 or 100 %.

    `value` = `numerator` / `denominator` for rates and means; for percentiles of time `value` is in `unit`,
    `numerator` counts the finished and `denominator` all; for counts `value` = `numerator`.
    `adjusted` weighs answers by who was asked; `shrunk` draws a small unit towards the whole.
    """

    code: str
    number: str  # in the list of indicators
    title: Text
    unit: str  # share | stars | hours | days | count
    formula: Text
    population: Text
    period: Period
    as_of: datetime | None
    key: str = ""
    value: float | None = None
    numerator: float | None = None
    denominator: int = 0
    interval: Interval | None = None
    excluded: Mapping[str, int] = field(default_factory=dict)
    small: bool = False
    adjusted: float | None = None
    shrunk: float | None = None
    shrunk_interval: Interval | None = None
    target: float | None = None
    parts: tuple[Part, ...] = ()
    missing: Text | None = None

    @property
    def best_interval(self) -> Interval | None:
        """The interval to compare with: the shrunk one of a small unit."""
        return self.shrunk_interval if self.small and self.shrunk_interval else self.interval
