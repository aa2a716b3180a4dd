"""Small units drawn towards the whole: a beta-binomial model fitted by moments."""

from collections.abc import Sequence
from dataclasses import dataclass

from cocity.engines.rates.beta import beta_quantile
from cocity.engines.rates.intervals import Interval


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known of a unit before its own cases: `mean`, worth `strength` cases."""

    mean: float
    strength: float


def prior_of(cells: Sequence[tuple[int, int]]) -> Prior | None:
    """From (hits, n) of all units; None when they hold no case or all come out the same way.

    Moments of Kleinman (JASA 68, 1973) with weights n. Units that differ no more than chance allows are worth
    as much as all cases together.
    """
    cells = [(k, n) for k, n in cells if n > 0]
    total = sum(n for _, n in cells)
    hits = sum(k for k, _ in cells)
    if hits in (0, total):
        return None
    mean = hits / total
    chance = mean * (1 - mean)
    spread = sum(n * (k / n - mean) ** 2 for k, n in cells)
    free = len(cells) - 1
    room = total - sum(n * n for _, n in cells) / total - free
    between = (spread - chance * free) / (chance * room) if room > 0 else 0.0
    strength = (1 - between) / between if 0 < between < 1 else float(total)
    return Prior(mean, min(strength, float(total)))


def shrunk(hits: int, n: int, prior: Prior, confidence: float) -> tuple[float, Interval]:
    """Posterior mean of a unit's rate, and its equal-tailed interval."""
    a = hits + prior.mean * prior.strength
    b = n - hits + (1 - prior.mean) * prior.strength
    tail = (1 - confidence) / 2
    return a / (a + b), Interval(beta_quantile(tail, a, b), beta_quantile(1 - tail, a, b), "beta-binomial")
