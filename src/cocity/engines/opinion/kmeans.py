"""k-means on points in the plane: exact, in a fixed order, by parts."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from cocity.engines.opinion import kernels
from cocity.engines.opinion.arrays import Floats, Int32s, Ints
from cocity.engines.opinion.places import Placed
from cocity.engines.opinion.spread import Spread

CLOSE = 0.01  # centres that all move less than this have settled
CELL = 64  # points a cell of the grid should hold at least
MOST_CELLS = 128  # a side


@dataclass(frozen=True, slots=True)
class Net:
    """`cells`² cells over the points inside; `box` is x0, y0, cells per unit of x and of y."""

    box: Floats
    cells: int
    slack: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Of every cell of a net, the `seeds` (k, 2) that can be nearest to a point in it."""

    seeds: Floats
    ends: Ints
    candidates: Ints


@dataclass(frozen=True, slots=True)
class Crowd:
    """The points (n, 2) of people inside, with the cell each is in."""

    points: Floats
    cell: Ints


@dataclass(frozen=True, slots=True)
class Clusters:
    """`centres` (k, 2) are means over `counts` (k) people each, who are those nearest to `seeds` (k, 2).

    `rounds` it took. Centres have moved less than `CLOSE` from the seeds when it settled.
    """

    seeds: Floats
    centres: Floats
    counts: Floats
    rounds: int
    net: Net


def cluster(parts: Spread[Placed], seeds: Floats, most_rounds: int) -> Clusters:
    """Clusters of the people inside, from `seeds` (k, 2). A centre nobody is nearest to is dropped."""
    net = net_over(parts)
    crowds = parts.numbered(partial(crowd_of, net=net))
    rounds = 0
    while True:
        rounds += 1
        sums = np.sum(list(crowds.each(partial(_sums, grid=grid_over(seeds, net)))), axis=0)
        held = sums[:, 2] > 0
        centres = sums[held, :2] / sums[held, 2:]
        if rounds == most_rounds or (held.all() and settled(seeds, centres)):
            return Clusters(seeds[held], centres, sums[held, 2], rounds, net)
        seeds = centres


def settled(old: Floats, new: Floats) -> bool:
    """Whether every centre moved less than `CLOSE`, both lists sorted."""
    sort = [each[np.lexsort((each[:, 1], each[:, 0]))] for each in (old, new)]
    return bool((np.hypot(*(sort[0] - sort[1]).T) < CLOSE).all())


def label(part: Placed, clusters: Clusters) -> Int32s:
    """Which cluster each person is in (the last of equally near seeds); −1 for people outside the conversation."""
    labels = np.full(len(part.points), -1, np.int32)
    labels[part.inside] = _label(crowd_of(0, part, clusters.net), grid_over(clusters.seeds, clusters.net))[0]
    return labels


def first_distinct(parts: Spread[Placed], most: int) -> Floats:
    """The first `most` different points of people inside, in order: where a cold start begins."""
    found: Floats = np.zeros((0, 2))
    for each in parts.each(partial(_distinct, most=most)):
        both = np.concatenate([found, each])
        _, first = np.unique(both + 0.0, axis=0, return_index=True)
        found = both[np.sort(first)][:most]
    return found


def _distinct(part: Placed, most: int) -> Floats:
    found = np.empty((most, 2))
    return found[: kernels.distinct(part.points[part.inside], most, found)]


def net_over(parts: Spread[Placed]) -> Net:
    """One cell for few people; for a million some 128², so that a person is held against two or three centres."""
    each = [one for one in parts.each(_corners) if one[2]]
    low = np.min([one[0] for one in each], axis=0)
    high = np.max([one[1] for one in each], axis=0)
    people = sum(one[2] for one in each)
    cells = int(min(max(np.sqrt(people / CELL), 1), MOST_CELLS))
    reach = np.maximum(high - low, 1e-9)
    return Net(np.concatenate([low, cells / reach]), cells, 1e-9 * float(reach.max() + np.abs(low).max()))


def _corners(part: Placed) -> tuple[Floats, Floats, int]:
    points = part.points[part.inside]
    if not points.size:
        return np.zeros(2), np.zeros(2), 0
    return points.min(axis=0), points.max(axis=0), len(points)


def crowd_of(_: int, part: Placed, net: Net) -> Crowd:
    """The people of a part who are inside, laid into the net."""
    points = part.points[part.inside]
    cell = np.empty(len(points), np.uint32)
    kernels.cells_of(points, net.box, net.cells, cell)
    return Crowd(points, cell)


def grid_over(seeds: Floats, net: Net) -> Grid:
    """Which seeds compete in which cell: none is left out that could be nearest, whatever the rounding."""
    seeds = np.ascontiguousarray(seeds)
    ends = np.zeros(net.cells**2 + 1, np.uint32)
    room = np.empty(net.cells**2 * len(seeds), np.uint32)
    used = kernels.contenders(seeds, net.box, net.cells, net.slack, ends, room)
    return Grid(seeds, ends, room[:used].copy())


def _sums(crowd: Crowd, grid: Grid) -> Floats:
    return _label(crowd, grid)[1]


def _label(crowd: Crowd, grid: Grid) -> tuple[Int32s, Floats]:
    labels = np.empty(len(crowd.points), np.int32)
    sums = np.zeros((len(grid.seeds), 3))
    kernels.nearest(crowd.points, crowd.cell, grid.seeds, grid.ends, grid.candidates, labels, sums)
    return labels, sums


def weighted(points: Floats, weights: Floats, seeds: Floats, most_rounds: int) -> Ints:
    """Label of each of a few `points` (n, 2) with `weights` (n): the same k-means, of weighted means."""
    rounds = 0
    while True:
        rounds += 1
        apart = np.square(points[:, None, :] - seeds[None, :, :]).sum(axis=2)
        labels = len(seeds) - 1 - np.argmin(apart[:, ::-1], axis=1)
        held, labels = np.unique(labels, return_inverse=True)
        sums = np.zeros((held.size, 3))
        np.add.at(sums, labels, np.column_stack([points * weights[:, None], weights]))
        centres = sums[:, :2] / sums[:, 2:]
        if rounds == most_rounds or (held.size == len(seeds) and settled(seeds, centres)):
            return np.asarray(labels)
        seeds = centres
