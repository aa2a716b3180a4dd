"""An election as the arrays MES works on, for one utility."""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from cocity.engines.budget.contracts import Election, Floats, Int32s, Int64s, Utility, VoteType
from cocity.engines.budget.errors import BadQuestion
from cocity.engines.budget.support import counts, supporters
from cocity.engines.budget.votes import POINTED

SAFE = 2**62  # products of whole numbers stay below, or the comparison is left to Python's integers


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Project p is supported by ballots `who[start[p]:start[p+1]]` with whole weights ≥ 1 (`unit`: all 1, and the array
    is empty), each cast by `cast` people; `voters` (g,) is the same by ballot.

    Money is counted in 1/`scale` of the currency, so that `costs` and `budget` are whole. `votes` (p,) are weighted
    support, `named` (p,) the people who named p, `rank` (p,) the order of ties: most votes, lowest cost, id.
    """

    start: Int64s
    who: Int32s
    cast: Floats
    weight: Int64s
    unit: bool
    voters: Int64s
    people: int
    scale: int
    budget: int
    costs: tuple[int, ...]
    votes: Int64s
    named: Int64s
    rank: Int64s
    by_cost: bool
    cost: Floats
    worth: Floats
    price_list: Int64s
    exact: bool

    @property
    def endowment(self) -> Fraction:
        """B/n in units of `scale`; nothing where nobody voted."""
        return Fraction(self.budget, self.people) if self.people else Fraction(0)


def utility_of(election: Election, asked: Utility | None) -> Utility:
    """The utility that applies. Raises BadQuestion for points on ballots that have none."""
    pointed = election.vote_type in POINTED
    if asked is None:
        return Utility.POINTS if pointed else Utility.COST
    if asked is Utility.POINTS and not pointed and election.vote_type is not VoteType.ORDINAL:
        raise BadQuestion(
            f"{election.vote_type} 选票没有分数，不能按分数计算",
            f"{election.vote_type} ballots carry no points",
        )
    return asked


def table_of(election: Election, utility: Utility) -> Table:
    """Arrays by project out of ballots; a point of 0 supports nothing when points are the utility."""
    ballots, many = election.ballots, len(election.projects)
    pointed = utility is Utility.POINTS
    points = np.ascontiguousarray(ballots.points) if pointed else np.zeros(0, np.int64)
    start, votes, named, unit = counts(ballots.start, ballots.projects, points, pointed, ballots.voters, many)
    support = supporters(ballots.start, ballots.projects, points, pointed, unit, ballots.voters, start)
    return _table(election, utility, (start, *support, unit), votes, named)


def _table(
    election: Election,
    utility: Utility,
    support: tuple[Int64s, Int32s, Floats, Int64s, bool],
    votes: Int64s,
    named: Int64s,
) -> Table:
    projects = election.projects
    scale = lcm(election.budget.denominator, *(project.cost.denominator for project in projects))
    costs = tuple(int(project.cost * scale) for project in projects)
    most = max(votes.tolist(), default=0)
    exact = max(costs, default=0) * max(most, 1) < SAFE
    ties = sorted(range(len(projects)), key=lambda p: (-votes[p], costs[p], projects[p].id))
    rank = np.empty(len(projects), np.int64)
    rank[ties] = np.arange(len(projects))
    by_cost = utility is Utility.COST
    cost = np.array([float(c) for c in costs])
    return Table(
        *support,
        voters=election.ballots.voters,
        people=election.voters,
        scale=scale,
        budget=int(election.budget * scale),
        costs=costs,
        votes=votes,
        named=named,
        rank=rank,
        by_cost=by_cost,
        cost=cost,
        worth=cost if by_cost else np.ones(len(projects)),
        price_list=np.array(costs if exact else [0] * len(costs), np.int64),
        exact=exact,
    )
