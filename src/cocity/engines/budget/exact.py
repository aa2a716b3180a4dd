"""Equal shares in whole numbers: decides what floating point leaves open, and nothing else, for it is slow."""

from fractions import Fraction
from math import gcd, lcm

from cocity.engines.budget.table import Table

REDUCE_AT = 512  # bits of the common denominator from which a common factor is looked for


class Purse:
    """What each ballot's voters still hold, as whole numbers over one common denominator."""

    def __init__(self, table: Table, endowment: Fraction) -> None:
        self._table = table
        self._below = endowment.denominator
        self._held = [endowment.numerator] * len(table.voters)
        self._voters: list[int] = table.voters.tolist()
        self.bought = 0

    def _support(self, project: int) -> tuple[list[int], list[int]]:
        low, high = int(self._table.start[project]), int(self._table.start[project + 1])
        weight = [1] * (high - low) if self._table.unit else self._table.weight[low:high].tolist()
        return self._table.who[low:high].tolist(), weight

    def price(self, project: int) -> Fraction | None:
        """The x with Σ voters·min(money, x·weight) = cost; None when the supporters have too little."""
        groups: dict[tuple[int, int], int] = {}
        for g, weight in zip(*self._support(project), strict=True):
            key = (self._held[g], weight)
            groups[key] = groups.get(key, 0) + self._voters[g]
        open_cost = self._table.costs[project] * self._below
        if sum(held * voters for (held, _), voters in groups.items()) < open_cost:
            return None
        whole = lcm(*(weight for _, weight in groups))
        able = sum(weight * voters for (_, weight), voters in groups.items())
        for held, weight in sorted(groups, key=lambda key: key[0] * (whole // key[1])):
            if open_cost * weight <= held * able:
                break
            voters = groups[held, weight]
            open_cost -= held * voters
            able -= weight * voters
        return Fraction(open_cost, able * self._below)

    def pay(self, project: int, price: Fraction) -> None:
        """Every supporter gives price × weight, or all there is."""
        below = lcm(self._below, price.denominator)
        factor = below // self._below
        if factor > 1:
            self._held = [held * factor for held in self._held]
            self._below = below
        each = price.numerator * (below // price.denominator)
        for g, weight in zip(*self._support(project), strict=True):
            self._held[g] = max(0, self._held[g] - each * weight)
        self.bought += 1
        if self._below.bit_length() > REDUCE_AT:
            self._reduce()

    def _reduce(self) -> None:
        common = gcd(self._below, *self._held)
        if common > 1:
            self._held = [held // common for held in self._held]
            self._below //= common

    def left(self) -> list[Fraction]:
        """What one voter of each ballot holds."""
        return [Fraction(held, self._below) for held in self._held]

    def money(self, project: int) -> Fraction:
        """What the supporters of a project hold together."""
        who, _ = self._support(project)
        return Fraction(sum(self._held[g] * self._voters[g] for g in who), self._below)


def value(table: Table, project: int, price: Fraction) -> Fraction:
    """Effective votes with cost utility (cost/price), else utility for money (1/price): the larger is bought."""
    return (table.costs[project] if table.by_cost else 1) / price


def choose(table: Table, purse: Purse, contenders: list[int]) -> tuple[int, Fraction] | list[int]:
    """The contender to buy with its price; or, when none can be paid, all of them."""
    prices = {p: price for p in contenders if (price := purse.price(p)) is not None}
    if not prices:
        return contenders
    best = max(prices, key=lambda p: (value(table, p, prices[p]), -int(table.rank[p])))
    return best, prices[best]
