"""Who voted how on what: sparse, one row a participant."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cocity.engines.opinion import kernels
from cocity.engines.opinion.arrays import Int8s, Int32s, Int64s, Ints
from cocity.engines.opinion.errors import BadVotes
from cocity.engines.opinion.spread import Local

AGREE, PASS, DISAGREE = -1, 0, 1
PART = 1 << 16  # rows of a part: fixed, so that sums do not depend on how many threads there are


@dataclass(frozen=True, slots=True)
class Votes:
    """Participant i voted `vote[t]` on `statement[t]` for t in starts[i]:starts[i + 1], statements ascending.

    `starts` int64 (n + 1), `statement` int32, `vote` int8 of −1 agree, 0 pass, 1 disagree; `width` statements in all.
    """

    starts: Int64s
    statement: Int32s
    vote: Int8s
    width: int

    @property
    def people(self) -> int:
        return self.starts.size - 1

    @property
    def cast(self) -> Int64s:
        """How many statements each participant voted on."""
        return np.diff(self.starts)

    @property
    def raw(self) -> tuple[Ints, Ints, Int8s]:
        """What the compiled loops read."""
        return self.starts.view(np.uint64), self.statement.view(np.uint32), self.vote

    def rows(self, begin: int, end: int) -> "Votes":
        """Participants begin to end, without copying a vote."""
        return Votes(self.starts[begin : end + 1], self.statement, self.vote, self.width)

    def alone(self) -> "Votes":
        """A copy that holds its own votes and no others, to travel."""
        at = slice(self.starts[0], self.starts[-1])
        return Votes(
            self.starts - self.starts[0], self.statement[at].copy(), self.vote[at].copy(), self.width
        )

    def parts(self, size: int = PART) -> list["Votes"]:
        """The same people in parts of `size`."""
        return [self.rows(begin, end) for begin, end in pairwise(edges(self.people, size))]


def edges(count: int, size: int) -> list[int]:
    """Where parts of `size` begin, and the end."""
    return [*range(0, count, size), count]


def votes_of(participant: Ints, statement: Ints, vote: Ints, *, people: int, width: int) -> Votes:
    """Votes as they came, one array entry each; of two by one participant on one statement the later one counts.

    `participant` in 0…people−1, `statement` in 0…width−1, `vote` in −1, 0, 1. Raises `BadVotes`.
    """
    _check(participant, statement, vote, people, width)
    starts = np.zeros(people + 1, np.int64)
    statements, cast = np.empty(participant.size, np.int32), np.empty(participant.size, np.int8)
    kernels.scatter(_unsigned(participant), statement, vote, starts, statements, cast)
    kept = np.empty(people, np.int64)
    stretches = Local(list(pairwise(edges(people, PART))))
    for _ in stretches.each(lambda at: kernels.settle(starts, *at, statements, cast, kept, width)):
        pass
    if (total := int(kept.sum())) < cast.size:
        kernels.close_up(starts, kept, statements, cast)
        statements, cast = statements[:total].copy(), cast[:total].copy()
    return Votes(starts, statements, cast, width)


def _unsigned(ids: Ints) -> Ints:
    return np.ascontiguousarray(ids).view(f"u{ids.dtype.itemsize}")


def _check(participant: Ints, statement: Ints, vote: Ints, people: int, width: int) -> None:
    if not participant.size == statement.size == vote.size:
        raise BadVotes("三列长短不一。", "The three columns differ in length.")
    if not vote.size:
        return
    for ids, most in ((participant, people), (statement, width)):
        if ids.min() < 0 or ids.max() >= most:
            raise BadVotes("编号超出范围。", f"An index is not within 0 to {most - 1}.")
    if vote.min() < AGREE or vote.max() > DISAGREE:
        raise BadVotes("投票只能是 −1、0、1。", "A vote is −1, 0 or 1.")
