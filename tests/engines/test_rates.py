"""Intervals, shrinkage and weights against closed forms and published values."""

from math import comb, inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocity.engines.rates import (
    Cell,
    Interval,
    beta_cdf,
    beta_quantile,
    difference,
    hidden,
    mean_interval,
    prior_of,
    shrunk,
    weighted_mean,
    wilson,
)
from cocity.engines.survival import kaplan_meier

PARAMETERS = st.floats(0.5, 400)


def test_wilson_as_published() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81/263 and 15/148.
    for hits, n, lo, hi in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)):
        found = wilson(hits, n, 0.95)
        assert found is not None
        assert (round(found.lo, 4), round(found.hi, 4)) == (lo, hi)


def test_wilson_at_the_ends_and_without_cases() -> None:
    none, all_ = wilson(0, 20, 0.95), wilson(20, 20, 0.95)
    assert none is not None
    assert all_ is not None
    assert (none.lo, round(none.hi, 4)) == (0.0, 0.1611)
    assert (round(all_.lo, 4), all_.hi) == (0.8389, 1.0)
    assert wilson(0, 0, 0.95) is None


@given(st.integers(1, 500), st.data())
def test_wilson_holds_the_rate_and_narrows_with_more_cases(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    few, many = wilson(hits, n, 0.95), wilson(hits * 10, n * 10, 0.95)
    assert few is not None
    assert many is not None
    assert few.lo <= hits / n <= few.hi
    assert many.hi - many.lo < few.hi - few.lo


@given(st.integers(1, 30), st.integers(0, 29), st.floats(0.01, 0.99))
def test_the_beta_function_is_the_tail_of_a_binomial(n: int, k: int, p: float) -> None:
    k = min(k, n - 1)
    tail = sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1, n + 1))
    assert beta_cdf(p, k + 1, n - k) == pytest.approx(tail, abs=1e-12)


@given(PARAMETERS, PARAMETERS, st.floats(0.001, 0.999))
def test_a_quantile_is_where_the_function_reaches_it(a: float, b: float, p: float) -> None:
    assert beta_cdf(beta_quantile(p, a, b), a, b) == pytest.approx(p, abs=1e-9)


def test_quantiles_in_closed_form() -> None:
    assert beta_quantile(0.3, 1, 1) == pytest.approx(0.3, abs=1e-14)
    assert beta_quantile(0.25, 2, 1) == pytest.approx(0.5, abs=1e-14)
    assert beta_cdf(0, 2, 3) == 0.0
    assert beta_cdf(1, 2, 3) == 1.0


def test_a_small_unit_is_drawn_to_the_whole_and_a_large_one_hardly() -> None:
    cells = [(900, 1000), (500, 1000), (700, 1000), (2, 2)]
    prior = prior_of(cells)
    assert prior is not None
    small, interval = shrunk(2, 2, prior, 0.95)
    large, _ = shrunk(900, 1000, prior, 0.95)
    assert prior.mean < small < 1
    assert interval.lo < small < interval.hi
    assert abs(large - 0.9) < 0.01


def test_units_that_differ_by_chance_only_are_worth_all_cases_together() -> None:
    prior = prior_of([(50, 100), (50, 100), (50, 100)])
    assert prior is not None
    assert (prior.mean, prior.strength) == (0.5, 300)


def test_nothing_is_known_beforehand_where_all_units_agree_wholly_or_hold_nothing() -> None:
    assert prior_of([(5, 5), (9, 9)]) is None
    assert prior_of([(0, 0)]) is None


def test_weights_restore_who_was_asked() -> None:
    assert weighted_mean([Cell(100, 10, 10.0), Cell(100, 90, 0.0)]) == (0.5, 0)
    assert weighted_mean([Cell(10, 5, 5.0), Cell(7, 0, 0.0)]) == (1.0, 7)
    assert weighted_mean([Cell(4, 0, 0.0)]) is None


@given(st.lists(st.integers(0, 30), max_size=8), st.integers(2, 10))
def test_a_few_are_never_found_alone_nor_by_subtracting(counts: list[int], k: int) -> None:
    back = hidden(counts, k)
    assert all(n in back for n, count in enumerate(counts) if 0 < count < k)
    together = sum(counts[n] for n in back)
    assert not back or together >= k or together == sum(counts)


def test_where_all_are_many_nothing_is_kept_back() -> None:
    assert hidden([5, 9, 0, 30], 5) == frozenset()
    assert hidden([4, 9, 0, 30], 5) == {0, 1}
    assert hidden([4, 4, 0, 30], 5) == {0, 1}


@given(st.integers(2, 300), st.sampled_from([1, 2, 3, 4, 5]))
def test_stars_that_are_all_alike_do_not_make_their_mean_certain(n: int, star: int) -> None:
    found, share = (
        mean_interval(n, n * star, n * star * star, 0.95, (1, 5)),
        wilson(n * (star - 1) / 4, n, 0.95),
    )
    assert found is not None
    assert share is not None
    assert (found.lo, found.hi, found.method) == (1 + 4 * share.lo, 1 + 4 * share.hi, "wilson")
    assert 1 <= found.lo <= star <= found.hi <= 5
    assert found.hi - found.lo > 1 / n


def test_intervals_of_means_and_differences() -> None:
    found = mean_interval(4, 10.0, 30.0, 0.95)  # 1, 2, 3, 4
    assert found is not None
    assert (found.lo, found.hi) == pytest.approx((2.5 - 1.265151, 2.5 + 1.265151), abs=1e-6)
    assert mean_interval(1, 3.0, 9.0, 0.95) is None
    stars = mean_interval(4, 17.0, 79.0, 0.95, (1, 5))  # 5, 5, 5, 2: no mean lies beyond five
    assert stars is not None
    assert stars.lo < 17 / 4 < stars.hi == 5
    apart = difference(5.0, Interval(4, 7, "x"), 2.0, Interval(1, 3, "x"))
    assert (apart.lo, apart.hi) == pytest.approx((3 - 2**0.5, 3 + 5**0.5))
    assert difference(5.0, Interval(4, inf, "x"), 2.0, Interval(1, 3, "x")).hi == inf


# Remission times of 6-MP patients, Gehan (1965); product-limit estimates as printed in Cox & Oakes (1984).
TIMES = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
ENDED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def test_kaplan_meier_as_published() -> None:
    made = kaplan_meier(np.array(TIMES, dtype=float), np.array(ENDED, dtype=bool))
    assert made.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert made.unfinished.round(3).tolist() == [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448]
    assert made.quantile(0.5) == 23
    assert made.quantile(0.8) is None
    errors = made.unfinished * np.sqrt(made.greenwood)
    assert errors.round(4).tolist() == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert made.interval(0.5, 0.95) == (13, None)


def test_without_a_finished_case_nothing_is_known() -> None:
    made = kaplan_meier(np.array([1.0, 2.0]), np.array([False, False]))
    assert made.quantile(0.5) is None
    assert made.interval(0.5, 0.95) is None


@given(st.lists(st.integers(1, 50), min_size=1, max_size=40))
def test_without_censoring_it_is_the_plain_share(times: list[int]) -> None:
    values = np.array(times, dtype=float)
    made = kaplan_meier(values, np.ones(len(times), dtype=bool))
    plain = [(values > t).mean() for t in made.times]
    assert made.unfinished.tolist() == pytest.approx(plain)
    assert made.unfinished[-1] == 0
