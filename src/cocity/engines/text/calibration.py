"""From scores to probabilities that mean what they say.

p = softmax(a · scores + b), with one slope and one shift a label, learned on scores of texts the scoring model had not
seen (Guo, Pleiss, Sun, Weinberger, ICML 2017, with vector shifts); pulled to a = 1 and b = 0 by a small penalty.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
_PULL = 1e-3
BINS = 15


def probabilities(scores: NDArray[np.floating], slope: float, shift: NDArray[np.floating]) -> Floats:
    """Rows that sum to one."""
    logits = slope * np.asarray(scores, np.float64) + shift
    logits -= logits.max(axis=1, keepdims=True)
    raised = np.exp(logits)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def calibrated(scores: NDArray[np.floating], labels: NDArray[np.int64]) -> tuple[float, Floats]:
    """(slope, shifts) of the greatest likelihood on unseen scores (texts, labels)."""
    count = scores.shape[1]
    truth = np.eye(count)[labels]

    def loss(given: Floats) -> tuple[float, Floats]:
        chances = probabilities(scores, given[0], given[1:])
        wrong = (chances - truth) / len(scores)
        value = -np.log(np.maximum((chances * truth).sum(axis=1), 1e-12)).mean()
        value += _PULL * ((given[0] - 1) ** 2 + (given[1:] ** 2).sum())
        slope = (wrong * scores).sum() + 2 * _PULL * (given[0] - 1)
        return float(value), np.concatenate([[slope], wrong.sum(axis=0) + 2 * _PULL * given[1:]])

    found = minimize(loss, np.concatenate([[2.0], np.zeros(count)]), jac=True, method="L-BFGS-B")
    return float(found.x[0]), np.asarray(found.x[1:])


def expected_error(confidence: Floats, right: NDArray[np.bool_], bins: int = BINS) -> float:
    """ECE: mean gap between confidence and accuracy over `bins` equal steps of confidence, weighed by texts."""
    if len(confidence) == 0:
        return 0.0
    at = np.minimum((confidence * bins).astype(int), bins - 1)
    total = np.bincount(at, minlength=bins)
    gap = np.abs(np.bincount(at, confidence, bins) - np.bincount(at, right.astype(float), bins))
    return float(gap[total > 0].sum() / len(confidence))
