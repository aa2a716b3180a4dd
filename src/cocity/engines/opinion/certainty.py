"""How sure it is that a person stands where the groups put them, given how few votes each person cast."""

import numpy as np
from scipy.special import ndtr

from cocity.engines.opinion import kernels
from cocity.engines.opinion.arrays import Floats
from cocity.engines.opinion.conversation import Opinion
from cocity.engines.opinion.places import steps_of
from cocity.engines.opinion.votes import Votes

UNKNOWN = 0.5


def certainty(votes: Votes, opinion: Opinion) -> Floats:
    """(people): 0…1 for members of groups, NaN for others.

    A person's place is a scaled sum of one step a vote, p = s·Σ y. Drawing the person's n votes anew with replacement
    (the bootstrap, B. Efron, Ann. Statist. 7 (1979); here in closed form, no draws) moves it with covariance
    C = s²·n/(n − 1)·Σ (y − ȳ)(y − ȳ)ᵀ. Against another group's middle m_h, f = |p − m_h|² − |p − m_g|² is positive where
    the own group g is nearer, and has deviation 2·√(dᵀCd) with d = m_g − m_h. Told is Φ(min over h of f / deviation):
    one half is a coin's toss, below it another group's middle is nearer. With one vote it is not known: one half.
    """
    found = np.full(votes.people, np.nan)
    members = np.flatnonzero(opinion.group >= 0)
    if opinion.groups < 2:
        found[members] = 1.0
        return found
    sums = np.zeros((votes.people, 6))
    kernels.moments(*votes.raw, steps_of(opinion.axes), sums)
    sums, place, own = sums[members], opinion.points[members], opinion.group[members]
    count = sums[:, 0]
    scale = votes.width / np.maximum(count + np.count_nonzero(~opinion.axes.live), 1)
    spread = _covariance(sums) * (scale * count / np.maximum(count - 1, 1))[:, None]
    middles = opinion.middles
    least = np.full(members.size, np.inf)
    for other in range(opinion.groups):
        apart = middles[own] - middles[other]
        nearer = np.square(place - middles[other]).sum(axis=1) - np.square(place - middles[own]).sum(axis=1)
        across = apart[:, 0] ** 2 * spread[:, 0] + 2 * apart[:, 0] * apart[:, 1] * spread[:, 1]
        deviation = 2 * np.sqrt(np.maximum(across + apart[:, 1] ** 2 * spread[:, 2], 0))
        never = np.where(nearer > 0, np.inf, np.where(nearer < 0, -np.inf, 0.0))
        ratio = np.divide(nearer, deviation, out=never, where=deviation > 0)
        least = np.where(own == other, least, np.minimum(least, ratio))
    found[members] = np.where(count > 1, ndtr(least), UNKNOWN)
    return found


def _covariance(sums: Floats) -> Floats:
    """(n, 3): Σ (x − x̄)², Σ (x − x̄)(y − ȳ), Σ (y − ȳ)²."""
    count = np.maximum(sums[:, 0], 1)
    x, y = sums[:, 1], sums[:, 2]
    return np.stack(
        [sums[:, 3] - x * x / count, sums[:, 4] - x * y / count, sums[:, 5] - y * y / count], axis=1
    )
