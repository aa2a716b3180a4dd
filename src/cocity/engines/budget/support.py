"""From ballots to the supporters of each project: counted first, then put in their places."""
# Compiled code has no place for early types: mypy sees plain functions.

import numpy as np
from numba import njit


@njit(cache=True)
def counts(start, projects, points, pointed, voters, many):  # type: ignore[no-untyped-def]
    """(where each project's supporters begin, its votes by weight, the people who named it, whether all weigh 1)."""
    first, votes, named = np.zeros(many + 1, np.int64), np.zeros(many, np.int64), np.zeros(many, np.int64)
    unit = True
    for g in range(len(voters)):
        for k in range(start[g], start[g + 1]):
            weight = points[k] if pointed else 1
            if weight > 0:
                p = projects[k]
                first[p + 1] += 1
                votes[p] += voters[g] * weight
                named[p] += voters[g]
                unit &= weight == 1
    for p in range(many):
        first[p + 1] += first[p]
    return first, votes, named, unit


@njit(cache=True)
def supporters(start, projects, points, pointed, unit, voters, first):  # type: ignore[no-untyped-def]
    """By project, as `first` says: ballots, the people who cast each, and their weights, if not all are 1."""
    total = first[-1]
    who, cast, weights = np.empty(total, np.int32), np.empty(total), np.empty(0 if unit else total, np.int64)
    at = first[:-1].copy()
    for g in range(len(voters)):
        for k in range(start[g], start[g + 1]):
            weight = points[k] if pointed else 1
            if weight > 0:
                p = projects[k]
                who[at[p]], cast[at[p]] = g, voters[g]
                if not unit:
                    weights[at[p]] = weight
                at[p] += 1
    return who, cast, weights
