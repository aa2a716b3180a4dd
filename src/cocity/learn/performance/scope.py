"""What figures are made over: the rows, the period, the grouping, and a figure's words before it has a value."""

from dataclasses import dataclass

import polars as pl

from cocity.kit.text import Text
from cocity.learn.performance.catalogue import Thresholds, indicators
from cocity.learn.performance.contracts import Figure, Period
from cocity.learn.performance.rates import Span, c
from cocity.learn.performance.state import EPOCH, MICROSECOND, micros

EVERYTHING = "everything"  # the column that puts all rows in one group
NOTHING = Text("没有数据：期内没有符合口径的事项。", "No data: nothing in the period falls under this.")


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Rows already filtered; `by` names the column that groups them."""

    rows: pl.DataFrame
    calls: pl.DataFrame | None  # None: calls cannot be told apart by this grouping or filter
    period: Period
    span: Span
    by: str
    t: Thresholds
    narrowed: bool = False  # a filter was set: what is left may be a handful of people

    def blank(self, code: str, key: str) -> Figure:
        """The figure with its words, and no data yet."""
        of = indicators()[code]
        return Figure(
            code=code, number=of.number, title=of.title, unit=of.unit, formula=of.formula,
            population=of.population, period=self.period, as_of=EPOCH + self.span.now * MICROSECOND, key=key,
            target=of.target, missing=of.missing or NOTHING,
        )  # fmt: skip

    def keys(self) -> list[str]:
        """The groups there are."""
        return [""] if self.by == EVERYTHING else [str(k) for k in self.rows[self.by].unique().sort()]

    def groups(self, rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
        """`rows`, which carry the grouping column, by group."""
        return {str(key[0]): group for key, group in rows.group_by(self.by, maintain_order=True)}


def scope(
    rows: pl.DataFrame,
    calls: pl.DataFrame | None,
    period: Period,
    latest: int,
    by: str,
    t: Thresholds,
    *,
    narrowed: bool = False,
) -> Scope:
    """Over `rows`. `latest` (µs) is the time of the last entry they were made from."""
    now = max(latest, micros(period.as_of)) if period.as_of else latest
    grouped = pl.lit("").alias(EVERYTHING) if by == EVERYTHING else c(by).cast(pl.String).fill_null("")
    span = Span(micros(period.start), micros(period.end), now)
    return Scope(rows.with_columns(grouped), calls, period, span, by, t, narrowed)


def left_out(rows: pl.DataFrame, by: str) -> dict[str, dict[str, int]]:
    """Group → how many of `rows` each logged rule leaves out."""
    out = rows.filter(c("left_out") != "").group_by(by, "left_out").len().sort(by, "left_out")
    found: dict[str, dict[str, int]] = {}
    for key, rule, n in out.iter_rows():
        found.setdefault(str(key), {})[rule] = n
    return found
