"""Sums over people that everything else needs: whole numbers, so their order and their parts change nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Self

import numpy as np

from cocity.engines.opinion import kernels
from cocity.engines.opinion.arrays import Bools, Floats, Int64s, Ints
from cocity.engines.opinion.votes import Votes


@dataclass(frozen=True, slots=True)
class PairSums:
    """Over people who voted on both of two statements, (width, width) int64 each, from the upper triangle on.

    `products`[a, b] Σ v_a·v_b for a < b; `firsts`[a, b] Σ v_a, for every a ≠ b; `both`[a, b] how many, for a < b.
    """

    products: Int64s
    firsts: Int64s
    both: Int64s

    def __add__(self, other: Self) -> "PairSums":
        return PairSums(
            self.products + other.products, self.firsts + other.firsts, self.both + other.both
        )  # fmt: skip

    def __sub__(self, other: Self) -> "PairSums":
        return PairSums(
            self.products - other.products, self.firsts - other.firsts, self.both - other.both
        )  # fmt: skip

    def widened(self, width: int) -> "PairSums":
        """The same for more statements, on which nobody voted yet."""
        more = width - self.both.shape[0]
        return PairSums(*(np.pad(each, (0, more)) for each in (self.products, self.firsts, self.both)))


def added(parts: Iterable[PairSums]) -> PairSums:
    """The sum of one or more."""
    return reduce(PairSums.__add__, parts)


def pair_sums(votes: Votes) -> PairSums:
    """Cost: Σ over people of the square of their votes, halved. Memory: a few width² words."""
    # A part has at most a few thousand million pairs a cell, yet int64 keeps every caller free of that thought.
    found = [np.zeros((votes.width, votes.width), np.int64) for _ in range(3)]
    kernels.pairs(*votes.raw, *found)
    return PairSums(*found)


def tallies(votes: Votes, group: Ints | None = None, groups: int = 1) -> Int64s:
    """(groups, width, 3): agree, disagree, seen (a pass is seen). Without `group` everybody is in group 0."""
    counts = np.zeros((groups, votes.width, 3), np.int64)
    kernels.tally(*votes.raw, np.zeros(votes.people, np.int32) if group is None else group, counts)
    return np.stack([counts[..., 0], counts[..., 2], counts.sum(axis=2)], axis=2)


def means(counts: Int64s, live: Bools) -> Floats:
    """Mean vote of each statement from `counts` (width, 3); 0 where nobody voted or the statement is not live."""
    seen = np.maximum(counts[:, 2], 1)
    return np.where(live, (counts[:, 1] - counts[:, 0]) / seen, 0.0)


def squares(counts: Int64s, centre: Floats) -> Floats:
    """(width): Σ (v − c)² of each statement, from its counts."""
    plus = counts[:, 1] - counts[:, 0]
    return np.asarray(counts[:, 0] + counts[:, 1] - 2 * centre * plus + centre**2 * counts[:, 2])


def gram(sums: PairSums, counts: Int64s, centre: Floats, live: Bools) -> Floats:
    """XᵀX (width, width) of the votes less `centre`, absent ones zero: expanded, so that sums of votes suffice.

    Σ (v_a − c_a)(v_b − c_b) = Σ v_a·v_b − c_b·Σ v_a − c_a·Σ v_b + c_a·c_b·n, over the n who voted on both.
    """
    upper = (
        sums.products
        - centre[None, :] * np.triu(sums.firsts, 1)
        - centre[:, None] * np.tril(sums.firsts, -1).T
        + centre[:, None] * centre[None, :] * sums.both
    )
    whole = upper + upper.T
    np.fill_diagonal(whole, squares(counts, centre))
    return np.asarray(np.where(live[:, None] & live[None, :], whole, 0.0))
