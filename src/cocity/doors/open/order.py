"""Putting figures in order without saying more than they can bear."""

from collections.abc import Sequence

from cocity.learn.performance.api import Figure, comparable


def value_of(figure: Figure) -> float:
    """What a figure is put in order by: the shrunk value of a small unit. Figures without one go last."""
    best = figure.shrunk if figure.small and figure.shrunk is not None else figure.value
    return float("-inf") if best is None else best


def groups(figures: Sequence[Figure]) -> list[list[Figure]]:
    """From high to low in groups: all of one group stand apart from all of the next; within a group nothing is
    told apart. Figures without an interval to compare by make a last group of their own."""
    judged = [f for f in figures if f.value is not None and f.best_interval is not None]
    rest = [f for f in figures if f.value is None or f.best_interval is None]
    judged.sort(key=lambda f: (-_high(f), f.key))
    made: list[list[Figure]] = []
    for figure in judged:
        # The one that reaches lowest decides: who is apart from it is apart from all of the group.
        lowest = min(made[-1], key=_low) if made else None
        if lowest is not None and not comparable(lowest, figure):
            made[-1].append(figure)
        else:
            made.append([figure])
    made = [sorted(group, key=lambda f: f.key) for group in made]
    return [*made, sorted(rest, key=lambda f: (-value_of(f), f.key))] if rest else made


def _high(figure: Figure) -> float:
    return figure.best_interval.hi if figure.best_interval else float("-inf")


def _low(figure: Figure) -> float:
    return figure.best_interval.lo if figure.best_interval else float("inf")
