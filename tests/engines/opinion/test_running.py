"""A conversation that goes on: sums equal those of a cold start, and the number of groups does not flicker."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.engines.opinion import advance, begin, opinion_of, pair_sums, tallies, votes_of
from tests.engines.opinion.making import alike, entries, equal, planted
from tests.support.effort import examples


def fed(of, steps: int, seed: int = 0):  # type: ignore[no-untyped-def]
    """The votes in `steps` batches, each a state; some votes are cast twice, wrongly first."""
    who, what, said = entries(of)
    rng = np.random.default_rng(seed)
    cuts = np.array_split(rng.permutation(who.size), steps)
    first = cuts[0]
    state = begin(
        votes_of(
            who[first],
            what[first],
            rng.choice([-1, 0, 1], first.size).astype(np.int8),
            people=of.people,
            width=of.width,
        )
    )
    yield state
    for cut in [first, *cuts[1:]]:
        state = advance(state, who[cut], what[cut], said[cut], people=of.people, width=of.width)
        yield state


@settings(max_examples=examples(10), deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_sums_after_any_batches_are_those_of_all_votes(seed: int, steps: int) -> None:
    of = planted(80, 25, 2, seed=seed).votes
    *_, state = fed(of, steps, seed)
    assert equal(state.votes, of)
    assert np.array_equal(state.overall, tallies(of)[0])
    cold = pair_sums(of)
    for name in ("products", "firsts", "both"):
        assert np.array_equal(getattr(state.sums, name), getattr(cold, name))
    assert np.array_equal(state.opinion.axes.components, opinion_of(of).axes.components)
    assert np.array_equal(state.opinion.points, opinion_of(of).points)


def test_groups_end_where_a_cold_start_ends() -> None:
    of = planted(600, 50, 3, seed=3)
    *_, state = fed(of.votes, 6)
    assert state.opinion.groups == 3
    assert alike(state.opinion.group, of.group) > 0.98


def test_people_and_statements_come_later() -> None:
    of = planted(120, 30, 2, share=0.8, seed=1).votes
    who, what, said = entries(of)
    early = (who < 60) & (what < 20)
    state = begin(votes_of(who[early], what[early], said[early], people=60, width=20))
    late = ~early
    state = advance(state, who[late], what[late], said[late], people=120, width=30)
    assert equal(state.votes, of)
    assert np.array_equal(state.sums.both, pair_sums(of).both)
    assert state.opinion.group.size == 120
    assert alike(state.opinion.group, opinion_of(of).group) == 1


def test_who_is_in_stays_in() -> None:
    """Seven of seven statements suffice; with thirty more statements they still do."""
    of = planted(40, 7, 2, share=1.0).votes
    state = begin(of)
    assert state.opinion.inside.all()
    few = np.array([0], np.int32), np.array([20], np.int32), np.array([1], np.int8)
    assert advance(state, *few, people=40, width=37).opinion.inside.all()


def test_a_new_number_of_groups_is_shown_after_it_won_four_times_in_a_row() -> None:
    two = planted(300, 40, 2, share=0.8, seed=5)
    state = begin(two.votes)
    assert state.opinion.chosen == 2
    three = planted(300, 40, 3, share=0.9, seed=11).votes
    who, what, said = entries(three)
    shown, won = [], []
    for _ in range(6):
        state = advance(state, who, what, said, people=300, width=40)
        shown.append(state.opinion.chosen)
        won.append(state.winner)
    streak = [n for n in range(6) if won[n] == won[-1]]
    assert won[-1] != 2
    assert streak == list(range(streak[0], 6))
    assert shown == [2] * (streak[0] + 3) + [won[-1]] * (3 - streak[0])


def test_nothing_new_settles_at_once() -> None:
    state = begin(planted(500, 40, 3, seed=2).votes)
    none = np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int8)
    again = advance(state, *none, people=500, width=40)
    assert np.array_equal(again.opinion.axes.components, state.opinion.axes.components)
    assert alike(again.opinion.group, state.opinion.group) > 0.99
    assert again.opinion.clusters.rounds <= state.opinion.clusters.rounds


def test_a_conversation_begins_with_nobody() -> None:
    none = np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int8)
    state = begin(votes_of(*none, people=0, width=0))
    of = planted(60, 12, 2, share=0.9).votes
    state = advance(state, *entries(of), people=60, width=12)
    assert equal(state.votes, of)
    assert state.opinion.groups >= 2
