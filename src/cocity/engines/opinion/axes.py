"""The two directions along which people differ most (principal components), from sums over votes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.linalg import eigh
from scipy.sparse.linalg import LinearOperator, eigsh

from cocity.engines.opinion import kernels
from cocity.engines.opinion.arrays import Bools, Floats, Int64s
from cocity.engines.opinion.spread import Spread
from cocity.engines.opinion.sums import PairSums, added, gram, means, pair_sums, squares
from cocity.engines.opinion.votes import AGREE, Votes

WIDE = 1024  # statements above which XᵀX is never made
NARROW = 32  # up to which all its directions are found at once
FLAT = 1e-12  # share of all variation below which a direction is none
LEVEL = 1e-9  # a sum of entries this close to zero (of their absolute sum) does not settle the sign


@dataclass(frozen=True, slots=True)
class Axes:
    """`centre` (width), `components` (2, width; zero where there is no such direction), `variance` (2), `live` (width).

    A statement that is not live (moderated out, or about the conversation itself) counts as passed by everybody.
    """

    centre: Floats
    components: Floats
    variance: Floats
    live: Bools

    @property
    def statements(self) -> Floats:
        """(width, 2): where a person would stand whose only vote was to agree."""
        width = self.centre.size
        placed = (AGREE - self.centre) * self.components * np.sqrt(width)
        return np.asarray(np.where(self.live, placed, 0.0).T)

    @property
    def extremity(self) -> Floats:
        """(width): how far from the middle that is."""
        return np.asarray(np.hypot(*self.statements.T))


def axes_of(parts: Spread[Votes], counts: Int64s, live: Bools, sums: PairSums | None = None) -> Axes:
    """Axes from all votes; `counts` (width, 3) are everybody's, `sums` are computed where they are not given."""
    centre = means(counts, live)
    width = live.size
    total = float(squares(counts, centre)[live].sum())
    if total <= FLAT * max(float(counts[live, 2].sum()), 1.0):
        return _axes(np.zeros(0), np.zeros((width, 0)), centre, live, total)
    if width > WIDE:
        return _axes(*_by_iteration(partial(_times, parts, centre, live), width), centre, live, total)
    matrix = gram(sums or added(parts.each(pair_sums)), counts, centre, live)
    if width > NARROW:
        return _axes(*_by_iteration(matrix.__matmul__, width), centre, live, total)
    values, vectors = eigh(matrix)
    return _axes(values[-2:], vectors[:, -2:], centre, live, total)


def _by_iteration(times: Callable[[Floats], Floats], width: int) -> tuple[Floats, Floats]:
    """Lanczos (R. B. Lehoucq, D. C. Sorensen, C. Yang, ARPACK, 1998) to machine precision, from a fixed beginning."""
    start = np.random.default_rng(0).standard_normal(width)
    values, vectors = eigsh(
        LinearOperator((width, width), matvec=times, dtype=np.float64), k=2, which="LA", v0=start
    )
    order = np.argsort(values)
    return values[order], vectors[:, order]


def _times(parts: Spread[Votes], centre: Floats, live: Bools, x: Floats) -> Floats:
    work: Callable[[Votes], Floats] = partial(_gram_times, centre=centre, x=np.where(live, np.ravel(x), 0.0))
    return np.where(live, sum(parts.each(work)), 0.0)


def _gram_times(votes: Votes, centre: Floats, x: Floats) -> Floats:
    out = np.zeros(votes.width)
    kernels.gram_times(*votes.raw, centre, x, out)
    return out


def _axes(values: Floats, vectors: Floats, centre: Floats, live: Bools, total: float) -> Axes:
    components, variance = np.zeros((2, centre.size)), np.zeros(2)
    for at, (value, vector) in enumerate(zip(values[::-1], vectors.T[::-1], strict=True)):
        if value > FLAT * max(total, 1.0):
            components[at], variance[at] = _signed(np.where(live, vector, 0.0)), value
    return Axes(centre, components, variance, live)


def _signed(vector: Floats) -> Floats:
    """The sum of entries is positive; where it is as good as zero, the largest entry, the first of equals."""
    whole = float(vector.sum())
    if abs(whole) <= LEVEL * float(np.abs(vector).sum()):
        sizes = np.abs(vector)
        whole = float(vector[int(np.argmax(sizes >= sizes.max() * (1 - LEVEL)))])
    return vector if whole > 0 else -vector
