"""Figures over a scope: each says what it counted, whom it left out and how sure it is."""

from collections.abc import Iterable
from dataclasses import replace

from cocity.engines.rates import Prior, prior_of, shrunk
from cocity.learn.performance import counted, heard, parity, waited
from cocity.learn.performance.contracts import Figure
from cocity.learn.performance.scope import Scope

Made = dict[str, list[Figure]]
MAKERS = (counted.figures, counted.sums, counted.phone, heard.figures, waited.figures, parity.figures)


def make(scope: Scope, codes: Iterable[str]) -> Made:
    """code → figures, one a group and, for times, one a percentile; without data where there is none."""
    wanted = tuple(codes)
    made: Made = {}
    for maker in MAKERS:
        for figure in maker(scope, wanted):
            made.setdefault(figure.code, []).append(figure)
    keys = scope.keys()
    return {code: _drawn(scope, _filled(scope, code, made.get(code, []), keys)) for code in wanted}


def _filled(scope: Scope, code: str, figures: list[Figure], keys: list[str]) -> list[Figure]:
    """A group without data keeps its line."""
    there = {figure.key for figure in figures}
    blanks = [scope.blank(code, key) for key in keys if key not in there]
    return sorted([*figures, *blanks], key=lambda figure: figure.key)


def _drawn(scope: Scope, figures: list[Figure]) -> list[Figure]:
    """Small units drawn towards the whole, where there are others to draw them to."""
    cells = [(round(f.numerator or 0), f.denominator) for f in figures if f.unit == "share"]
    prior = prior_of(cells) if len(cells) > 1 else None
    return [_draw(scope, f, prior) if prior and f.small and f.denominator else f for f in figures]


def _draw(scope: Scope, figure: Figure, prior: Prior) -> Figure:
    value, interval = shrunk(round(figure.numerator or 0), figure.denominator, prior, scope.t.confidence)
    return replace(figure, shrunk=value, shrunk_interval=interval)


def comparable(a: Figure, b: Figure) -> bool:
    """Whether one may be ranked above the other: the same figure, both with an interval, and these apart."""
    if a.code != b.code or a.best_interval is None or b.best_interval is None:
        return False
    first, second = a.best_interval, b.best_interval
    return first.hi < second.lo or second.hi < first.lo
