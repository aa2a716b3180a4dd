"""Figures of waiting: percentiles of time, unfinished ones counted as waiting still."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cocity.engines.rates import Interval
from cocity.engines.survival import Curve
from cocity.kit.text import Text
from cocity.learn.performance.contracts import Figure, Part
from cocity.learn.performance.scope import Scope, left_out
from cocity.learn.performance.times import QUANTILES, chosen, curve, waits

METHOD = "kaplan-meier, log-log"
NOT_YET = Text(
    "办完的还不到 50%，中位数尚不知道。", "Fewer than 50 % are finished: the median is not known yet."
)


def figures(scope: Scope, codes: Sequence[str]) -> Iterator[Figure]:
    """The median as the value; all percentiles as parts."""
    for code, wait in waits().items():
        if code in codes:
            population = scope.rows.filter(wait.within(scope.span))
            excluded = left_out(population, scope.by)
            for key, rows in scope.groups(chosen(population, wait, scope.span, scope.by)).items():
                yield _of(scope, scope.blank(code, key), curve(rows, wait), excluded.get(key, {}))


def _of(scope: Scope, blank: Figure, made: Curve, excluded: dict[str, int]) -> Figure:
    value = made.quantile(0.5)
    return replace(
        blank, value=value, numerator=made.finished, denominator=made.n, excluded=excluded,
        interval=median_interval(made, scope.t.confidence), small=made.n < scope.t.few,
        parts=tuple(Part(f"P{round(p * 100)}", made.n, made.quantile(p)) for p in QUANTILES),
        missing=None if value is not None else NOT_YET,
    )  # fmt: skip


def median_interval(made: Curve, confidence: float) -> Interval | None:
    """Bounds of the median; infinite above where too few are finished to say."""
    bounds = made.interval(0.5, confidence)
    if bounds is None:
        return None
    return Interval(bounds[0], bounds[1] if bounds[1] is not None else float("inf"), METHOD)
