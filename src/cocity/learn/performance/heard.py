"""Figures of what people said, with how many did not answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cocity.engines.rates import mean_interval
from cocity.kit.text import Text
from cocity.learn.performance.answers import Answers, ask, kept_back, questions
from cocity.learn.performance.contracts import Figure
from cocity.learn.performance.counted import rate
from cocity.learn.performance.scope import EVERYTHING, Scope

SILENT = Text(
    "应问 {asked} 件，{silent} 件没有回答，不计为满意或已解决；其中 {unheard} 件所在分层无人回答，加权结果也不含。",
    "Of {asked} to be asked, {silent} gave no answer and do not count as satisfied or solved; {unheard} stand in"
    " strata where nobody answered, so the weighted result leaves them out too.",
)

STARS = (1.0, 5.0)  # what can be given
FEW = Text(
    "回答的人太少，或者除去公开的事项太少，公布会看出某个人怎么说，因此不公布。",
    "Not shown: so few answered, or so few in matters that are not public, that it would tell what one of them said.",
)


def figures(scope: Scope, codes: Sequence[str]) -> Iterator[Figure]:
    """Resolution and satisfaction by the person's word."""
    for code, question in questions(scope.t).items():
        if code in codes:
            found = ask(scope.rows, question, scope.span, scope.by, scope.t)
            back = _kept_back(scope, found)
            for key, said in found.items():
                if key in back:
                    yield replace(scope.blank(code, key), missing=FEW)
                    continue
                blank = scope.blank(code, key)
                made = _share(scope, blank, said) if question.share else _mean(scope, blank, said)
                yield _beside(made, said)


def _kept_back(scope: Scope, found: Mapping[str, Answers]) -> frozenset[str]:
    """Groups in which so few answered that a figure would tell what one of them said."""
    if scope.by == EVERYTHING and not scope.narrowed:
        return frozenset()
    keys = list(found)
    answered, private = [found[key].n for key in keys], [found[key].private for key in keys]
    return frozenset(keys[n] for n in kept_back(answered, private, scope.t))


def _share(scope: Scope, blank: Figure, said: Answers) -> Figure:
    return rate(scope, blank, round(said.total), said.n, said.excluded)


def _mean(scope: Scope, blank: Figure, said: Answers) -> Figure:
    if said.n == 0:
        return replace(blank, excluded=said.excluded)
    return replace(
        blank, value=said.total / said.n, numerator=said.total, denominator=said.n, excluded=said.excluded,
        interval=mean_interval(said.n, said.total, said.squares, scope.t.confidence, STARS),
        small=said.n < scope.t.few,
    )  # fmt: skip


def _beside(made: Figure, said: Answers) -> Figure:
    silent = SILENT.with_values(asked=said.asked, silent=said.asked - said.n, unheard=said.unheard)
    return replace(
        made, adjusted=said.weighted, parts=said.parts, missing=silent if said.asked else made.missing
    )
