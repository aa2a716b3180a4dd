"""What people said: their verdicts and stars, beside who was asked and did not answer. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from cocity.engines.rates import Cell, hidden, weighted_mean
from cocity.learn.performance.catalogue import Thresholds
from cocity.learn.performance.contracts import Part
from cocity.learn.performance.rates import Span, asked, c
from cocity.learn.performance.scope import left_out

GROUP = "group"  # what is grouped by may itself be a column of the strata


@dataclass(frozen=True, slots=True)
class Question:
    """Who answered, and what the answer counts."""

    answered: pl.Expr
    value: pl.Expr
    share: bool  # a rate of hits; otherwise a mean


@dataclass(frozen=True, slots=True)
class Answers:
    """One question in one group."""

    total: float
    squares: float
    n: int
    private: int  # of them in matters that are not public
    asked: int
    weighted: float | None
    unheard: int  # asked in strata where nobody answered
    parts: tuple[Part, ...]
    excluded: Mapping[str, int]


def questions(t: Thresholds) -> dict[str, Question]:
    """Every question, by code."""
    starred = c("stars").is_not_null()
    solved = c("verdict_at").is_not_null() & (c("solved") != "")
    return {
        "confirmed_resolution_rate": Question(solved, c("solved") == "yes", share=True),
        "satisfaction_rate": Question(starred, c("stars") >= t.satisfied_from, share=True),
        "satisfaction_mean": Question(starred, c("stars"), share=False),
    }


def ask(rows: pl.DataFrame, question: Question, span: Span, by: str, t: Thresholds) -> dict[str, Answers]:
    """Group → answers. Strata are category (its first level) × channel."""
    everyone = rows.filter(asked(span))
    excluded = left_out(everyone, by)
    value = question.value.cast(pl.Int64).filter(question.answered)
    cells = (
        everyone.lazy()
        .filter(c("left_out") == "")
        .group_by(c(by).alias(GROUP), "category_top", "channel")
        .agg(
            asked=pl.len(),
            answered=question.answered.sum(),
            private=(question.answered & ~c("public")).sum(),
            total=value.sum(),
            squares=(value * value).sum(),
        )
        .sort(GROUP, "category_top", "channel")
        .collect()
    )
    return {
        str(key[0]): _answers(group, excluded.get(str(key[0]), {}), t)
        for key, group in cells.group_by(GROUP, maintain_order=True)
    }


def _answers(cells: pl.DataFrame, excluded: Mapping[str, int], t: Thresholds) -> Answers:
    strata = [Cell(a, n, v) for a, n, v in cells.select("asked", "answered", "total").iter_rows()]
    mean = weighted_mean(strata)
    names = cells.select(pl.concat_str("category_top", "channel", separator=" × ")).to_series()
    return Answers(
        total=float(cells["total"].sum()),
        squares=float(cells["squares"].sum()),
        n=int(cells["answered"].sum()),
        private=int(cells["private"].sum()),
        asked=int(cells["asked"].sum()),
        weighted=mean[0] if mean else None,
        unheard=mean[1] if mean else int(cells["asked"].sum()),
        parts=_parts(
            list(names), strata, kept_back(cells["answered"].to_list(), cells["private"].to_list(), t)
        ),
        excluded=excluded,
    )


def kept_back(answered: Sequence[int], private: Sequence[int], t: Thresholds) -> frozenset[int]:
    """Cells that would tell what one person said: those in which few answered, and those in which few of the matters
    are not public, for what the public ones' people said stands on their pages and can be taken off."""
    return hidden(answered, t.hidden_below) | hidden(private, t.hidden_below)


def _parts(names: Sequence[str], cells: Sequence[Cell], back: frozenset[int]) -> tuple[Part, ...]:
    """The strata; where few answered, neither what they said nor how many they were is told."""
    return tuple(
        Part(name, None, None, None)
        if n in back
        else Part(name, cell.answered, cell.total / cell.answered if cell.answered else None, cell.asked)
        for n, (name, cell) in enumerate(zip(names, cells, strict=True))
    )
