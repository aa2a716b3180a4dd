"""How long things take: durations with what is unfinished, in natural and in working hours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from django.conf import settings
from numpy.typing import NDArray

from cocity.engines.survival import Curve, kaplan_meier
from cocity.ground.calendar import api as calendar
from cocity.learn.performance.columns import DAY
from cocity.learn.performance.rates import Span, c

SECOND = 1_000_000
HOUR = 3600 * SECOND
QUANTILES = (0.5, 0.8, 0.95)


@dataclass(frozen=True, slots=True)
class Wait:
    """From one moment to another. `ruled`: matters left out by a logged step do not count."""

    within: Callable[[Span], pl.Expr]
    begins: str
    ends: str
    unit: int  # µs
    working: bool = False


def waits() -> Mapping[str, Wait]:
    """Every waiting time, by code."""

    def opened(span: Span) -> pl.Expr:
        return span.holds("opened_at")

    return {
        "time_to_done": Wait(opened, "opened_at", "done_at", HOUR),
        "time_to_done_working": Wait(opened, "opened_at", "done_at", HOUR, working=True),
        "time_to_disposition": Wait(
            lambda span: opened(span) & c("disposes"), "opened_at", "disposed_at", DAY
        ),
        "implementation_lag": Wait(
            lambda span: (
                c("disposes") & span.holds("disposed_at") & c("disposition").is_in(["adopted", "partly"])
            ),
            "disposed_at",
            "implemented_at",
            DAY,
        ),
    }


def curve(rows: pl.DataFrame, wait: Wait) -> Curve:
    """The curve over rows already chosen, with columns `begins`, `stops` (now, where unfinished) and `finished`."""
    begins, stops = rows["begins"].to_numpy(), rows["stops"].to_numpy()
    spent = _working(rows, begins, stops) if wait.working else stops - begins
    unit = wait.unit // SECOND if wait.working else wait.unit
    return kaplan_meier(np.maximum(spent, 0) / unit, rows["finished"].to_numpy())


def chosen(rows: pl.DataFrame, wait: Wait, span: Span, *keep: str) -> pl.DataFrame:
    """The rows of the population that are not left out, as `curve` wants them, with the columns `keep`."""
    return rows.filter(wait.within(span) & (c("left_out") == "")).select(
        *keep,
        "calendar",
        begins=wait.begins,
        stops=pl.coalesce(c(wait.ends), pl.lit(span.now)),
        finished=c(wait.ends).is_not_null(),
    )


def _working(rows: pl.DataFrame, begins: NDArray[np.int64], stops: NDArray[np.int64]) -> NDArray[np.int64]:
    """Working seconds, each matter by its own calendar."""
    spent = np.zeros(len(begins), dtype=np.int64)
    names = rows["calendar"].to_numpy()
    for name in rows["calendar"].unique().sort():
        mine = np.flatnonzero(names == name)
        spent[mine] = calendar.working_seconds_many(
            begins[mine] // SECOND, stops[mine] // SECOND, name or settings.CALENDAR
        )
    return spent
