"""Statements that hold every group together, told with how sure that is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

from cocity.engines.opinion.arrays import Bools, Floats, Int64s

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Bridge:
    """`least` is the smallest group's share who say the same (`agree` or not), in `group`; `low`…`high` its interval."""

    statement: int
    agree: bool
    least: float
    low: float
    high: float
    group: int
    shares: tuple[float, ...]


def wilson(hits: Any, seen: Any, z: float) -> tuple[Floats, Floats]:
    """E. B. Wilson, JASA 22 (1927): both ends of the score interval of a share; 0…1 where nobody was asked."""
    n = np.where(np.asarray(seen) > 0, seen, 1.0)
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    asked = np.asarray(seen) > 0
    return np.where(asked, np.clip(middle - half, 0, 1), 0.0), np.where(
        asked, np.clip(middle + half, 0, 1), 1.0
    )


def bridges(counts: Int64s, live: Bools, level: float = LEVEL) -> list[Bridge]:
    """Statements of which it is sure that in every group more than half say the same, the surest first.

    `counts` (groups, width, 3). A pass counts as asked. The lower end of the smallest share is the smallest of the groups'
    lower ends at (1 − level)/2 each: it exceeds the truth only if that of the truly smallest group does. The upper end
    needs all of them, so each is taken at (1 − level)/2 ÷ groups (Bonferroni).
    """
    if len(counts) < 2:
        return []
    found = [one for agree in (True, False) for one in _bridges(counts, live, level, agree)]
    return sorted(found, key=lambda one: (-one.low, one.statement))


def _bridges(counts: Int64s, live: Bools, level: float, agree: bool) -> list[Bridge]:
    hits, seen = counts[..., 0 if agree else 1], counts[..., 2]
    tail = (1 - level) / 2
    low = wilson(hits, seen, float(ndtri(1 - tail)))[0].min(axis=0)
    high = wilson(hits, seen, float(ndtri(1 - tail / len(counts))))[1].min(axis=0)
    shares = hits / np.maximum(seen, 1)
    group = shares.argmin(axis=0)
    return [
        Bridge(
            int(s), agree, float(shares[group[s], s]), float(low[s]), float(high[s]), int(group[s]),
            tuple(float(share) for share in shares[:, s]),
        )
        for s in np.flatnonzero(live & (low > 0.5))
    ]  # fmt: skip
