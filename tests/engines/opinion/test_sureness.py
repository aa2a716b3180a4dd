"""How sure: of a person's group, of statements that bridge groups, of figures weighted to the census."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.engines.opinion import (
    BadVotes,
    Margin,
    agreement,
    bridges,
    certainty,
    effective,
    opinion_of,
    rake,
    wilson,
)
from tests.engines.opinion.making import entries, made, planted
from tests.support.effort import examples


def test_certainty_is_what_drawing_the_votes_anew_says() -> None:
    """Against two thousand draws of each person's votes; with few votes the normal form is off by up to a fifth."""
    from cocity.engines.opinion.places import steps_of

    of = planted(200, 40, 2, share=0.35, seed=8)
    who, what, said = entries(of.votes)
    rng = np.random.default_rng(0)
    noisy = np.where(rng.random(said.size) < 0.6, rng.choice([-1, 0, 1], said.size), said)
    votes = made(who, what, noisy, 200, 40)
    found = opinion_of(votes)
    sure, steps = certainty(votes, found), steps_of(found.axes)[..., :2]
    apart = []
    for person in np.flatnonzero(found.group >= 0)[:40]:
        at = slice(votes.starts[person], votes.starts[person + 1])
        each = steps[votes.vote[at] + 1, votes.statement[at]]
        draws = each[rng.integers(0, len(each), (2000, len(each)))].sum(axis=1) * np.sqrt(40 / len(each))
        away = np.hypot(*(draws[:, None, :] - found.middles[None]).transpose(2, 0, 1))
        apart.append((away.argmin(axis=1) == found.group[person]).mean() - sure[person])
    assert np.abs(apart).mean() < 0.03
    assert np.abs(apart).max() < 0.25


def test_more_votes_make_surer_and_nobody_outside_is_told() -> None:
    few, many = planted(300, 60, 2, share=0.2, seed=1), planted(300, 60, 2, share=0.9, seed=1)
    means = []
    for of in (few, many):
        found = opinion_of(of.votes)
        sure = certainty(of.votes, found)
        assert np.array_equal(np.isnan(sure), ~found.inside)
        held = sure[found.inside]
        assert ((held >= 0) & (held <= 1)).all()
        means.append(held.mean())
    assert means[0] < means[1]


def test_bridges_are_held_by_more_than_half_of_every_group() -> None:
    counts = np.array(
        [
            [[90, 5, 100], [90, 5, 100], [5, 90, 100], [6, 0, 10]],
            [[80, 5, 100], [40, 50, 100], [10, 85, 100], [90, 0, 100]],
        ]
    )
    found = bridges(counts, np.ones(4, bool))
    assert [(one.statement, one.agree, one.group) for one in found] == [(2, False, 1), (0, True, 1)]
    assert found[1].least == 0.8
    assert found[1].low < 0.8 < found[1].high
    assert bridges(counts, np.array([False, True, False, True])) == []
    assert bridges(counts[:1], np.ones(4, bool)) == []


def test_intervals_of_bridges_hold_as_often_as_they_say() -> None:
    """Two groups of 60 with 80 % and 75 %: the smallest share lies inside at least 95 % of the time."""
    rng = np.random.default_rng(3)
    hits = np.stack([rng.binomial(60, 0.8, 4000), rng.binomial(60, 0.75, 4000)])
    counts = np.stack([hits, 60 - hits, np.full(hits.shape, 60)], axis=2)
    found = {one.statement: one for one in bridges(counts, np.ones(4000, bool)) if one.agree}
    inside = [found[n].low <= 0.75 <= found[n].high for n in found]
    assert len(found) > 3500
    assert np.mean(inside) > 0.95


def test_the_interval_of_nobody_is_everything() -> None:
    assert [float(each) for each in wilson(0, 0, 1.96)] == [0, 1]


@settings(max_examples=examples(50), deadline=None)
@given(st.integers(20, 200), st.integers(0, 10_000))
def test_raking_meets_the_margins(people: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    age, sex = rng.integers(0, 3, people), rng.integers(0, 2, people)
    age[:3], sex[:4] = (0, 1, 2), (0, 1, 0, 1)
    margins = {"age": Margin(age, np.array([0.2, 0.5, 0.3])), "sex": Margin(sex, np.array([0.55, 0.45]))}
    found = rake(margins, people)
    if not found.settled:
        return
    for margin in margins.values():
        assert np.abs(np.bincount(margin.category, found.weight) / people - margin.share).max() < 1e-9
    assert found.weight.mean() == pytest.approx(1)
    assert (found.weight > 0).all()
    assert 1 <= found.effective <= people + 1e-9


def test_raking_settles_where_every_cell_has_people() -> None:
    age, sex = np.tile([0, 1, 2], 40), np.repeat([0, 1], 60)
    found = rake(
        {"age": Margin(age, np.array([0.2, 0.5, 0.3])), "sex": Margin(sex, np.array([0.9, 0.1]))}, 120
    )
    assert found.settled
    assert found.effective < 80


def test_effective_size() -> None:
    assert effective(np.ones(50)) == 50
    assert effective(np.array([3.0, 1.0])) == pytest.approx(1.6)
    assert effective(np.zeros(0)) == 0


def test_who_told_nothing_and_who_is_missing() -> None:
    found = rake({"age": Margin(np.array([0, 0, 1, -1]), np.array([0.5, 0.25, 0.25]))}, 4)
    assert found.missing == {"age": (2,)}
    assert found.weight.tolist() == pytest.approx([1, 1, 1, 1])
    skewed = rake({"age": Margin(np.array([0, 0, 0, 1, -1]), np.array([0.5, 0.5]))}, 5)
    assert skewed.weight.tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2, 1])
    with pytest.raises(BadVotes):
        rake({"age": Margin(np.array([0, 3]), np.array([0.5, 0.5]))}, 2)


def test_weighted_agreement_beside_the_raw() -> None:
    votes = made([0, 1, 2, 3], [0] * 4, [-1, -1, 1, 0], 4, 1)
    raw, weighted = agreement(votes), agreement(votes, np.array([0.5, 0.5, 2.0, 1.0]))
    assert (raw.agree[0], raw.disagree[0], raw.effective[0]) == (0.5, 0.25, 4)
    assert (weighted.agree[0], weighted.disagree[0]) == (0.25, 0.5)
    assert weighted.effective[0] == pytest.approx(16 / 5.5)
    assert weighted.low[0] < 0.25 < weighted.high[0]
