"""Reading figures: from the tables as last brought up to date, without a query. What was asked before is kept until
the tables change."""

from collections.abc import Sequence
from functools import lru_cache, reduce
from operator import and_

import polars as pl

from cocity.kit.errors import Invalid
from cocity.kit.text import Text
from cocity.learn.performance import store
from cocity.learn.performance.catalogue import indicators, thresholds
from cocity.learn.performance.contracts import EVERYTHING, Figure, Filters, Period
from cocity.learn.performance.figures import make
from cocity.learn.performance.rates import c
from cocity.learn.performance.scope import EVERYTHING as ONE_GROUP
from cocity.learn.performance.scope import Scope, scope

KEPT = 256  # answers

# what a reader may ask for → the column it is
GROUPINGS = {
    "district": "district",
    "street": "street",
    "body": "body",
    "category": "category",
    "category_top": "category_top",
    "channel": "channel",
    "mode": "mode",
    "procedure": "procedure",
}


def figures(period: Period, group: str = "", filters: Filters = EVERYTHING) -> tuple[Figure, ...]:
    """Every figure of a group of indicators (hotline, suggestions, parity; empty: all), in the list's order.

    Raises Invalid(period) when it ends before it starts, Invalid(group).
    """
    codes = [code for code, of in indicators().items() if group in ("", of.group)]
    if not codes:
        raise Invalid(Text("没有这一组指标", "There is no such group of indicators"), field="group")
    return _made(store.standing().mark, tuple(codes), period, ONE_GROUP, filters)


def series(
    indicators_: Sequence[str], periods: Sequence[Period], filters: Filters = EVERYTHING
) -> tuple[tuple[Figure, ...], ...]:
    """For each period the named figures, one each in the order named. Raises Invalid(indicator | period)."""
    codes = _known(indicators_)
    mark = store.standing().mark
    return tuple(_made(mark, codes, period, ONE_GROUP, filters) for period in periods)


def table(
    indicator: str | Sequence[str], period: Period, by: str, filters: Filters = EVERYTHING
) -> tuple[Figure, ...]:
    """One figure (or several) for every district, street, body, category, channel, mode or procedure.

    `Figure.key` is the code of the place (the body's id, the category's path …). In order of key, never of value:
    whoever ranks asks `comparable` first. Raises Invalid(indicator | by | period).
    """
    codes = _known([indicator] if isinstance(indicator, str) else indicator)
    if by not in GROUPINGS:
        raise Invalid(Text("不能按这一项分组", "Figures are not kept by that"), field="by")
    return _made(store.standing().mark, codes, period, GROUPINGS[by], filters)


def _known(codes: Sequence[str]) -> tuple[str, ...]:
    if any(code not in indicators() for code in codes):
        raise Invalid(Text("没有这个指标", "There is no such indicator"), field="indicator")
    return tuple(codes)


@lru_cache(maxsize=KEPT)
def _made(
    mark: tuple[str, int, int, int, int], codes: tuple[str, ...], period: Period, by: str, filters: Filters
) -> tuple[Figure, ...]:
    """`mark` is only there so that other tables are another question."""
    made = make(_scope(period, filters, by), codes)
    return tuple(figure for code in codes for figure in made[code])


def _scope(period: Period, filters: Filters, by: str) -> Scope:
    if period.end <= period.start:
        raise Invalid(Text("期末必须晚于期初", "The period must end after it starts"), field="period")
    matters, calls = store.matters(), store.phone_calls()
    latest = max(matters.at.latest, calls.at.latest)
    rows = matters.rows.filter(_chosen(filters)) if filters != EVERYTHING else matters.rows
    heard = calls.rows if filters == EVERYTHING else None
    return scope(rows, heard, period, latest, by, thresholds(), narrowed=filters != EVERYTHING)


def _chosen(filters: Filters) -> pl.Expr:
    below = c("category") == filters.category
    kept = [
        c("place_path").str.starts_with(filters.place),
        below | c("category").str.starts_with(f"{filters.category}/")
        if filters.category
        else pl.lit(value=True),
        c("body") == filters.body if filters.body is not None else pl.lit(value=True),
    ]
    kept += [
        c(name) == value
        for name in ("channel", "mode", "procedure", "source")
        if (value := getattr(filters, name))
    ]
    return reduce(and_, kept)
