"""How long things take, when some are not finished yet: the product-limit estimate."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

__all__ = ["Curve", "kaplan_meier"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Share still unfinished after each of `times` (m,); `greenwood` (m,) is the sum in Greenwood's variance."""

    times: Floats
    unfinished: Floats
    greenwood: Floats
    n: int
    finished: int

    def quantile(self, p: float) -> float | None:
        """The first time by which at least a share `p` is finished; None when so many are not."""
        return self._first(self.unfinished <= 1 - p)

    def interval(self, p: float, confidence: float) -> tuple[float, float | None] | None:
        """Bounds of the quantile: Brookmeyer & Crowley (Biometrics 38, 1982) on the log-log scale.

        The upper bound is None when the data do not reach it; None altogether without a finished case.
        """
        if not self.finished:
            return None
        z = NormalDist().inv_cdf((1 + confidence) / 2)
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(self.unfinished)
            half = z * np.sqrt(self.greenwood) / np.abs(logs)
            low = np.where(self.unfinished > 0, self.unfinished ** np.exp(half), 0.0)
            high = np.where(self.unfinished > 0, self.unfinished ** np.exp(-half), 0.0)
        first = self._first(low <= 1 - p)
        return None if first is None else (first, self._first(high <= 1 - p))

    def _first(self, reached: NDArray[np.bool_]) -> float | None:
        return float(self.times[int(np.argmax(reached))]) if reached.any() else None


def kaplan_meier(durations: Floats, finished: NDArray[np.bool_]) -> Curve:
    """E. L. Kaplan and P. Meier, JASA 53 (1958). `durations` (n,) ≥ 0; unfinished ones are censored there.

    A case censored at the moment another finishes counts as still at risk then.
    """
    ended, events = np.unique(durations[finished], return_counts=True)
    at_risk = len(durations) - np.searchsorted(np.sort(durations), ended, side="left")
    left = at_risk - events
    with np.errstate(divide="ignore"):
        sums = np.cumsum(events / (at_risk * left.astype(np.float64)))
    return Curve(
        ended.astype(np.float64),
        np.cumprod(left / at_risk, dtype=np.float64),
        sums,
        len(durations),
        int(events.sum()),
    )
