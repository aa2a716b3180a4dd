"""Due dates a second, one by one and many at once, for each unit: `make bench ARGS=calendar`."""

from datetime import UTC, datetime
from time import perf_counter

import numpy as np

from cocity.ground.calendar.api import Unit, due, due_many

RUNS = 5
ALONE, TOGETHER = 5_000, (10_000, 100_000, 1_000_000)


def per_second(count: int, work: object) -> float:
    """The best of a few runs, for the machine may be busy with something else."""
    best = float("inf")
    for _ in range(RUNS):
        began = perf_counter()
        work()  # type: ignore[operator]
        best = min(best, perf_counter() - began)
    return count / best


def main() -> None:
    """Print the table."""
    start = datetime(2026, 9, 30, 10, tzinfo=UTC)
    rng = np.random.default_rng(7)
    sizes = "".join(f"{size:>14,}" for size in TOGETHER)
    print(f"{'unit':<14}{'one by one':>12}{sizes}   due dates a second")
    for unit in Unit:
        due(start=start, limit=5, unit=unit, calendar="CN")
        alone = per_second(
            ALONE, lambda u=unit: [due(start=start, limit=5, unit=u, calendar="CN") for _ in range(ALONE)]
        )
        many = [
            per_second(size, lambda u=unit, s=starts: due_many(s, 5, u, "CN"))
            for size in TOGETHER
            for starts in [rng.integers(1_100_000_000, 1_790_000_000, size)]
        ]
        print(f"{unit:<14}{alone:>12,.0f}" + "".join(f"{rate:>14,.0f}" for rate in many))
