"""The rules written down as plainly as possible, in fractions, without any of the engine's code: slow and sure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Ballot = Mapping[int, int]  # project → points


@dataclass(frozen=True)
class Vote:
    """`costs` by project, one ballot a voter; `ids` break the last ties."""

    budget: Fraction
    costs: Sequence[Fraction]
    ballots: Sequence[Ballot]
    ids: Sequence[str]

    def utility(self, ballot: Ballot, p: int, utility: str) -> Fraction:
        if utility == "points":
            return Fraction(ballot.get(p, 0))
        return Fraction(p in ballot) * (self.costs[p] if utility == "cost" else 1)

    def tie(self, p: int, utility: str) -> tuple[int, Fraction, str]:
        if utility == "points":
            return -sum(b.get(p, 0) for b in self.ballots), self.costs[p], self.ids[p]
        return -sum(p in b for b in self.ballots), self.costs[p], self.ids[p]


def price(vote: Vote, money: Sequence[Fraction], p: int, utility: str) -> Fraction | None:
    """Price per unit of utility, by trying every number of voters who give all they have."""
    worth = [
        (money[v] / u, money[v], u)
        for v, b in enumerate(vote.ballots)
        if (u := vote.utility(b, p, utility)) > 0
    ]
    worth.sort()
    left, able = vote.costs[p], sum((u for _, _, u in worth), Fraction(0))
    for ratio, held, u in worth:
        if left <= ratio * able:
            return left / able
        left, able = left - held, able - u
    return None


def run(vote: Vote, endowment: Fraction, utility: str) -> tuple[list[int], list[Fraction]]:
    """Projects in the order bought, and what everyone has left."""
    money = [endowment] * len(vote.ballots)
    left, bought = {p for p, cost in enumerate(vote.costs) if cost > 0}, []
    while True:
        prices = {p: x for p in left if (x := price(vote, money, p, utility)) is not None}
        if not prices:
            return bought, money
        best = min(prices, key=lambda p: (prices[p], vote.tie(p, utility)))
        for v, ballot in enumerate(vote.ballots):
            money[v] -= min(money[v], prices[best] * vote.utility(ballot, best, utility))
        bought.append(best)
        left.remove(best)


def add1(vote: Vote, utility: str) -> tuple[list[int], int]:
    """Endowments +1 until exhaustive or the next outcome is too dear: what is bought, and the number of steps."""
    start = vote.budget / len(vote.ballots)
    steps, bought = 0, run(vote, start, utility)[0]
    supported = {
        p
        for p, c in enumerate(vote.costs)
        if c > 0 and any(vote.utility(b, p, utility) > 0 for b in vote.ballots)
    }
    while any(vote.costs[p] + cost(vote, bought) <= vote.budget for p in supported - set(bought)):
        following = run(vote, start + steps + 1, utility)[0]
        if cost(vote, following) > vote.budget:
            break
        steps, bought = steps + 1, following
    return bought, steps


def cost(vote: Vote, projects: Sequence[int]) -> Fraction:
    return sum((vote.costs[p] for p in projects), Fraction(0))


def greedy(vote: Vote, utility: str, taken: Sequence[int] = ()) -> list[int]:
    """By votes (cost utility), votes per cost, or points; a project of no cost is worth nothing with cost utility."""

    def key(p: int) -> tuple[object, ...]:
        tie = vote.tie(p, utility)
        votes, price_ = -tie[0], vote.costs[p]
        if utility == "cardinality":
            return (0 if price_ == 0 and votes else 1, -votes / price_ if price_ else 0, tie)
        return (-votes if price_ or utility == "points" else 0, tie)

    chosen = list(taken)
    for p in sorted(set(range(len(vote.costs))) - set(taken), key=key):
        if cost(vote, chosen) + vote.costs[p] <= vote.budget:
            chosen.append(p)
    return chosen
