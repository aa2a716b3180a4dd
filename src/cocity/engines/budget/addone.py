"""Endowments +1 until the money is used: the same result as step by step, in jumps over steps that change nothing.

Every endowment is raised by one unit of the currency at a time. The run before the first whose cost exceeds the
budget counts, or the first to which no supported project can be added within the budget (as pabutools'
`voter_budget_increment` does, and the equal-shares tool with its box "stop when exhaustive").

Stepping is hopeless where a vote is worth 22,000 units. Kraiczy, Robinson and Elkind ("Streamlining Equal Shares",
arXiv 2502.11797) jump to the next budget that changes the outcome, for a variant of the rule in which supporters pay
exactly equal shares. Here is the like for the rule itself. While the same projects are bought in the same order,
more money at the start means more money later and lower prices: the price solves Σ min(money, x·weight) = cost, so
it falls as money rises, and what is left, max(0, money - x·weight), rises. Thus one run at each end of an interval
bounds every run inside it, and the kernel proves from the bounds that nothing changes; where it can't, the interval
is halved, down to one step, which is run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from cocity.engines.budget.shares import Run, equal_shares, same_until
from cocity.engines.budget.table import Table

Progress = Callable[[int, Fraction], None]


@dataclass(frozen=True, slots=True, eq=False)
class Raised:
    """The run that counts after `steps` of +1; `runs` how many runs and proofs it took."""

    run: Run
    steps: int
    runs: int


def spent(table: Table, run: Run) -> int:
    """Cost of what a run bought, in units of `table.scale`."""
    return sum(table.costs[p] for p in run.bought.tolist())


def exhausted(table: Table, run: Run) -> bool:
    """No supported project that costs anything fits into what is left."""
    left = table.budget - spent(table, run)
    bought = set(run.bought.tolist())
    return not any(
        0 < cost <= left and table.votes[p] > 0 and p not in bought for p, cost in enumerate(table.costs)
    )


def stepped(table: Table, progress: Progress | None = None) -> Raised:
    """One step after another, as the definition says; for small votes and for proof of the jumps."""
    run, steps = equal_shares(table, table.endowment), 0
    while not exhausted(table, run):
        following = equal_shares(table, table.endowment + table.scale * (steps + 1))
        if spent(table, following) > table.budget:
            break
        run, steps = following, steps + 1
        if progress:
            progress(steps, Fraction(spent(table, run), table.scale))
    return Raised(run, steps, steps + 1)


def jumped(table: Table, progress: Progress | None = None) -> Raised:
    """The same as `stepped`, over as many steps at a time as are proven to change nothing."""
    run, steps, runs = equal_shares(table, table.endowment), 0, 1
    stride, wall = 1, 0  # wall: steps up to which the last proof failed
    while not exhausted(table, run):
        runs += 1
        if wall > steps + 1:
            stride = (wall - steps) // 2
        if stride > 1:
            further = same_until(table, run, table.endowment + table.scale * (steps + stride))
            if further is None:
                wall = steps + stride
                stride //= 2
            else:
                run, steps, stride = further, steps + stride, stride * 2
            continue
        following = equal_shares(table, table.endowment + table.scale * (steps + 1))
        if spent(table, following) > table.budget:
            break
        unchanged = following.bought.tolist() == run.bought.tolist()
        run, steps = following, steps + 1
        stride = 2 if unchanged and wall <= steps else 1
        if progress:
            progress(steps, Fraction(spent(table, run), table.scale))
    return Raised(run, steps, runs)
