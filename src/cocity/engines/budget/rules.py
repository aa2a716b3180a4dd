"""Who wins under a rule, and at which price. Ties: most votes, then lowest cost, then id, letter by letter."""

from collections.abc import Iterable
from fractions import Fraction

from cocity.engines.budget.addone import Progress, Raised, jumped
from cocity.engines.budget.contracts import Completion, Election, Method, Outcome, Purchase, Rule, Utility
from cocity.engines.budget.shares import equal_shares
from cocity.engines.budget.table import Table, table_of, utility_of


def decide(election: Election, rule: Rule, progress: Progress | None = None) -> Outcome:
    """Winners under `rule`. Raises BadQuestion where it cannot be applied to these ballots.

    Greedy leaves nothing to complete, so a completion asked of it changes nothing.
    """
    utility = utility_of(election, rule.utility)
    table = table_of(election, utility)
    ruled = Rule(rule.method, utility, rule.completion)
    if rule.method is Method.GREEDY:
        order = ranked(table, per_cost=utility is Utility.CARDINALITY)
        return _outcome(table, ruled, fitting(table, order, table.budget))
    return _equal(table, ruled, progress)


def ranked(table: Table, *, per_cost: bool = False) -> list[int]:
    """Projects by weighted votes, or by votes for money. As in pabutools, what costs nothing comes last by votes
    (it is worth nothing with cost utility) and first by votes for money."""

    def key(p: int) -> tuple[bool, Fraction, int]:
        votes, cost = int(table.votes[p]), table.costs[p]
        if per_cost:
            return bool(cost or not votes), -Fraction(votes, cost or 1), int(table.rank[p])
        return True, Fraction(-votes if cost or not table.by_cost else 0), int(table.rank[p])

    return sorted(range(len(table.costs)), key=key)


def fitting(table: Table, order: Iterable[int], left: int) -> list[int]:
    """Those that fit into `left`, one after another; what does not fit is passed over."""
    taken = []
    for p in order:
        if table.costs[p] <= left:
            taken.append(p)
            left -= table.costs[p]
    return taken


def _equal(table: Table, rule: Rule, progress: Progress | None) -> Outcome:
    free: list[int] = []
    if not table.by_cost:  # with cost utility a project without cost is worth nothing to anybody
        zero = [p for p, cost in enumerate(table.costs) if cost == 0 and table.votes[p] > 0]
        free = sorted(zero, key=lambda p: table.rank[p])
    if rule.completion is Completion.NONE:
        raised = Raised(equal_shares(table, table.endowment), 0, 1)
    else:
        raised = jumped(table, progress)
    bought = raised.run.bought.tolist()
    filled: list[int] = []
    if rule.completion is Completion.ADD1U:
        left = table.budget - sum(table.costs[p] for p in bought)
        had = {*bought, *free}
        filled = fitting(table, (p for p in ranked(table) if p not in had), left)
    endowment = (table.endowment + table.scale * raised.steps) / table.scale
    return _outcome(table, rule, [*free, *bought, *filled], raised, endowment, tuple(free), tuple(filled))


def _outcome(
    table: Table,
    rule: Rule,
    winners: list[int],
    raised: Raised | None = None,
    endowment: Fraction | None = None,
    free: tuple[int, ...] = (),
    filled: tuple[int, ...] = (),
) -> Outcome:
    cost = Fraction(sum(table.costs[p] for p in winners), table.scale)
    purchases: tuple[Purchase, ...] = ()
    steps = runs = 0
    if raised:
        steps, runs = raised.steps, raised.runs
        pairs = zip(raised.run.bought.tolist(), raised.run.price.tolist(), strict=True)
        purchases = tuple(Purchase(p, x / table.scale, table.costs[p] / x) for p, x in pairs)
    return Outcome(rule, tuple(winners), cost, endowment, steps, purchases, filled, free, runs)
