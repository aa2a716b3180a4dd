"""How well an outcome serves everybody: figures beside every result, the same for every rule so that they compare."""

from dataclasses import dataclass

import numpy as np

from cocity.engines.budget.contracts import Election, Floats, Int64s, Outcome, Utility
from cocity.engines.budget.table import Table, table_of


@dataclass(frozen=True, slots=True)
class Figures:
    """excluded: voters of whom no named project won (of `voters`; the exclusion ratio is their share).

    used: share of the budget spent. named: winners a voter named, on average; worth: their cost, on average.
    unfair: projects that witness a violation of EJR+ up to any one project, with cost utility.
    """

    voters: int
    excluded: int
    used: float
    named: float
    worth: float
    unfair: tuple[int, ...]

    @property
    def exclusion_ratio(self) -> float:
        """Boehmer et al., "Evaluation of Project Performance in Participatory Budgeting" (IJCAI 2024) and before."""
        return self.excluded / self.voters if self.voters else 0.0


def figures(election: Election, outcome: Outcome) -> Figures:
    """Figures of an outcome on these ballots."""
    table = table_of(election, Utility.COST)
    won = np.zeros(len(table.costs), np.bool_)
    won[list(outcome.winners)] = True
    projects, voters = election.ballots.projects, table.voters
    count = _by_ballot(election, won[projects].astype(np.float64))
    satisfied = _by_ballot(election, np.where(won, table.cost, 0.0)[projects])
    people = max(table.people, 1)
    return Figures(
        voters=table.people,
        excluded=int(voters[count == 0].sum()),
        used=float(outcome.cost / election.budget) if election.budget else 0.0,
        named=float((count * voters).sum() / people),
        worth=float((satisfied * voters).sum() / people / table.scale),
        unfair=tuple(p for p in range(len(won)) if not won[p] and _wronged(table, p, satisfied)),
    )


def _by_ballot(election: Election, amounts: Floats) -> Floats:
    """Sums of whole numbers by ballot."""
    sums = np.concatenate(([0.0], np.cumsum(amounts)))
    held: Floats = sums[election.ballots.start[1:]] - sums[election.ballots.start[:-1]]
    return held


def _wronged(table: Table, project: int, satisfied: Floats) -> bool:
    """Is there a group of supporters whose share of the budget, |group|·B/n, is worth at least what each of them has
    got and this project together? Then EJR+ up to any one project fails: Brill and Peters, "Robust and Verifiable
    Proportionality Axioms for Multiwinner Voting" (EC 2023), carried to costs as in Peters, Pierczyński and Skowron
    (NeurIPS 2021). The largest group with at most u each is enough to look at, for every u there is."""
    low, high = int(table.start[project]), int(table.start[project + 1])
    cost = table.costs[project]
    if low == high or int(table.named[project]) * table.budget < cost * table.people:
        return False
    got = satisfied[table.who[low:high]]
    order = np.argsort(got, kind="stable")
    got, group = got[order], np.cumsum(table.voters[table.who[low:high]][order])
    surplus = group * float(table.budget) - (got + float(cost)) * table.people
    doubt = 1e-9 * (float(table.budget) + float(cost)) * table.people
    if bool((surplus > doubt).any()):
        return True
    return any(_exactly(table, cost, got, group, n) for n in np.flatnonzero(surplus >= -doubt).tolist())


def _exactly(table: Table, cost: int, got: Floats, group: Int64s, n: int) -> bool:
    return int(group[n]) * table.budget >= (round(float(got[n])) + cost) * table.people
