"""Side by side without a league table: groups that stand apart, and no order inside them."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from cocity.doors.open.order import groups
from cocity.engines.rates import Interval, wilson
from cocity.kit.text import Text
from cocity.learn.performance.api import Figure, Period, comparable

NAME = Text("按时", "on time")
PERIOD = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))


def figure(key: str, value: float | None, interval: Interval | None, n: int = 100) -> Figure:
    return Figure(
        code="on_time_declared", number="4", title=NAME, unit="share", formula=NAME, population=NAME, period=PERIOD,
        as_of=None, key=key, value=value, numerator=value, denominator=n, interval=interval,
    )  # fmt: skip


def share(key: str, hits: int, n: int) -> Figure:
    return figure(key, hits / n, wilson(hits, n, 0.95), n)


def keys(made: list[list[Figure]]) -> list[list[str]]:
    return [[f.key for f in group] for group in made]


def test_those_whose_intervals_overlap_are_one_group_in_order_of_key() -> None:
    assert keys(groups([share("b", 81, 100), share("a", 80, 100)])) == [["a", "b"]]


def test_those_apart_are_two_groups_the_higher_first() -> None:
    assert keys(groups([share("low", 10, 100), share("high", 90, 100)])) == [["high"], ["low"]]


def test_a_chain_of_overlaps_is_one_group() -> None:
    chain = [
        figure(key, (lo + hi) / 2, Interval(lo, hi, "wilson"))
        for key, lo, hi in (("a", 0.7, 0.9), ("b", 0.5, 0.75), ("c", 0.3, 0.55))
    ]
    assert keys(groups(chain)) == [["a", "b", "c"]]


def test_without_data_comes_last_and_is_never_compared() -> None:
    assert keys(groups([figure("none", None, None), share("a", 1, 2)])) == [["a"], ["none"]]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=1, max_size=12))
def test_every_pair_of_two_groups_stands_apart(cases: list[tuple[int, int]]) -> None:
    made = groups([share(str(i), min(hits, n), n) for i, (hits, n) in enumerate(cases)])
    assert sum(len(group) for group in made) == len(cases)
    for higher, lower in ((a, b) for i, a in enumerate(made) for b in made[i + 1 :]):
        assert all(comparable(x, y) and (x.value or 0) > (y.value or 0) for x in higher for y in lower)
