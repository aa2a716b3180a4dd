"""Intervals for rates, means and differences."""

from dataclasses import dataclass
from math import inf, isfinite, sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Interval:
    """From `lo` to `hi`, by `method`."""

    lo: float
    hi: float
    method: str


def normal_quantile(confidence: float) -> float:
    """Two-sided quantile of the normal distribution: 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(hits: float, n: int, confidence: float) -> Interval | None:
    """E. B. Wilson, JASA 22 (1927): the score interval of a rate; None without cases."""
    if n == 0:
        return None
    z2 = normal_quantile(confidence) ** 2
    p = hits / n
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    # At 0 and n the bound is exact; rounding must not leave it a hair inside.
    lo = 0.0 if hits == 0 else max(0.0, middle - half)
    hi = 1.0 if hits == n else min(1.0, middle + half)
    return Interval(lo, hi, "wilson")


def mean_interval(
    n: int, total: float, squares: float, confidence: float, ends: tuple[float, float] = (-inf, inf)
) -> Interval | None:
    """Normal interval of a mean from the sum and the sum of squares; None below two cases.

    `ends`: no value lies outside, so the interval does not. Where all values are alike they tell nothing of their spread;
    then Wilson's interval of the mean's way between the ends stands in: no values vary more than those at the ends.
    """
    if n < 2:
        return None
    mean, (least, most) = total / n, ends
    spread = sqrt(max(0.0, squares - n * mean * mean) / (n - 1))
    if spread == 0 and isfinite(most - least):
        way = wilson((total - n * least) / (most - least), n, confidence)
        return way and Interval(least + way.lo * (most - least), least + way.hi * (most - least), way.method)
    half = normal_quantile(confidence) * spread / sqrt(n)
    return Interval(max(least, mean - half), min(most, mean + half), "normal")


def difference(a: float, of_a: Interval, b: float, of_b: Interval) -> Interval:
    """Interval of a - b from those of both: square-and-add (Zou & Donner, Statistics in Medicine 27, 2008)."""
    lo = a - b - sqrt((a - of_a.lo) ** 2 + (of_b.hi - b) ** 2)
    hi = a - b + sqrt((of_a.hi - a) ** 2 + (b - of_b.lo) ** 2)
    return Interval(lo, hi, f"square-and-add of {of_a.method}")
