"""An election as the arrays MES works on, for one utility."""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from cocity.engines.budget.contracts import Election, Floats, Int32s, Int64s, Utility, VoteType
from cocity.engines.budget.errors import BadQuestion
from cocity.engines.budget.support import meant, supporters, weights
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
    ballots = election.ballots
    voters, start, projects = ballots.voters, ballots.start, ballots.projects
    points = np.zeros(0, np.int64)
    if utility is Utility.POINTS:
        start, projects, points = meant(start, projects, np.ascontiguousarray(ballots.points))
    first, room = (np.empty(len(election.projects) + 1, np.int64) for _ in range(2))
    who, cast, named = supporters(start, projects, voters, first, room)
    unit = bool((points == 1).all())
    weight, votes = (points[:0], named) if unit else weights(start, projects, points, voters, first)
    return _table(election, utility, (first, who, cast, weight, unit), votes, named)


def _table(
    election: Election,
    utility: Utility,
    support: tuple[Int64s, Int32s, Floats, Int64s, bool],
    votes: Int64s,
    named: Int64s,
) -> Table:
    projects, budget = election.projects, election.budget.as_integer_ratio()
    amounts = [project.cost.as_integer_ratio() for project in projects]
    scale = lcm(budget[1], *(below for _, below in amounts))
    costs = tuple(above * (scale // below) for above, below in amounts)
    wanted = votes.tolist()
    exact = max(costs, default=0) * max([1, *wanted]) < SAFE
    ties = sorted(
        (-many, cost, project.id, p)
        for p, (many, cost, project) in enumerate(zip(wanted, costs, projects, strict=True))
    )
    rank = [0] * len(ties)
    for place, tie in enumerate(ties):
        rank[tie[-1]] = place
    by_cost = utility is Utility.COST
    cost = np.array(costs, np.float64)
    return Table(
        *support,
        voters=election.ballots.voters,
        people=election.voters,
        scale=scale,
        budget=budget[0] * (scale // budget[1]),
        costs=costs,
        votes=votes,
        named=named,
        rank=np.array(rank, np.int64),
        by_cost=by_cost,
        cost=cost,
        worth=cost if by_cost else np.ones(len(costs)),
        price_list=np.array(costs if exact else [0] * len(costs), np.int64),
        exact=exact,
    )
