"""One run of the method of equal shares at one endowment."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from cocity.engines.budget.contracts import Floats, Int64s
from cocity.engines.budget.exact import Purse, choose, value
from cocity.engines.budget.kernel import DIFFERENT, DONE, U, pay, rounds
from cocity.engines.budget.table import Table


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Purchases in order: projects, price per weight, the least its value can be, and whether all paid in full.

    `doubts`: how often bounds could not tell and whole numbers decided.
    """

    bought: Int64s
    price: Floats
    least: Floats
    full: NDArray[np.bool_]
    doubts: int = 0


class _State:
    """What a run changes: money and how far it may be off, who is left, bounds, the record of purchases."""

    def __init__(self, table: Table, endowment: Fraction) -> None:
        many, share = len(table.costs), float(endowment)
        self.money = np.full(len(table.voters), share)
        self.loose = table.people * share * U
        self.fresh = True
        self.alive, self.top, self.guess = np.empty(many, np.bool_), np.empty(many), np.empty(many)
        self.record = (np.empty(many, np.int64), np.empty(many), np.empty(many), np.empty(many, np.bool_))
        self.contenders = np.empty(many, np.int64)

    def advance(self, table: Table, done: int, plan: Run | None) -> tuple[int, int, int]:
        code, done, found, self.loose = rounds(
            table.start, table.who, table.cast, table.weight, table.unit, table.cost, table.worth, table.votes,
            table.price_list, table.by_cost, table.exact, table.rank, self.money, self.loose, self.alive, self.top,
            self.guess, *self.record, done, plan is not None, *_plan(plan), self.contenders, self.fresh,
        )  # fmt: skip
        self.fresh = False
        return int(code), int(done), int(found)

    def buy(self, table: Table, done: int, project: int, price: Fraction) -> None:
        """A purchase that whole numbers decided. Where nearly all money goes, what is left may be off thrice G."""
        bought, xs, least, full = self.record
        bought[done], xs[done] = project, float(price)
        least[done] = float(value(table, project, price)) * (1 - 4 * U)
        full[done] = price * int(table.votes[project]) == table.costs[project]
        self.alive[project] = False
        part = slice(table.start[project], table.start[project + 1])
        rounding = pay(
            float(price), table.who[part], table.cast[part], table.weight[part], table.unit, self.money
        )
        self.loose = 3 * self.loose + rounding


def _plan(plan: Run | None) -> tuple[Int64s, Floats, NDArray[np.bool_]]:
    if plan is None:
        return np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.bool_)
    return plan.bought, plan.least, plan.full


def _run(state: _State, done: int, doubts: int) -> Run:
    bought, price, least, full = state.record
    return Run(bought[:done].copy(), price[:done].copy(), least[:done].copy(), full[:done].copy(), doubts)


def equal_shares(table: Table, endowment: Fraction) -> Run:
    """Buy by the largest effective votes until no project can be paid by its supporters. Exact in every decision."""
    state, purse = _State(table, endowment), None
    done = doubts = 0
    while True:
        code, done, found = state.advance(table, done, None)
        if code == DONE:
            return _run(state, done, doubts)
        doubts += 1
        purse = purse or Purse(table, endowment)
        for n in range(purse.bought, done):
            project = int(state.record[0][n])
            purse.pay(project, purse.price(project) or Fraction(0))  # bought: it is affordable
        chosen = choose(table, purse, state.contenders[:found].tolist())
        if isinstance(chosen, list):
            state.alive[chosen] = False
            continue
        state.buy(table, done, *chosen)
        done += 1


def same_until(table: Table, run: Run, endowment: Fraction) -> Run | None:
    """The run at a higher endowment if it is proven that all runs up to there buy the same in the same order."""
    state = _State(table, endowment)
    code, done, _ = state.advance(table, 0, run)
    return None if code == DIFFERENT else _run(state, done, run.doubts)
