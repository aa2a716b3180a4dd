"""Rates as expressions over columns: who is counted, who is left out and why, who is a hit. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from cocity.learn.performance.catalogue import Thresholds
from cocity.learn.performance.columns import DAY

c = pl.col
NEVER = pl.lit(value=False)


@dataclass(frozen=True, slots=True)
class Span:
    """A period in µs; `now` is the moment at which the unfinished is unfinished."""

    start: int
    end: int
    now: int

    def holds(self, column: str) -> pl.Expr:
        """Whether a time lies in the period; unknown times do not."""
        return ((c(column) >= self.start) & (c(column) < self.end)).fill_null(value=False)

    def due_in(self, column: str) -> pl.Expr:
        """Whether a limit ended in the period, and has ended by now."""
        return self.holds(column) & (c(column) <= self.now)


@dataclass(frozen=True, slots=True)
class Rate:
    """`within`: the population before anything is left out. `why`: rules that leave out, by name."""

    within: Callable[[Span], pl.Expr]
    hit: pl.Expr
    why: Callable[[Span], Mapping[str, pl.Expr]] = field(default=lambda span: {})
    ruled: bool = True  # matters left out by a logged step do not count


def no_later(column: str, limit: str) -> pl.Expr:
    """Whether something happened by its limit."""
    return (c(column) <= c(limit)).fill_null(value=False)


def is_open() -> pl.Expr:
    """Neither done nor left out."""
    return c("done_at").is_null() & (c("left_out") == "")


def asked(span: Span) -> pl.Expr:
    """Matters whose person gave a verdict in the period, or that closed in it without one."""
    return span.holds("verdict_at") | (span.holds("closed_at") & c("verdict_at").is_null())


ANSWERED = c("verdict_at").is_not_null() & (c("solved") != "")


def rates(t: Thresholds) -> dict[str, Rate]:
    """Every rate over matters, by code."""
    reopened = c("reopened_at") <= c("closed_first_at") + t.reopened_days * DAY
    fixed = c("reopened_at") <= c("closed_first_at") + t.repeat_days * DAY
    returned = pl.any_horizontal(
        fixed.fill_null(value=False), c("back_of_need").is_not_null(), c("back_at_place").is_not_null(),
        c("back_of_person").is_not_null(),
    )  # fmt: skip
    adopted = c("disposition").is_in(["adopted", "partly"])
    whole, orders = _due("due_at"), ~c("disposes")

    def suggestions(column: str) -> Callable[[Span], pl.Expr]:
        return lambda span: c("disposes") & span.holds(column)

    def opened(span: Span) -> pl.Expr:
        return span.holds("opened_at")

    def sent(span: Span) -> pl.Expr:
        return span.holds("offered_first_at")

    return {
        "first_contact_rate": Rate(_due("first_contact_due"), no_later("first_contact_at", "first_contact_due")),
        "response_rate": Rate(whole, no_later("responded_at", "due_at"), _paused),
        "on_time_declared": Rate(whole, no_later("done_at", "due_at"), _paused),
        "on_time_confirmed": Rate(
            lambda span: whole(span) & orders,
            no_later("done_at", "due_at") & no_later("verified_at", "due_at"),
            _paused,
        ),
        "declared_resolution_rate": Rate(
            lambda span: span.holds("done_at") & c("done_by_claim"), c("claim") == "yes"
        ),
        "verdict_response_rate": Rate(asked, ANSWERED),
        "false_closure_rate": Rate(
            lambda span: span.holds("closed_first_at") & orders,
            ~c("closed_confirmed") | reopened.fill_null(value=False),
            _younger(t.reopened_days),
        ),
        "repeat_rate": Rate(opened, c("repeat_of_need") | c("repeat_of_place") | c("repeat_of_person")),
        "repeat_need_rate": Rate(opened, c("repeat_of_need")),
        "repeat_person_rate": Rate(
            lambda span: opened(span) & c("beneficiary").is_not_null(), c("repeat_of_person")
        ),
        "first_time_fix_rate": Rate(
            lambda span: span.holds("closed_first_at"), ~returned, _younger(t.repeat_days)
        ),
        "return_rate": Rate(sent, c("returned") > 0),
        "dispatch_accuracy": Rate(sent, c("dispatched") <= 1),
        "left_out_share": Rate(opened, c("left_out") != "", ruled=False),
        "appeal_rate": Rate(
            lambda span: opened(span) & c("left_out_ever"), c("left_out") == "", ruled=False
        ),
        "handled_rate": Rate(suggestions("opened_at"), c("disposition") != ""),
        "reply_with_reason_rate": Rate(suggestions("disposed_at"), c("reasoned")),
        "adoption_rate_all": Rate(suggestions("opened_at"), c("disposition") == "adopted"),
        "adoption_rate_with_partly": Rate(suggestions("opened_at"), adopted),
        "implementation_rate": Rate(
            lambda span: suggestions("disposed_at")(span) & adopted, c("implemented_at").is_not_null()
        ),
    }  # fmt: skip


def _due(column: str) -> Callable[[Span], pl.Expr]:
    return lambda span: span.due_in(column)


def _paused(span: Span) -> Mapping[str, pl.Expr]:
    return {"paused": c("paused_at").is_not_null() & c("done_at").is_null()}


def _younger(days: int) -> Callable[[Span], Mapping[str, pl.Expr]]:
    return lambda span: {f"younger_than_{days}_days": c("closed_first_at") + days * DAY > span.now}


@dataclass(frozen=True, slots=True)
class Count:
    """Hits and cases of one rate in one group, and who was left out by which rule."""

    hits: int
    n: int
    excluded: Mapping[str, int]


def count(rows: pl.DataFrame, chosen: Mapping[str, Rate], span: Span, by: str) -> dict[str, dict[str, Count]]:
    """Every rate of `chosen` for every value of the column `by`, in one pass: group → code → count."""
    asks: list[pl.Expr] = []
    for code, rate in chosen.items():
        within, why = rate.within(span), _why(rate, span)
        counted = within & why.is_null()
        asks += [
            (counted & rate.hit).sum().alias(f"{code} hits"),
            counted.sum().alias(f"{code} n"),
            why.filter(within & why.is_not_null()).value_counts().alias(f"{code} why"),
        ]
    made = rows.lazy().group_by(by).agg(asks).collect()
    return {row[by]: _counts(row, chosen) for row in made.iter_rows(named=True)}


def _why(rate: Rate, span: Span) -> pl.Expr:
    """The rule by which a matter is left out, or null."""
    step = c("left_out") if rate.ruled else pl.lit("")
    rules = [pl.when(applies).then(pl.lit(name)) for name, applies in rate.why(span).items()]
    return pl.coalesce(pl.when(step != "").then(step), *rules).alias("why")


def _counts(row: Mapping[str, Any], codes: Sequence[str] | Mapping[str, Rate]) -> dict[str, Count]:
    return {
        code: Count(
            row[f"{code} hits"],
            row[f"{code} n"],
            {item["why"]: item["count"] for item in sorted(row[f"{code} why"], key=lambda item: item["why"])},
        )
        for code in codes
    }
