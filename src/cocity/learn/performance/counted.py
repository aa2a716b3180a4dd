"""Figures that count: rates over matters, hops, what is open and overdue, telephone calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import polars as pl

from cocity.engines.rates import mean_interval, wilson
from cocity.learn.performance.columns import DAY
from cocity.learn.performance.contracts import Figure, Part
from cocity.learn.performance.rates import ANSWERED, asked, c, count, is_open, rates
from cocity.learn.performance.scope import EVERYTHING, Scope, left_out


def figures(scope: Scope, codes: Sequence[str]) -> Iterator[Figure]:
    """Every rate asked for, in one pass over the rows."""
    every = rates(scope.t)
    chosen = {code: every[code] for code in codes if code in every}
    if not chosen or scope.rows.is_empty():
        return
    for key, counts in count(scope.rows, chosen, scope.span, scope.by).items():
        for code, found in counts.items():
            made = rate(scope, scope.blank(code, key), found.hits, found.n, found.excluded)
            yield replace(made, parts=_PARTS[code](scope, key)) if code in _PARTS else made


def _rules(scope: Scope, key: str) -> tuple[Part, ...]:
    """How many of the matters opened in the period were left out by each rule."""
    out = scope.rows.lazy().filter(
        (c(scope.by) == key) & scope.span.holds("opened_at") & (c("left_out") != "")
    )
    made = out.group_by("left_out").len().sort("left_out").collect()
    return tuple(Part(name, n) for name, n in made.iter_rows())


def _silent(scope: Scope, key: str) -> tuple[Part, ...]:
    """Those without a verdict: called in vain, or never called at all."""
    silent = (c(scope.by) == key) & asked(scope.span) & ~ANSWERED & (c("left_out") == "")
    called = scope.rows.select((silent & (c("calls") > 0)).sum(), never=(silent & (c("calls") == 0)).sum())
    return tuple(
        Part(name, n) for name, n in zip(("called_in_vain", "never_called"), called.row(0), strict=True)
    )


_PARTS = {"left_out_share": _rules, "verdict_response_rate": _silent}


def rate(scope: Scope, blank: Figure, hits: int, n: int, excluded: Mapping[str, int]) -> Figure:
    """A share with its interval; without cases it stays without a value."""
    if n == 0:
        return replace(blank, excluded=excluded)
    return replace(
        blank, value=hits / n, numerator=hits, denominator=n, excluded=excluded, missing=None,
        interval=wilson(hits, n, scope.t.confidence), small=n < scope.t.few,
    )  # fmt: skip


def sums(scope: Scope, codes: Sequence[str]) -> Iterator[Figure]:
    """Means and counts that are no rates."""
    makers = {"mean_hops": _hops, "backlog": _backlog, "overdue_exposure": _overdue}
    for code, maker in makers.items():
        if code in codes:
            yield from maker(scope, code)


def _hops(scope: Scope, code: str) -> Iterator[Figure]:
    every = scope.rows.filter(scope.span.holds("offered_first_at"))
    excluded = left_out(every, scope.by)
    sent = every.lazy().filter(c("left_out") == "")
    hops = c("accepted")
    made = sent.group_by(scope.by).agg(n=pl.len(), total=hops.sum(), squares=(hops * hops).sum()).collect()
    for key, n, total, squares in made.iter_rows():
        interval = mean_interval(n, total, squares, scope.t.confidence)
        yield replace(
            scope.blank(code, key), value=total / n, numerator=total, denominator=n, interval=interval,
            small=n < scope.t.few, missing=None, excluded=excluded.get(key, {}),
        )  # fmt: skip


def _backlog(scope: Scope, code: str) -> Iterator[Figure]:
    now, ends = scope.span.now, scope.t.ages
    age = (now - c("opened_at")) // DAY
    bands = [f"0-{ends[0]}", *(f"{a + 1}-{b}" for a, b in pairwise(ends)), f">{ends[-1]}"]
    uppers = [-1, *ends]
    held = [(age > low) & (age <= high) for low, high in zip(uppers, ends, strict=False)] + [age > ends[-1]]
    asks = [kept.sum().alias(band) for band, kept in zip(bands, held, strict=True)]
    made = _open(scope).group_by(scope.by).agg(pl.len(), *asks).collect()
    for key, n, *counts in made.iter_rows():
        parts = tuple(Part(band, found) for band, found in zip(bands, counts, strict=True))
        blank = scope.blank(code, key)
        yield replace(blank, value=n, numerator=n, denominator=n, parts=parts, missing=None)


def _overdue(scope: Scope, code: str) -> Iterator[Figure]:
    late = (scope.span.now - c("due_at")).clip(lower_bound=0)
    made = (
        _open(scope).group_by(scope.by).agg(late.sum().alias("late"), (late > 0).sum().alias("n")).collect()
    )
    for key, total, n in made.iter_rows():
        days = total / DAY
        yield replace(scope.blank(code, key), value=days, numerator=days, denominator=n, missing=None)


def _open(scope: Scope) -> pl.LazyFrame:
    return scope.rows.lazy().filter(is_open() & (c("opened_at") < scope.span.end))


def phone(scope: Scope, codes: Sequence[str]) -> Iterator[Figure]:
    """The share of calls answered in time; only for the whole hotline, since a call has no place and no body."""
    if "connect_rate" not in codes or scope.calls is None or scope.by != EVERYTHING:
        return
    offered = scope.calls.filter(scope.span.holds("offered_at"))
    soon = c("answered_at") <= c("offered_at") + scope.t.connect_seconds * 1_000_000
    hits = offered.select(soon.fill_null(value=False).sum()).item()
    yield rate(scope, scope.blank("connect_rate", ""), hits, offered.height, {})
