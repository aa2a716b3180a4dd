"""From ballots to the supporters of each project: counted first, then put in their places.

Arrays are handed on as pointers, see `words`.
"""
# Compiled code has no place for early types: mypy sees plain functions.

import numpy as np
from numba import njit

from cocity.engines.budget.words import pointer


@njit(cache=True)
def supporters(start, projects, voters, first, at):  # type: ignore[no-untyped-def]
    """By project: ballots `who`, the people who cast each, and how many these are together; where each project's begin goes
    into `first` (p+1,). `at` is room for as many.

    People are looked up afterwards: writing to few places at a time is quicker than to one more for every project.
    """
    items, many, groups = len(projects), len(first) - 1, len(voters)
    who, cast, named = np.empty(items, np.int32), np.empty(items), np.empty(many, np.int64)
    ballots, people, sums = pointer(who), pointer(cast), pointer(named)
    ends, places = pointer(first), pointer(at)
    start, projects, voters = pointer(start), pointer(projects), pointer(voters)
    for p in range(many + 1):
        ends[p] = 0
    for k in range(items):
        ends[projects[k] + 1] += 1
    for p in range(many):
        places[p] = ends[p]
        ends[p + 1] += ends[p]
    for g in range(groups):
        for k in range(start[g], start[g + 1]):
            place = places[projects[k]]
            ballots[place] = g
            places[projects[k]] = place + 1
    for p in range(many):
        total = 0
        for k in range(ends[p], ends[p + 1]):
            total += voters[ballots[k]]
            people[k] = voters[ballots[k]]
        sums[p] = total
    return who, cast, named


@njit(cache=True)
def weights(start, projects, points, voters, first):  # type: ignore[no-untyped-def]
    """By project, as `first` says: the points of its supporters; and each project's votes, points times people."""
    weight, votes, at = np.empty(first[-1], np.int64), np.zeros(len(first) - 1, np.int64), first[:-1].copy()
    for g in range(len(voters)):
        for k in range(start[g], start[g + 1]):
            p = projects[k]
            weight[at[p]] = points[k]
            votes[p] += voters[g] * points[k]
            at[p] += 1
    return weight, votes


@njit(cache=True)
def meant(start, projects, points):  # type: ignore[no-untyped-def]
    """The same ballots without projects that were given 0 points."""
    begin, kept, given = np.zeros(len(start), np.int64), np.empty_like(projects), np.empty_like(points)
    many = 0
    for g in range(len(start) - 1):
        for k in range(start[g], start[g + 1]):
            if points[k] > 0:
                kept[many], given[many] = projects[k], points[k]
                many += 1
        begin[g + 1] = many
    return begin, kept[:many], given[:many]


@njit(cache=True)
def spent(start, projects, cost):  # type: ignore[no-untyped-def]
    """What the projects of each ballot cost together."""
    total = np.empty(len(start) - 1)
    for g in range(len(total)):
        one = 0.0
        for k in range(start[g], start[g + 1]):
            one += cost[projects[k]]
        total[g] = one
    return total
