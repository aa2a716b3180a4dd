"""What changes nothing: the order of entries, repeats, people without votes, other numbers for the same people.

A cold start begins at the first hundred different places in the order of people, so another order of people may end in
other base clusters; axes, places, membership and counts do not depend on it, and groups that are clearly apart neither.
"""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.engines.opinion import consensus, opinion_of, tallies, votes_of
from tests.engines.opinion.making import alike, entries, equal, made, planted
from tests.support.effort import examples


@st.composite
def ballots(draw):  # type: ignore[no-untyped-def]
    """Columns of votes as they may come, repeats included; people, width."""
    people, width = draw(st.integers(1, 12)), draw(st.integers(1, 9))
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, people - 1), st.integers(0, width - 1), st.sampled_from([-1, 0, 1])),
            max_size=80,
        )
    )
    return rows, people, width


@settings(max_examples=examples(150), deadline=None)
@given(ballots())
def test_the_last_vote_of_a_pair_counts(of) -> None:  # type: ignore[no-untyped-def]
    rows, people, width = of
    last = {(who, what): said for who, what, said in rows}
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    votes = made(*columns, people, width)
    found = {(int(who), int(what)): int(said) for who, what, said in zip(*entries(votes), strict=True)}
    assert found == last
    assert all(
        np.all(np.diff(votes.statement[a:b]) > 0)
        for a, b in zip(votes.starts, votes.starts[1:], strict=False)
    )


@settings(max_examples=examples(60), deadline=None)
@given(ballots(), st.randoms(use_true_random=False))
def test_the_order_of_entries_and_repeats_change_nothing(of, random) -> None:  # type: ignore[no-untyped-def]
    rows, people, width = of
    kept = [(who, what, said) for (who, what), said in {(w, s): v for w, s, v in rows}.items()]
    mixed = kept + [row for row in kept if random.random() < 0.5]
    random.shuffle(mixed)
    columns = list(zip(*kept, strict=True)) or [(), (), ()]
    again = list(zip(*mixed, strict=True)) or [(), (), ()]
    assert equal(made(*columns, people, width), made(*again, people, width))


@settings(max_examples=examples(40), deadline=None)
@given(ballots())
def test_any_conversation_can_be_computed(of) -> None:  # type: ignore[no-untyped-def]
    rows, people, width = of
    votes = made(*(list(zip(*rows, strict=True)) or [(), (), ()]), people, width)
    found = opinion_of(votes)
    assert np.isfinite(found.points).all()
    assert found.group.size == people
    assert np.array_equal(found.group >= 0, found.inside)
    assert -1 <= found.silhouette <= 1
    assert np.array_equal(found.counts.sum(axis=0), tallies(votes, found.group.clip(-1, 0), 1)[0])


@settings(max_examples=examples(15), deadline=None)
@given(st.integers(0, 10_000))
def test_other_numbers_for_people(seed: int) -> None:
    of = planted(150, 40, 2, share=0.9, seed=seed)
    to = np.random.default_rng(seed).permutation(150).astype(np.int32)
    who, what, said = entries(of.votes)
    one, other = opinion_of(of.votes), opinion_of(votes_of(to[who], what, said, people=150, width=40))
    assert np.array_equal(one.axes.components, other.axes.components)
    assert np.array_equal(one.points, other.points[to])
    assert np.array_equal(one.inside, other.inside[to])
    assert consensus(one.overall, one.axes.live) == consensus(other.overall, other.axes.live)
    assert alike(one.group, other.group[to]) == 1


@settings(max_examples=examples(15), deadline=None)
@given(st.integers(0, 10_000))
def test_other_numbers_for_statements(seed: int) -> None:
    of = planted(150, 30, 2, seed=seed)
    to = np.random.default_rng(seed).permutation(30).astype(np.int32)
    who, what, said = entries(of.votes)
    one, other = opinion_of(of.votes), opinion_of(votes_of(who, to[what], said, people=150, width=30))
    assert np.abs(one.axes.components[0] - other.axes.components[0][to]).max() < 1e-9
    assert np.abs(one.points[:, 0] - other.points[:, 0]).max() < 1e-8
    assert np.array_equal(one.overall, other.overall[to])
    assert alike(one.group, other.group) == 1


def test_someone_without_votes_changes_nothing() -> None:
    of = planted(200, 30, 2).votes
    more = votes_of(*entries(of), people=201, width=30)
    one, other = opinion_of(of), opinion_of(more)
    assert np.array_equal(one.axes.components, other.axes.components)
    assert np.array_equal(one.group, other.group[:200])
    assert other.group[200] == -1
    assert one.silhouette == other.silhouette


def test_someone_who_only_passes_is_seen_and_moves_nobody_to_another_group() -> None:
    of = planted(200, 30, 2).votes
    who, what, said = entries(of)
    passing = [np.full(30, 200), np.arange(30), np.zeros(30)]
    more = made(*(np.concatenate(each) for each in zip((who, what, said), passing, strict=True)), 201, 30)
    one, other = opinion_of(of), opinion_of(more)
    assert (other.overall - one.overall).tolist() == [[0, 0, 1]] * 30
    assert alike(one.group, other.group[:200]) == 1
    assert other.group[200] >= 0


def test_a_statement_not_live_counts_as_a_vote_of_everybody() -> None:
    """Its column is zero: places shrink by √(votes / (votes + 1)) where nobody voted on it."""
    of = planted(100, 30, 2, share=0.7).votes
    held = of.statement != 3
    who, what, said = (each[held] for each in entries(of))
    bare = made(who, what, said, 100, 30)
    live = np.ones(30, bool)
    live[3] = False
    with_it, without_it = opinion_of(bare, live), opinion_of(bare)
    factor = np.sqrt(bare.cast / (bare.cast + 1))
    assert np.allclose(with_it.points, without_it.points * factor[:, None], atol=1e-9)
    assert np.allclose(opinion_of(of, live).points[:, 0], with_it.points[:, 0], atol=1e-9)
