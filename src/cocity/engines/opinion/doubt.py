"""Votes that may not be a person's own opinion: the same answer to everything, and rows copied from one another.

Both are held against chance, so that nobody is named for agreeing with what nearly everybody agrees with. What is found
is shown and can be left out to see what changes; nothing is left out by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cocity.engines.opinion import kernels
from cocity.engines.opinion.arrays import Bools, Floats, Int64s, Ints
from cocity.engines.opinion.conversation import Opinion
from cocity.engines.opinion.sums import tallies
from cocity.engines.opinion.votes import Votes

LEAST_VOTES = 7
RARE = 1e-3  # an answer sheet less likely than this is told
NAMES = ("agree", "pass", "disagree")


@dataclass(frozen=True, slots=True)
class Doubt:
    """`same` maps a kind of vote to people who gave it to everything; `copied` are sets of people with equal rows."""

    same: dict[str, Ints]
    copied: tuple[Ints, ...]

    def left_out(self) -> Ints:
        """Whom to leave out: everyone of `same`, and of each set of `copied` all but the first."""
        extra = [each[1:] for each in self.copied]
        return np.unique(np.concatenate([np.zeros(0, np.int64), *self.same.values(), *extra]))


def doubtful(votes: Votes, opinion: Opinion) -> Doubt:
    """Over statements that are live, among people with seven such votes or more.

    A row's chance is Π (n_v + 1)/(n + 3) over its votes, n_v of n being how people vote on that statement. It is taken
    among everybody and within each group with equal rows counted once, or copies would vouch for each other, and told by
    the largest. *The same to everything*: chance below 1/1000, also among everybody with all rows counted. *Copied*: rows
    that are equal, not one answer throughout, and whose chance times the people there are is below 1/1000.
    """
    live = opinion.axes.live
    given, _, mark = _traits(votes, live, np.zeros((1, 3, votes.width)))
    total = given.sum(axis=1)
    enough, constant = total >= LEAST_VOTES, given.max(axis=1) == total
    row = _traits(votes, live, _chances(votes, opinion, enough, mark))[1]
    once = row[:, 1:].max(axis=1)
    rare = enough & constant & (np.maximum(row[:, 0], once) < np.log(RARE))
    same = {name: np.flatnonzero(rare & (given[:, at] == total)) for at, name in enumerate(NAMES)}
    lone = enough & ~constant & (once < np.log(RARE / max(votes.people, 1)))
    return Doubt(same, tuple(_equal(votes, live, np.flatnonzero(lone), mark)))


def _traits(votes: Votes, live: Bools, chance: Floats) -> tuple[Int64s, Floats, Ints]:
    """Of each person: votes of each kind, logarithm of the chance in each of `chance` (g, 3, width), a hash of the row."""
    given, likely = np.zeros((votes.people, 3), np.int64), np.zeros((votes.people, len(chance)))
    mark = np.zeros(votes.people, np.uint64)
    kernels.traits(*votes.raw, live, np.ascontiguousarray(chance), given, likely, mark)
    return given, likely, mark


def _chances(votes: Votes, opinion: Opinion, enough: Bools, mark: Ints) -> Floats:
    """(2 + groups, 3, width): logarithms of the chance of each vote: all rows; equal rows once, then so in each group."""
    once = ~enough
    people = np.flatnonzero(enough)
    once[people[np.unique(mark[people], return_index=True)[1]]] = True
    everybody = tallies(votes, np.where(once, 0, -1).astype(np.int32))
    groups = tallies(votes, np.where(once, opinion.group, -1).astype(np.int32), opinion.groups)
    counts = np.concatenate([opinion.overall[None], everybody, groups]).astype(np.float64)
    kinds = np.stack([counts[..., 0], counts[..., 2] - counts[..., :2].sum(axis=2), counts[..., 1]], axis=1)
    return np.asarray(np.log(kinds + 1) - np.log(counts[:, None, :, 2] + 3))


def _equal(votes: Votes, live: Bools, people: Int64s, mark: Ints) -> Iterator[Ints]:
    """Sets of people with equal rows, first ones first; a hash only says where to look."""
    order = people[np.argsort(mark[people], kind="stable")]
    cuts = np.flatnonzero(np.diff(mark[order].astype(np.uint64))) + 1
    sets: list[Ints] = []
    for run in np.split(order, cuts):
        if run.size > 1:
            by_row: dict[bytes, list[int]] = {}
            for one in run:
                by_row.setdefault(_row(votes, live, int(one)), []).append(int(one))
            sets += [np.array(equal) for equal in by_row.values() if len(equal) > 1]
    yield from sorted(sets, key=lambda each: int(each[0]))


def _row(votes: Votes, live: Bools, person: int) -> bytes:
    at = slice(votes.starts[person], votes.starts[person + 1])
    held = live[votes.statement[at]]
    return votes.statement[at][held].tobytes() + votes.vote[at][held].tobytes()


def without(votes: Votes, people: Ints) -> Votes:
    """The same conversation as if `people` had not voted; they keep their numbers."""
    held = np.ones(votes.people, np.bool_)
    held[people] = False
    entries = np.repeat(held, votes.cast)
    starts = np.concatenate([[0], np.cumsum(votes.cast * held)]).astype(np.int64)
    return Votes(starts, votes.statement[entries], votes.vote[entries], votes.width)
