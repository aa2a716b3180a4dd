"""What must hold whatever happens."""

import random
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.kit.errors import Invalid
from cocity.learn.performance import columns, queries
from cocity.learn.performance.catalogue import indicators
from cocity.learn.performance.contracts import Filters, Period
from cocity.learn.performance.figures import comparable
from cocity.learn.performance.heard import FEW
from cocity.learn.performance.store import MATTERS
from tests.learn.cases import day, entries, figure, figures, folded, matter
from tests.learn.test_figures_independent import lived
from tests.support.effort import examples

SEEDS = st.integers(0, 10_000)


@given(SEEDS, st.integers(2, 25))
@settings(max_examples=examples(25), deadline=None)
def test_an_unfinished_matter_never_raises_the_on_time_rate(seed: int, n: int) -> None:
    cases = lived(random.Random(seed), n)
    more = [*cases, matter(n + 1).opened(1)]
    for code in ("on_time_declared", "on_time_confirmed", "response_rate"):
        before, after = figure(code, *cases, now=60), figure(code, *more, now=60)
        assert (after.value or 0) <= (before.value if before.value is not None else 1)
        assert after.denominator == before.denominator + 1


@given(SEEDS, st.randoms(use_true_random=False))
@settings(max_examples=examples(15), deadline=None)
def test_the_order_of_entries_of_different_matters_is_irrelevant(seed: int, rng: random.Random) -> None:
    journal = entries(lived(random.Random(seed), 12))
    by_matter = [
        list(g) for _, g in groupby(sorted(journal, key=lambda e: e.subject), key=lambda e: e.subject)
    ]
    mixed = []
    while by_matter:
        mine = rng.choice(by_matter)
        mixed.append(mine.pop(0))
        by_matter = [left for left in by_matter if left]
    assert folded(mixed).equals(folded(journal))


@given(SEEDS, st.lists(st.integers(0, 400), max_size=6))
@settings(max_examples=examples(15), deadline=None)
def test_taken_in_any_pieces_the_table_is_the_same(seed: int, cuts: list[int]) -> None:
    journal = entries(lived(random.Random(seed), 15))
    rows = MATTERS.empty()
    edges = sorted({0, len(journal), *(min(cut, len(journal)) for cut in cuts)})
    for a, b in pairwise(edges):
        rows = columns.derived(MATTERS.take(rows, journal[a:b]))
    assert rows.equals(folded(journal))


@given(SEEDS)
@settings(max_examples=examples(10), deadline=None)
def test_every_share_lies_in_its_interval_and_groups_add_up(seed: int) -> None:
    cases = lived(random.Random(seed), 60)
    codes = [code for code in indicators() if code != "connect_rate"]
    whole, parts = figures(cases, *codes, now=60), figures(cases, *codes, now=60, by="district")
    for code in codes:
        one = whole[code][0]
        if one.unit != "share" or one.value is None:
            continue
        assert one.interval is not None
        assert one.interval.lo <= one.value <= one.interval.hi
        assert one.small == (one.denominator < 30)
        if code != "channel_same_clock" and all(f.missing != FEW for f in parts[code]):
            assert sum(f.denominator for f in parts[code]) == one.denominator, code


def test_small_units_are_marked_and_drawn_towards_the_whole() -> None:
    large = [matter(n, place="/c/d1/").opened(0).claimed(1 if n % 4 else 9) for n in range(1, 81)]
    small = [matter(n, place="/c/d2/").opened(0).claimed(1) for n in (100, 101)]
    d1, d2 = figures(large + small, "on_time_declared", by="district")["on_time_declared"]
    assert (d1.small, d1.shrunk, d2.small, d2.value) == (False, None, True, 1.0)
    assert d2.shrunk is not None
    assert d1.value is not None
    assert d1.value < d2.shrunk < 1.0


def test_ranking_is_refused_where_intervals_overlap() -> None:
    def unit(first: int, place: str, late_every: int) -> list:
        ids = range(first, first + 60)
        return [matter(n, place=place).opened(0).claimed(1 if n % late_every else 9) for n in ids]

    cases = unit(1000, "/c/d1/", 2) + unit(2000, "/c/d2/", 20) + unit(3000, "/c/d3/", 15)
    poor, good, nearly = figures(cases, "on_time_declared", by="district")["on_time_declared"]
    assert comparable(poor, good)
    assert not comparable(good, nearly)
    assert not comparable(good, figure("return_rate", *cases))


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        (lambda p: queries.figures(Period(p.end, p.start)), "period"),
        (lambda p: queries.figures(p, "weather"), "group"),
        (lambda p: queries.table("weather", p, by="district"), "indicator"),
        (lambda p: queries.table("on_time_declared", p, by="beneficiary"), "by"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(ask, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(Period(day(0), day(30)))
    assert refused.value.field == field


def test_filters_choose_places_below_and_categories_below_only() -> None:
    rows = folded(
        entries(
            [
                matter(1, place="/c/d1/s1/", category="noise/music").opened(0),
                matter(2, place="/c/d10/s1/", category="noise").opened(0),
                matter(3, place="/c/d1/", category="noisette/nut", channel="phone").opened(0),
            ]
        )
    )

    def ids(**chosen: str) -> list[int]:
        return rows.filter(queries._chosen(Filters(**chosen)))["id"].to_list()

    assert ids(place="/c/d1/") == [1, 3]
    assert ids(category="noise") == [1, 2]
    assert ids(channel="phone") == [3]
    assert ids(place="/c/d1/", category="noise") == [1]
