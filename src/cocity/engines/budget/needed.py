"""How many more votes a project needed: found by running the vote again, never guessed.

The measure is *singleton-add* of Boehmer, Faliszewski, Janeczko, Peters, Pierczyński, Schierreich, Skowron and Szufa,
"Evaluation of Project Performance in Participatory Budgeting" (IJCAI 2024): new voters come who vote for this
project only, and the budget stays, so that everybody's share gets smaller. The number is found by doubling and
halving: with it the project wins, with one less it does not; both were run. (Winning need not grow with votes under
equal shares, so a smaller number may exist in principle; under greedy it does grow.)
"""

from dataclasses import replace

import numpy as np

from cocity.engines.budget.contracts import Ballots, Election, Outcome
from cocity.engines.budget.rules import decide

MOST = 1 << 24  # more new voters than any city has
AUTOMATIC = 5_000_000  # passes over a supporter's money that are worth waiting for without being asked


def with_singles(election: Election, project: int, extra: int) -> Election:
    """The vote with that many people more who name this project only (with one point, where there are points)."""
    old = election.ballots
    ballots = Ballots(
        np.append(old.start, old.start[-1] + 1),
        np.append(old.projects, np.int32(project)),
        np.append(old.points, np.int64(_points(election))),
        np.append(old.voters, np.int64(extra)),
    )
    return replace(election, ballots=ballots, voters=election.voters + extra)


def _points(election: Election) -> int:
    """What a new voter gives: as much as the ballots in the file give to all projects together, at most."""
    ballots = election.ballots
    sums = np.concatenate(([0], np.cumsum(ballots.points)))
    most = (sums[ballots.start[1:]] - sums[ballots.start[:-1]]).max(initial=0)
    return int(most) if election.point_scale > 1 or most > 1 else 1


def votes_needed(election: Election, outcome: Outcome, project: int) -> int | None:
    """New voters for this project alone with whom it wins under the outcome's rule; 0 if it won; None if none do."""
    if project in outcome.winners:
        return 0
    if election.projects[project].cost > election.budget:
        return None

    def wins(extra: int) -> bool:
        return project in decide(with_singles(election, project, extra), outcome.rule).winners

    fails, works = 0, 1
    while not wins(works):
        fails, works = works, works * 2
        if works > MOST:
            return None
    while works - fails > 1:
        middle = (fails + works) // 2
        if wins(middle):
            works = middle
        else:
            fails = middle
    return works


def effort(election: Election, outcome: Outcome) -> int:
    """Roughly how many passes over a supporter's money it takes to find the number for every project that lost."""
    lost = len(election.projects) - len(outcome.winners)
    rounds = (len(outcome.purchases) + 1) * max(outcome.runs, 1)
    return len(election.ballots.projects) * rounds * lost * 2 * max(election.voters, 2).bit_length()
