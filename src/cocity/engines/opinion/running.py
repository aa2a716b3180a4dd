"""A conversation that goes on: new votes change sums, and the next grouping begins where the last one ended."""

from dataclasses import dataclass, replace

import numpy as np

from cocity.engines.opinion.arrays import Bools, Floats, Int64s, Ints
from cocity.engines.opinion.axes import WIDE, axes_of
from cocity.engines.opinion.conversation import BASES, Opinion, Plan, bases, clustered, points_in, told
from cocity.engines.opinion.grouping import best, groupings
from cocity.engines.opinion.kmeans import first_distinct
from cocity.engines.opinion.merge import chosen_rows, joined, widened
from cocity.engines.opinion.places import Placed, inside_of, placed
from cocity.engines.opinion.spread import Local, Spread
from cocity.engines.opinion.sums import PairSums, added, pair_sums, tallies
from cocity.engines.opinion.votes import Votes, votes_of

TIMES = 4  # in a row a new number of groups wins before it is shown


@dataclass(frozen=True, slots=True)
class Running:
    """What is kept between two looks at a conversation. `sums` is None above `WIDE` statements.

    `winner` has had the best silhouette `times` times in a row; `opinion.chosen` is what is shown.
    """

    votes: Votes
    live: Bools
    overall: Int64s
    sums: PairSums | None
    opinion: Opinion
    winner: int
    times: int


def begin(votes: Votes, live: Bools | None = None) -> Running:
    """The first look, cold."""
    shown = np.ones(votes.width, np.bool_) if live is None else live
    parts = Local(votes.parts())
    sums = added(parts.each(pair_sums)) if votes.people and votes.width <= WIDE else None
    overall = tallies(votes)[0]
    inside = inside_of(parts, votes.width)
    axes = axes_of(parts, overall, shown, sums)
    here = placed(parts, axes, inside)
    clusters = clustered(here, inside)
    found = groupings(clusters.centres, clusters.counts)
    opinion = told(here, Plan(axes, inside, clusters, bases(here, clusters), found, best(found), overall))
    return Running(votes, shown, overall, sums, opinion, opinion.chosen, 1)


def advance(
    state: Running,
    participant: Ints,
    statement: Ints,
    vote: Ints,
    *,
    people: int,
    width: int,
    live: Bools | None = None,
) -> Running:
    """The next look, after new votes (as in `votes_of`); people and statements may have been added at the end.

    Who was in the conversation stays in it. A new vote of a pair replaces the old one. Raises `BadVotes`.
    """
    fresh = votes_of(participant, statement, vote, people=people, width=width)
    before = widened(state.votes, people, width)
    votes = joined(before, fresh)
    shown = np.pad(state.live, (0, width - state.live.size), constant_values=True) if live is None else live
    changed = np.flatnonzero(fresh.cast)
    old, new = chosen_rows(before, changed), chosen_rows(votes, changed)
    overall = np.pad(state.overall, ((0, width - state.overall.shape[0]), (0, 0)))
    overall = overall + tallies(new)[0] - tallies(old)[0]
    parts, sums = Local(votes.parts()), None
    if width <= WIDE:
        kept = state.sums.widened(width) if state.sums else None
        sums = kept + pair_sums(new) - pair_sums(old) if kept else added(parts.each(pair_sums))
    return _next(replace(state, votes=votes, live=shown, overall=overall, sums=sums), parts)


def _next(state: Running, parts: Spread[Votes]) -> Running:
    """Axes, places, clusters and groups anew, each from where the last look left it."""
    last = state.opinion
    axes = axes_of(parts, state.overall, state.live, state.sums)
    inside = inside_of(parts, state.votes.width)
    inside[: last.inside.size] |= last.inside
    here = placed(parts, axes, inside)
    clusters = clustered(here, inside, _seeds(here, last, inside))
    base = bases(here, clusters)
    found = groupings(clusters.centres, clusters.counts, _labels_before(last, base, len(clusters.centres)))
    winner = best(found)
    times = state.times + 1 if winner == state.winner else 1
    keep = times < TIMES and last.chosen in found
    plan = Plan(axes, inside, clusters, base, found, last.chosen if keep else winner, state.overall)
    return replace(state, opinion=told(here, plan), winner=winner, times=times)


def _seeds(here: Spread[Placed], last: Opinion, inside: Bools) -> Floats:
    """Where the last clusters' people stand now; below a hundred, the first different places come to them."""
    points = np.concatenate([np.zeros((0, 2)), *here.each(points_in)])
    held = np.flatnonzero(last.base >= 0)
    size = len(last.clusters.centres)
    counts = np.maximum(np.bincount(last.base[held], minlength=size), 1)
    sums = [np.bincount(last.base[held], points[held, axis], minlength=size) for axis in (0, 1)]
    seeds = np.stack(sums, axis=1) / counts[:, None]
    if len(seeds) >= BASES or not inside.any():
        return seeds
    both = np.concatenate([seeds, first_distinct(here, BASES)])
    _, first = np.unique(both + 0.0, axis=0, return_index=True)
    return both[np.sort(first)][:BASES]


def _labels_before(last: Opinion, base: Ints, size: int) -> dict[int, Ints]:
    """For each k of the last look, the group most people of each cluster of now were in; −1 for a cluster of new people."""
    old = base[: last.base.size]
    held = (old >= 0) & (last.base >= 0)
    found: dict[int, Ints] = {}
    for k, grouping in last.found.items():
        votes = np.zeros((size, grouping.k), np.int64)
        np.add.at(votes, (old[held], grouping.labels[last.base[held]]), 1)
        found[k] = np.where(votes.any(axis=1), votes.argmax(axis=1), -1)
    return found
