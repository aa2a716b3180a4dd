"""Linear support vector machines, one against the rest for all labels at once.

Dual coordinate descent for the squared hinge loss (Hsieh, Chang, Lin, Keerthi, Sundararajan, ICML 2008), written
anew so that one pass over a text serves every label.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

PASSES = 8


@njit(cache=True, nogil=True, fastmath=True)
def _descend(rows, bounds, numbers, values, labels, weights, bias, cost, passes, enough):  # type: ignore[no-untyped-def] # noqa: C901
    """Fills `weights` (features, labels) and `bias` (labels) from the texts in `rows`; the passes it took."""
    count = bias.size
    half = 1.0 / (2.0 * cost)
    alpha = np.zeros((rows.size, count), np.float32)
    length = np.empty(rows.size, np.float32)
    for k in range(rows.size):
        total = 1.0
        for at in range(bounds[rows[k]], bounds[rows[k] + 1]):
            total += values[at] * values[at]
        length[k] = total + half
    order = np.arange(rows.size)
    state = np.uint64(7)
    scores, steps = np.empty(count, np.float32), np.empty(count, np.float32)
    for turn in range(passes):
        worst = 0.0
        for k in range(order.size - 1, 0, -1):  # a shuffle that is the same every time
            state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
            j = int((state >> np.uint64(33)) % np.uint64(k + 1))
            order[k], order[j] = order[j], order[k]
        for k in order:
            i = rows[k]
            scores[:] = bias
            for at in range(bounds[i], bounds[i + 1]):
                f, v = numbers[at], values[at]
                for c in range(count):
                    scores[c] += weights[f, c] * v
            moved = False
            for c in range(count):
                sign = 1.0 if labels[i] == c else -1.0
                slope = sign * scores[c] - 1.0 + half * alpha[k, c]
                new = max(alpha[k, c] - slope / length[k], 0.0)
                steps[c] = (new - alpha[k, c]) * sign
                if abs(steps[c]) > 1e-7:
                    moved = True
                worst = max(worst, abs(slope) if alpha[k, c] > 0 else max(-slope, 0.0))
                alpha[k, c] = new
            if moved:
                bias += steps
                for at in range(bounds[i], bounds[i + 1]):
                    f, v = numbers[at], values[at]
                    for c in range(count):
                        weights[f, c] += steps[c] * v
        if worst < enough:
            return turn + 1
    return passes


def fitted(
    rows: NDArray[np.int64],
    texts: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]],
    labels: NDArray[np.int64],
    shape: tuple[int, int],
    cost: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (features, labels) and bias (labels) learned from the texts in `rows`.

    `texts`: compressed rows (bounds, numbers, values); `labels`: number of each text's label; `shape`: (features,
    labels); `cost`: what a text on the wrong side costs (C).
    """
    weights, bias = np.zeros(shape, np.float32), np.zeros(shape[1], np.float32)
    _descend(rows, *texts, labels, weights, bias, cost, PASSES, 0.1)
    return weights, bias
