"""Which of two votes came later, where a file tells times but is not in their order."""

import numpy as np

from cocity.engines.opinion.arrays import Int64s, Ints
from cocity.engines.opinion.votes import Votes


def by_time(participant: Ints, moments: Int64s, votes: Votes) -> Ints:
    """An order of the entries in which those of people who voted twice on something ascend in time.

    `votes` are the same entries settled: people with fewer votes there than entries here are the ones concerned, so the
    others are not sorted at all. Equal times keep the order of the file.
    """
    entries = np.bincount(participant, minlength=votes.people)
    at = np.flatnonzero((entries > votes.cast)[participant])
    order = np.arange(participant.size)
    order[at] = at[np.argsort(moments[at], kind="stable")]
    return order
