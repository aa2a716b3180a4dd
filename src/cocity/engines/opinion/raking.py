"""Agreement as the whole population would tell it: people weighted until they match the census, margin by margin."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from cocity.engines.opinion.arrays import Floats, Ints
from cocity.engines.opinion.bridging import LEVEL, wilson
from cocity.engines.opinion.errors import BadVotes
from cocity.engines.opinion.votes import AGREE, DISAGREE, Votes

ROUNDS, CLOSE = 1000, 1e-12


@dataclass(frozen=True, slots=True)
class Margin:
    """One stratum, such as age: `category` (people; −1 not told) and the census `share` of each category (sum 1)."""

    category: Ints
    share: Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """`weight` (people), mean 1 over all. `effective` people (L. Kish, Survey Sampling, 1965): (Σw)²/Σw².

    `missing` names, for each stratum, categories of the census nobody here belongs to: no weight can speak for them.
    `settled`: the margins are met to `CLOSE`.
    """

    weight: Floats
    effective: float
    missing: Mapping[str, tuple[int, ...]]
    rounds: int
    settled: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """Per statement (width): shares who agree and disagree, `effective` answers, and the 95 % interval of agreeing."""

    agree: Floats
    disagree: Floats
    effective: Floats
    low: Floats
    high: Floats


def rake(margins: Mapping[str, Margin], people: int) -> Weights:
    """W. E. Deming and F. F. Stephan, Ann. Math. Statist. 11 (1940): each margin in turn, until none moves.

    Who told nothing of a stratum keeps their weight when it is that stratum's turn; its shares are of those who told.
    Raises `BadVotes` where shares are negative or all zero, or a category lies outside them.
    """
    weight = np.ones(people)
    targets = {name: _targets(name, margin) for name, margin in margins.items()}
    rounds, moved = 0, np.inf if people else 0.0
    while moved > CLOSE and rounds < ROUNDS:
        rounds, moved = rounds + 1, 0.0
        for name, margin in margins.items():
            told = margin.category >= 0
            held = np.bincount(margin.category[told], weight[told], minlength=margin.share.size)
            wanted = targets[name] * held.sum()
            factor = np.divide(wanted, held, out=np.ones(held.size), where=held > 0)
            moved = max(moved, float(np.abs(factor - 1).max(initial=0)))
            weight[told] *= factor[margin.category[told]]
    weight *= people / max(float(weight.sum()), 1e-300)
    missing = {name: _missing(margin) for name, margin in margins.items()}
    return Weights(weight, effective(weight), missing, rounds, moved <= CLOSE)


def effective(weight: Floats) -> float:
    """How many equally weighted people are worth these: (Σw)²/Σw²; 0 of nobody."""
    squares = float(np.square(weight).sum())
    return float(weight.sum()) ** 2 / squares if squares > 0 else 0.0


def agreement(votes: Votes, weight: Floats | None = None, level: float = LEVEL) -> Agreement:
    """Shares of all answers (a pass is one), raw or weighted; intervals are Wilson's with the effective number."""
    w = np.ones(votes.people) if weight is None else weight
    sums = np.zeros((4, votes.width))
    for begin in range(0, votes.people, 1 << 16):
        part = votes.rows(begin, begin + (1 << 16))
        at = slice(part.starts[0], part.starts[-1])
        each = np.repeat(w[begin : begin + part.people], part.cast)
        for row, of in enumerate(
            (each * (votes.vote[at] == AGREE), each * (votes.vote[at] == DISAGREE), each, each**2)
        ):
            sums[row] += np.bincount(votes.statement[at], of, minlength=votes.width)
    agree, disagree, seen, squares = sums
    total = np.maximum(seen, 1e-300)
    answers = np.divide(seen**2, squares, out=np.zeros(votes.width), where=squares > 0)
    low, high = wilson(agree / total * answers, answers, float(ndtri(1 - (1 - level) / 2)))
    return Agreement(agree / total, disagree / total, answers, low, high)


def _targets(name: str, margin: Margin) -> Floats:
    """Census shares among the categories that have people here."""
    share = margin.share
    if margin.category.size and margin.category.max() >= share.size:
        raise BadVotes(f"“{name}”有普查里没有的类别。", f"{name} has a category the census does not have.")
    present = np.bincount(margin.category[margin.category >= 0], minlength=share.size) > 0
    if (share < 0).any() or (present.any() and not share[present].sum() > 0):
        raise BadVotes(f"“{name}”的普查比例不对。", f"The census shares of {name} are not usable.")
    return np.where(present, share, 0) / max(float(share[present].sum()), 1e-300)


def _missing(margin: Margin) -> tuple[int, ...]:
    present = np.bincount(margin.category[margin.category >= 0], minlength=margin.share.size) > 0
    return tuple(int(n) for n in np.flatnonzero(~present & (margin.share > 0)))
