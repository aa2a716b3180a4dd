"""Whether it matters how one speaks: time online and offline, and the clock itself (invariant I21)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from cocity.engines.rates import difference
from cocity.kit.text import Text
from cocity.learn.performance.contracts import Figure, Part
from cocity.learn.performance.counted import rate
from cocity.learn.performance.rates import c
from cocity.learn.performance.scope import Scope
from cocity.learn.performance.times import chosen, curve, waits
from cocity.learn.performance.waited import median_interval

MODES = ("online", "offline")
ONE_SIDED = Text(
    "没有数据：线上、线下至少一方没有足够办完的事项。",
    "No data: online or offline, too few are finished to know a median.",
)


def figures(scope: Scope, codes: Sequence[str]) -> Iterator[Figure]:
    """The gap in time, and the share of kinds held to the same clock."""
    if "channel_time_gap" in codes:
        wait = waits()["time_to_done"]
        both = scope.rows.filter(c("mode").is_in(MODES))
        for key, rows in scope.groups(chosen(both, wait, scope.span, scope.by, "mode")).items():
            yield _gap(scope, scope.blank("channel_time_gap", key), rows)
    if "channel_same_clock" in codes:
        yield from _same_clock(scope)


def _gap(scope: Scope, blank: Figure, rows: pl.DataFrame) -> Figure:
    wait = waits()["time_to_done"]
    online, offline = (curve(rows.filter(c("mode") == mode), wait) for mode in MODES)
    a, b = online.quantile(0.5), offline.quantile(0.5)
    parts = (Part(MODES[0], online.n, a), Part(MODES[1], offline.n, b))
    if a is None or b is None:
        return replace(blank, parts=parts, denominator=rows.height, missing=ONE_SIDED)
    of_a, of_b = (median_interval(made, scope.t.confidence) for made in (online, offline))
    return replace(
        blank, value=a - b, numerator=online.finished + offline.finished, denominator=rows.height, parts=parts,
        interval=difference(a, of_a, b, of_b) if of_a and of_b else None,
        small=min(online.n, offline.n) < scope.t.few, missing=None,
    )  # fmt: skip


def _same_clock(scope: Scope) -> Iterator[Figure]:
    """A kind × category is the same when the rules it was held to online and offline are the same set."""
    kind = (scope.by, "voice_kind", "category")
    rule = pl.concat_str("first_procedure", "procedure_version", "calendar", separator=" ")
    rules = (
        scope.rows.lazy()
        .filter(scope.span.holds("opened_at") & c("mode").is_in(MODES))
        .group_by(*kind, "mode")
        .agg(rule.unique().sort().alias("rules"))
    )
    online, offline = (rules.filter(c("mode") == mode).drop("mode") for mode in MODES)
    pairs = online.join(offline, on=list(kind), how="inner")
    same = (c("rules") == c("rules_right")).sum()
    for key, hits, n in pairs.group_by(scope.by).agg(same.alias("hits"), pl.len()).collect().iter_rows():
        yield rate(scope, scope.blank("channel_same_clock", key), hits, n, {})
