"""Weights for answers, when not everyone who was asked answered."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A stratum: how many were asked, how many answered, the sum of their answers."""

    asked: int
    answered: int
    total: float


def hidden(counts: Sequence[int], k: int) -> frozenset[int]:
    """Which of the counts to keep back: those of fewer than `k` people, and, lest the few be found by subtracting
    from the whole, the smallest others until at least `k` people are kept back. An empty cell tells of nobody."""
    people = sorted((n, i) for i, n in enumerate(counts) if n)
    kept: list[int] = []
    together = 0
    for n, i in people:
        if n >= k and (not kept or together >= k):
            break
        kept.append(i)
        together += n
    return frozenset(kept)


def weighted_mean(cells: Sequence[Cell]) -> tuple[float, int] | None:
    """(mean, how many asked stand in strata where nobody answered); None when nobody answered at all.

    Each answer counts asked/answered of its stratum, the inverse of the response propensity (Little, JASA 81,
    1986). Nothing is said for strata without an answer: they are counted, not guessed.
    """
    heard = [cell for cell in cells if cell.answered]
    if not heard:
        return None
    asked = sum(cell.asked for cell in heard)
    value = sum(cell.asked * (cell.total / cell.answered) for cell in heard) / asked
    return value, sum(cell.asked for cell in cells) - asked
