"""The beta distribution: its cumulative function and quantiles, without a heavy library."""

from math import exp, lgamma, log, log1p

TINY = 1e-300
ENOUGH = 1e-15
TERMS = 10_000


def beta_cdf(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function I_x(a, b); continued fraction DLMF 8.17.22, by Lentz's method."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_cdf(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front / _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    f, c, d = 1.0, 1.0, 0.0
    for n in range(1, TERMS):
        m = n // 2
        if n % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _away(1 + term * d)
        c = _away(1 + term / c)
        f *= c * d
        if abs(c * d - 1) < ENOUGH:
            break
    return f


def _away(value: float) -> float:
    """Never zero, so that it can be divided by."""
    return value if abs(value) > TINY else TINY


def beta_quantile(p: float, a: float, b: float) -> float:
    """The x with I_x(a, b) = p, by halving down to neighbouring floats."""
    lo, hi = 0.0, 1.0
    while (middle := (lo + hi) / 2) not in (lo, hi):
        if beta_cdf(middle, a, b) < p:
            lo = middle
        else:
            hi = middle
    return hi
