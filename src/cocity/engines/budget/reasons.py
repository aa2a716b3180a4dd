"""Why each project won or lost: who paid what, when the money behind it became too little, and where it went."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np

from cocity.engines.budget.contracts import Election, Floats, Int64s, Method, Outcome, Utility
from cocity.engines.budget.exact import Purse
from cocity.engines.budget.rules import ranked
from cocity.engines.budget.table import Table, table_of, utility_of

BARS = 8  # bars of a distribution
DOUBT = 1e-9


class How(StrEnum):
    """How a project fared."""

    BOUGHT = "bought"
    FILLED = "filled"
    FREE = "free"
    CHOSEN = "chosen"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Payments:
    """Of the supporters of a bought project: how many paid the full price, all they had left, or had nothing left.

    bars: payments above zero in equal steps up to the most anybody paid, as (up to, people).
    """

    full: int
    all_left: int
    nothing: int
    median: float
    most: float
    bars: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One project. supporters: people who named it; votes: their weight (points where the rule counts points).

    turn: its place in the order of selection, from 1. money: what its supporters held when that became less than its
    cost (MES), or what was left of the budget at its turn (greedy); `after` is the number of purchases made by then.
    spent_on: (winner, amount) of the supporters' money, largest first.
    """

    project: int
    how: How
    supporters: int
    votes: int
    turn: int | None = None
    effective_votes: float | None = None
    payments: Payments | None = None
    money: float | None = None
    after: int | None = None
    spent_on: tuple[tuple[int, float], ...] = ()


def reasons(election: Election, outcome: Outcome) -> tuple[Reason, ...]:
    """One reason a project, in the order of the file."""
    table = table_of(election, utility_of(election, outcome.rule.utility))
    if outcome.rule.method is Method.GREEDY:
        return _greedy(table, outcome)
    return _Replay(table, outcome).told()


def _greedy(table: Table, outcome: Outcome) -> tuple[Reason, ...]:
    left, taken, turn = table.budget, 0, {p: n + 1 for n, p in enumerate(outcome.winners)}
    told: dict[int, Reason] = {}
    for p in ranked(table, per_cost=outcome.rule.utility is Utility.CARDINALITY):
        named, votes = int(table.named[p]), int(table.votes[p])
        if p in turn:
            told[p] = Reason(p, How.CHOSEN, named, votes, turn[p], money=left / table.scale, after=taken)
            left -= table.costs[p]
            taken += 1
        else:
            told[p] = Reason(p, How.LOST, named, votes, money=left / table.scale, after=taken)
    return tuple(told[p] for p in range(len(table.costs)))


class _Replay:
    """The purchases once more, looking at everybody's purse."""

    def __init__(self, table: Table, outcome: Outcome) -> None:
        self._table, self._outcome = table, outcome
        self._money = np.full(len(table.voters), float(outcome.endowment or 0) * table.scale)
        self._purse: Purse | None = None
        self._spent: list[Floats] = []
        self._dropped: dict[int, tuple[int, float]] = {}
        self._payments: dict[int, Payments] = {}

    def _behind(self, by_ballot: Floats) -> Floats:
        """Sums over each project's supporters."""
        table = self._table
        sums = np.concatenate(([0.0], np.cumsum(table.cast * by_ballot[table.who])))
        behind: Floats = sums[table.start[1:]] - sums[table.start[:-1]]
        return behind

    def told(self) -> tuple[Reason, ...]:
        purchases = self._outcome.purchases
        self._drop(0)
        for n, purchase in enumerate(purchases):
            self._buy(purchase.project, purchase.price * self._table.scale)
            self._drop(n + 1)
        return tuple(map(self._reason, range(len(self._table.costs))))

    def _buy(self, p: int, price: float) -> None:
        table = self._table
        part = slice(table.start[p], table.start[p + 1])
        who = table.who[part]
        full = np.full(len(who), price) if table.unit else price * table.weight[part].astype(np.float64)
        held: Floats = self._money[who]
        paid: Floats = np.minimum(held, full)
        self._payments[p] = _payments(held, full, paid, table.voters[who], table.scale)
        given = np.zeros(len(self._money))
        given[who] = paid
        self._money = np.maximum(self._money - given, 0.0)
        self._spent.append(self._behind(given) / table.scale)

    def _drop(self, after: int) -> None:
        """Note who can't be paid any more. Only what stays in doubt is counted exactly."""
        table, behind = self._table, self._behind(self._money)
        bought = {purchase.project for purchase in self._outcome.purchases}
        for p in np.flatnonzero(behind < table.cost * (1 + DOUBT)).tolist():
            if p in bought or p in self._dropped:
                continue
            if behind[p] > table.cost[p] * (1 - DOUBT) and self._exact(after).money(p) >= table.costs[p]:
                continue
            self._dropped[p] = (after, float(behind[p]) / table.scale)

    def _exact(self, after: int) -> Purse:
        if self._purse is None:
            self._purse = Purse(self._table, (self._outcome.endowment or Fraction(0)) * self._table.scale)
        for purchase in self._outcome.purchases[self._purse.bought : after]:
            self._purse.pay(purchase.project, self._purse.price(purchase.project) or Fraction(0))
        return self._purse

    def _reason(self, p: int) -> Reason:
        table, outcome = self._table, self._outcome
        turn = outcome.winners.index(p) + 1 if p in outcome.winners else None
        named, votes = int(table.named[p]), int(table.votes[p])
        if p in outcome.free:
            return Reason(p, How.FREE, named, votes, turn)
        if p in self._payments:
            step = next(one for one in outcome.purchases if one.project == p)
            return Reason(p, How.BOUGHT, named, votes, turn, step.effective_votes, self._payments[p])
        after, money = self._dropped.get(p, (0, 0.0))
        how = How.FILLED if p in outcome.filled else How.LOST
        return Reason(p, how, named, votes, turn, money=money, after=after, spent_on=self._spent_on(p, after))

    def _spent_on(self, p: int, after: int) -> tuple[tuple[int, float], ...]:
        amounts = [
            (step.project, float(self._spent[n][p])) for n, step in enumerate(self._outcome.purchases[:after])
        ]
        return tuple(sorted((one for one in amounts if one[1] > 0.005), key=lambda one: -one[1]))


def _payments(held: Floats, full: Floats, paid: Floats, people: Int64s, scale: int) -> Payments:
    none = paid <= full * DOUBT
    short = ~none & (held < full * (1 - DOUBT))
    most = float(paid.max(initial=0.0))
    bars = np.minimum((paid[~none] / (most or 1.0) * BARS * (1 - DOUBT)).astype(np.int64), BARS - 1)
    counts = np.bincount(bars, weights=people[~none], minlength=BARS)
    order = np.argsort(paid, kind="stable")
    cum = np.cumsum(people[order])
    middle = paid[order][np.searchsorted(cum, (cum[-1] + 1) // 2)] if len(cum) else 0.0
    return Payments(
        full=int(people[~none & ~short].sum()),
        all_left=int(people[short].sum()),
        nothing=int(people[none].sum()),
        median=float(middle) / scale,
        most=most / scale,
        bars=tuple(((n + 1) * most / BARS / scale, int(count)) for n, count in enumerate(counts)),
    )
