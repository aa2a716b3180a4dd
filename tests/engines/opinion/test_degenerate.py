"""Conversations with next to nothing in them."""

import numpy as np
import pytest

from cocity.engines.opinion import (
    BadVotes,
    bridges,
    certainty,
    consensus,
    doubtful,
    group_consensus,
    opinion_of,
    priorities,
    representative,
    votes_of,
)
from tests.engines.opinion.making import made

CASES = {
    "nobody": ([], [], [], 0, 0),
    "no vote": ([], [], [], 5, 4),
    "one vote": ([0], [0], [-1], 1, 1),
    "one person": ([0] * 8, range(8), [-1, 1] * 4, 1, 8),
    "one statement": (range(40), [0] * 40, [-1, 1] * 20, 40, 1),
    "all pass": (np.repeat(range(30), 10), [*range(10)] * 30, [0] * 300, 30, 10),
    "all agree": (np.repeat(range(30), 10), [*range(10)] * 30, [-1] * 300, 30, 10),
    "two ways": (np.repeat(range(30), 10), [*range(10)] * 30, np.repeat([-1, 1] * 15, 10), 30, 10),
    "one line": (np.repeat(range(30), 2), [0, 1] * 30, np.repeat([-1, 0, 1] * 10, 2), 30, 2),
}


@pytest.mark.parametrize("name", CASES)
def test_everything_is_told_of_next_to_nothing(name: str) -> None:
    *columns, people, width = CASES[name]
    votes = made(*(list(each) for each in columns), people, width)
    found = opinion_of(votes)
    live = np.ones(width, bool)
    assert np.isfinite(found.points).all()
    assert np.array_equal(found.inside, found.group >= 0)
    sure = certainty(votes, found)
    assert np.array_equal(np.isnan(sure), found.group < 0)
    assert len(representative(found.counts, live)) == found.groups
    assert bridges(found.counts, live) is not None
    assert all(np.isfinite(each).all() for each in group_consensus(found.counts))
    assert np.isfinite(priorities(found.counts, found.axes.extremity, ~live)).all()
    assert consensus(found.overall, live) is not None
    assert doubtful(votes, found).left_out().size <= people


def test_two_ways_are_two_groups_and_one_way_is_one() -> None:
    def of(name: str):  # type: ignore[no-untyped-def]
        *columns, people, width = CASES[name]
        return opinion_of(made(*(list(each) for each in columns), people, width))

    assert of("two ways").groups == 2
    assert of("two ways").silhouette == 0  # two base clusters, each alone in its group
    assert of("all agree").groups == of("all pass").groups == 1
    assert of("nobody").groups == of("no vote").groups == 0


def test_fewer_than_fifteen_are_joined_by_the_most_active() -> None:
    votes = made(np.repeat(range(20), 9)[:100], [*range(9)] * 11 + [0], [-1] * 100, 20, 9)
    found = opinion_of(votes)
    assert found.inside.sum() == 12
    assert not found.inside[12:].any()
    many = made(
        np.concatenate([np.repeat(range(20), 7), [20] * 2]), [*range(7)] * 20 + [0, 1], [-1] * 142, 21, 7
    )
    assert opinion_of(many).inside.tolist() == [True] * 20 + [False]


@pytest.mark.parametrize(
    ("who", "what", "said"),
    [([5], [0], [0]), ([-1], [0], [0]), ([0], [9], [0]), ([0], [0], [2]), ([0, 1], [0], [0])],
)
def test_numbers_out_of_range_are_refused(who: list[int], what: list[int], said: list[int]) -> None:
    columns = (np.array(who, np.int32), np.array(what, np.int32), np.array(said, np.int8))
    with pytest.raises(BadVotes):
        votes_of(*columns, people=5, width=9)
