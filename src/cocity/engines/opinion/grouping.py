"""From base clusters to two to five groups: as many as hold together best."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cocity.engines.opinion.arrays import Floats, Ints
from cocity.engines.opinion.kmeans import weighted

FEWEST, MOST, PER_GROUP = 2, 5, 12
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Grouping:
    """`labels` (base clusters): the group of each, 0…k−1; `silhouette` −1…1, the larger the further apart."""

    k: int
    labels: Ints
    silhouette: float


def groupings(
    centres: Floats, counts: Floats, before: Mapping[int, Ints] | None = None
) -> dict[int, Grouping]:
    """Groupings of base clusters (b, 2) by the k asked for, 2…min(5, 2 + ⌊b/12⌋).

    Cold, k-means begins at the first k different centres; with `before` (k → label of each base cluster, −1 for a new
    one) at the middles of those groups.
    """
    if not len(centres):
        return {}
    largest = min(MOST, FEWEST + len(centres) // PER_GROUP)
    found = {}
    for k in range(FEWEST, largest + 1):
        seeds = _seeds(centres, counts, k, (before or {}).get(k))
        labels = weighted(centres, counts, seeds, ROUNDS)
        found[k] = Grouping(int(labels.max(initial=0)) + 1, labels, silhouette(centres, labels))
    return found


def best(found: Mapping[int, Grouping]) -> int:
    """The k asked for with the largest silhouette, the last of equals; 0 of nothing."""
    return max(found, key=lambda k: (found[k].silhouette, k), default=0)


def silhouette(points: Floats, labels: Ints) -> float:
    """P. J. Rousseeuw, J. Comput. Appl. Math. 20 (1987): unweighted mean over points; one alone counts 0."""
    apart = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    sizes = np.bincount(labels)
    if sizes.size < FEWEST:
        return 0.0
    total = np.stack([apart[:, labels == each].sum(axis=1) for each in range(sizes.size)], axis=1)
    rows = np.arange(len(points))
    own = total[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    others = total / sizes
    others[rows, labels] = np.inf
    other = others.min(axis=1)
    reach = np.maximum(own, other)
    values = np.divide(other - own, reach, out=np.zeros(len(points)), where=(reach > 0) & (sizes[labels] > 1))
    return float(values.mean())


def _seeds(centres: Floats, counts: Floats, k: int, before: Ints | None) -> Floats:
    if before is None or np.unique(before[before >= 0]).size < k:
        _, first = np.unique(centres, axis=0, return_index=True)
        return centres[np.sort(first)[:k]]
    known = [before == each for each in np.unique(before[before >= 0])]
    return np.array([np.average(centres[held], axis=0, weights=counts[held]) for held in known])
