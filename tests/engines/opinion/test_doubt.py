"""Copied rows and one answer to everything: found when planted, not found among honest people, and left out on request."""

import numpy as np

from cocity.engines.opinion import doubtful, opinion_of, without
from tests.engines.opinion.making import alike, entries, made, planted


def with_more(of, rows):  # type: ignore[no-untyped-def]
    """The same people and more, each row (width) of votes; 2 is none."""
    who, what, said = entries(of)
    more, where = np.nonzero(rows != 2)
    columns = zip((who, what, said), (more + of.people, where, rows[more, where]), strict=True)
    return made(*(np.concatenate(each) for each in columns), of.people + len(rows), of.width)


def test_honest_people_are_left_alone() -> None:
    for seed in range(5):
        of = planted(500, 40, 2, share=0.5, seed=seed).votes
        found = doubtful(of, opinion_of(of))
        assert found.left_out().size <= 1


def test_agreeing_to_everything_is_found_and_agreeing_to_what_all_agree_with_is_not() -> None:
    of = planted(300, 40, 2, share=0.5, seed=1).votes
    votes = with_more(of, np.full((5, 40), -1))
    found = doubtful(votes, opinion_of(votes))
    assert set(range(300, 305)) <= set(found.same["agree"].tolist())
    assert found.same["pass"].size == found.same["disagree"].size == 0
    all_agree = made(np.repeat(range(50), 12), [*range(12)] * 50, [-1] * 600, 50, 12)
    assert doubtful(all_agree, opinion_of(all_agree)).left_out().size == 0


def test_copies_are_found_the_first_stays_and_groups_without_them_return() -> None:
    of = planted(300, 40, 3, share=0.6, seed=2)
    rng = np.random.default_rng(0)
    row = np.where(rng.random(40) < 0.8, rng.choice([-1, 1], 40), 2)
    votes = with_more(of.votes, np.tile(row, (150, 1)))
    found = opinion_of(votes)
    doubt = doubtful(votes, found)
    assert [each.tolist() for each in doubt.copied] == [list(range(300, 450))]
    assert doubt.left_out().tolist() == list(range(301, 450))
    rest = without(votes, doubt.left_out())
    assert rest.people == votes.people
    assert rest.cast[301:].sum() == 0
    clean = opinion_of(rest)
    assert alike(clean.group[:300], of.group) > 0.95
    assert found.overall[row == -1, 0].sum() - clean.overall[row == -1, 0].sum() == 149 * (row == -1).sum()
