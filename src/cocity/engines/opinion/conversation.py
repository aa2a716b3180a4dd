"""The whole way from votes to groups, cold: nothing is remembered from before."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from cocity.engines.opinion.arrays import Bools, Floats, Int32s, Int64s, Ints
from cocity.engines.opinion.axes import Axes, axes_of
from cocity.engines.opinion.grouping import Grouping, best, groupings
from cocity.engines.opinion.kmeans import Clusters, Net, cluster, first_distinct, label
from cocity.engines.opinion.places import Placed, inside_of, placed
from cocity.engines.opinion.spread import Local, Spread
from cocity.engines.opinion.sums import tallies
from cocity.engines.opinion.votes import Votes

BASES, ROUNDS = 100, 100


@dataclass(frozen=True, slots=True)
class Opinion:
    """Who thinks alike. People and statements are numbered as in the votes; −1 is in no cluster or group.

    `points` (people, 2), `inside` (people) who is in the conversation, `base` and `group` (people) cluster and group,
    `clusters` of people, `found` the grouping of clusters for every k tried, `chosen` the k taken, `counts`
    (groups, width, 3) of group votes and `overall` (width, 3) of everybody's: agree, disagree, seen.
    """

    axes: Axes
    points: Floats
    inside: Bools
    base: Int32s
    group: Int32s
    clusters: Clusters
    found: Mapping[int, Grouping]
    chosen: int
    counts: Int64s
    overall: Int64s

    @property
    def groups(self) -> int:
        """How many groups there are: fewer than asked for where too few people differ."""
        return self.found[self.chosen].k if self.found else 0

    @property
    def silhouette(self) -> float:
        return self.found[self.chosen].silhouette if self.found else 0.0

    @property
    def sizes(self) -> Int64s:
        """People in each group."""
        return np.bincount(self.group[self.group >= 0], minlength=self.groups)

    @property
    def middles(self) -> Floats:
        """(groups, 2): the mean place of each group's people."""
        held = self.group >= 0
        sums = [
            np.bincount(self.group[held], self.points[held, axis], minlength=self.groups) for axis in (0, 1)
        ]
        return np.stack(sums, axis=1) / np.maximum(self.sizes, 1)[:, None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled before the groups are told; fields as in `Opinion`."""

    axes: Axes
    inside: Bools
    clusters: Clusters
    base: Int32s
    found: Mapping[int, Grouping]
    chosen: int
    overall: Int64s


def opinion_of(votes: Votes, live: Bools | None = None) -> Opinion:
    """Cold from all votes; `live` (width) is False for statements moderated out or about the conversation itself."""
    shown = np.ones(votes.width, np.bool_) if live is None else live
    return opinion_of_parts(Local(votes.parts()), shown)


def opinion_of_parts(parts: Spread[Votes], live: Bools) -> Opinion:
    """The same from parts that hold people in order, here or on a cluster. Every vote is read there, none here."""
    overall = np.sum([np.zeros((live.size, 3), np.int64), *parts.each(_overall)], axis=0)
    inside = inside_of(parts, live.size)
    here = placed(parts, axes := axes_of(parts, overall, live), inside)
    clusters = clustered(here, inside)
    found = groupings(clusters.centres, clusters.counts)
    return told(here, Plan(axes, inside, clusters, bases(here, clusters), found, best(found), overall))


def clustered(here: Spread[Placed], inside: Bools, seeds: Floats | None = None) -> Clusters:
    """Base clusters of the people inside, from `seeds` or, cold, from the first hundred different places."""
    if not inside.any():
        return Clusters(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0), 0, Net(np.ones(4), 1, 0.0))
    return cluster(here, first_distinct(here, BASES) if seeds is None else seeds, ROUNDS)


def bases(here: Spread[Placed], clusters: Clusters) -> Int32s:
    """(people): the base cluster of each, −1 outside the conversation."""
    labels = here.each(partial(label, clusters=clusters)) if len(clusters.seeds) else here.each(_nowhere)
    return np.concatenate([np.zeros(0, np.int32), *labels])


def told(here: Spread[Placed], plan: Plan) -> Opinion:
    """Everything about the grouping chosen: who is where, and how the groups voted."""
    points = np.concatenate([np.zeros((0, 2)), *here.each(points_in)])
    grouping = plan.found.get(plan.chosen)
    if grouping is None:
        counts = np.zeros((0, *plan.overall.shape), np.int64)
        group = np.full(plan.inside.size, -1, np.int32)
    else:
        of_base = grouping.labels.astype(np.int32)
        group = np.where(plan.base >= 0, of_base[plan.base], -1).astype(np.int32)
        votes = partial(_group_votes, clusters=plan.clusters, of_base=of_base, groups=grouping.k)
        counts = np.sum(list(here.each(votes)), axis=0)
    return Opinion(
        plan.axes, points, plan.inside, plan.base, group, plan.clusters, plan.found, plan.chosen, counts, plan.overall
    )  # fmt: skip


def points_in(part: Placed) -> Floats:
    """(people, 2) of a part."""
    return part.points


def _nowhere(part: Placed) -> Int32s:
    return np.full(len(part.points), -1, np.int32)


def _overall(votes: Votes) -> Int64s:
    return np.asarray(tallies(votes)[0])


def _group_votes(part: Placed, clusters: Clusters, of_base: Ints, groups: int) -> Int64s:
    base = label(part, clusters)
    return tallies(part.votes, np.where(base >= 0, of_base[base], -1).astype(np.int32), groups)
