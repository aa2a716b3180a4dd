"""Where each person stands on the two axes, and who is in the conversation at all."""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from cocity.engines.opinion import kernels
from cocity.engines.opinion.arrays import Bools, Floats, Int64s
from cocity.engines.opinion.axes import Axes
from cocity.engines.opinion.spread import Spread
from cocity.engines.opinion.votes import AGREE, DISAGREE, PASS, Votes

ENOUGH_VOTES, FEWEST_PEOPLE = 7, 15


@dataclass(frozen=True, slots=True)
class Placed:
    """People with their `points` (n, 2); `inside` says who is in the conversation."""

    votes: Votes
    points: Floats
    inside: Bools


def steps_of(axes: Axes) -> Floats:
    """(3, width, 3): what a vote of −1, 0, 1 on each statement adds to a person's place before scaling; whether it counts."""
    votes = np.array([AGREE, PASS, DISAGREE])[:, None, None]
    steps = (votes - axes.centre[None, :, None]) * axes.components.T[None, :, :]
    counted = np.broadcast_to(axes.live[None, :, None], (3, axes.live.size, 1))
    return np.ascontiguousarray(np.concatenate([steps, counted], axis=2))


def points_of(votes: Votes, axes: Axes) -> Floats:
    """(people, 2): Σ over votes of (vote − centre)·component, times √(statements / votes).

    A statement that is not live adds nothing, and counts as a vote of everybody.
    """
    points = np.empty((votes.people, 2))
    always = float(np.count_nonzero(~axes.live))
    kernels.project(*votes.raw, steps_of(axes), always, votes.width, points)
    return points


def inside_of(parts: Spread[Votes], width: int) -> Bools:
    """Who is in the conversation: min(7, statements) votes or more; below fifteen people the most active join them."""
    cast = np.concatenate(list(parts.each(_cast))) if width else np.zeros(0, np.int64)
    inside = cast >= min(ENOUGH_VOTES, width)
    if np.count_nonzero(inside) < FEWEST_PEOPLE:
        most = np.argsort(-cast, kind="stable")[:FEWEST_PEOPLE]
        inside[most] = cast[most] > 0
    return np.asarray(inside)


def _cast(votes: Votes) -> Int64s:
    return votes.cast


def placed(parts: Spread[Votes], axes: Axes, inside: Bools) -> Spread[Placed]:
    """Everybody with their place; `inside` is cut to the parts, which hold people in order."""
    ends = np.cumsum([0, *parts.each(_people)])
    cuts = [inside[a:b] for a, b in pairwise(ends)]
    return parts.numbered(partial(_place, axes=axes, cuts=cuts))


def _people(votes: Votes) -> int:
    return votes.people


def _place(at: int, votes: Votes, axes: Axes, cuts: list[Bools]) -> Placed:
    return Placed(votes, points_of(votes, axes), cuts[at])
