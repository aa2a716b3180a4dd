"""From ballots to the supporters of each project: counted first, then put in their places.

Arrays are handed on as pointers, see `words`.
"""
# Compiled code has no place for early types: mypy sees plain functions.

import numpy as np
from numba import njit

from cocity.engines.budget.words import pointer


@njit(cache=True)
def counts(start, projects, voters, many):  # type: ignore[no-untyped-def]
    """(where each project's supporters begin, the people who named it)."""
    first, named = np.zeros(many + 1, np.int64), np.zeros(many, np.int64)
    ends, people = pointer(first[1:]), pointer(named)
    start, projects, voters, groups = pointer(start), pointer(projects), pointer(voters), len(voters)
    for g in range(groups):
        for k in range(start[g], start[g + 1]):
            ends[projects[k]] += 1
            people[projects[k]] += voters[g]
    for p in range(many):
        first[p + 1] += first[p]
    return first, named


@njit(cache=True)
def supporters(start, projects, voters, first, at):  # type: ignore[no-untyped-def]
    """By project, as `first` says: ballots, and the people who cast each. `at` is a copy of `first`, used up."""
    who, cast = np.empty(first[-1], np.int32), np.empty(first[-1])
    ballots, people, places = pointer(who), pointer(cast), pointer(at)
    start, projects, voters, groups = pointer(start), pointer(projects), pointer(voters), len(voters)
    for g in range(groups):
        for k in range(start[g], start[g + 1]):
            place = places[projects[k]]
            ballots[place], people[place] = g, voters[g]
            places[projects[k]] = place + 1
    return who, cast


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
