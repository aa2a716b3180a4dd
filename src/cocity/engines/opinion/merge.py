"""Votes joined with newer ones, and some rows of them."""

import numpy as np

from cocity.engines.opinion import kernels
from cocity.engines.opinion.arrays import Ints
from cocity.engines.opinion.votes import Votes


def joined(old: Votes, new: Votes) -> Votes:
    """Both, of the same people and statements; where both hold a vote, the new one counts."""
    kept = np.empty(old.people, np.int64)
    kernels.sizes_together(old.starts, new.starts, old.statement, new.statement, kept)
    starts = np.concatenate([[0], np.cumsum(kept)]).astype(np.int64)
    statement, vote = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.int8)
    kernels.together(_plain(old), _plain(new), starts, statement, vote)
    return Votes(starts, statement, vote, new.width)


def _plain(votes: Votes) -> tuple[Ints, Ints, Ints]:
    return votes.starts, votes.statement, votes.vote


def widened(votes: Votes, people: int, width: int) -> Votes:
    """The same with more people and statements at the end, who have no votes yet."""
    starts = np.pad(votes.starts, (0, people - votes.people), mode="edge")
    return Votes(starts, votes.statement, votes.vote, width)


def chosen_rows(votes: Votes, people: Ints) -> Votes:
    """The rows of `people`, in their order."""
    cast = votes.cast[people]
    starts = np.concatenate([[0], np.cumsum(cast)]).astype(np.int64)
    at = np.arange(starts[-1]) - np.repeat(starts[:-1] - votes.starts[people], cast)
    return Votes(starts, votes.statement[at], votes.vote[at], votes.width)
