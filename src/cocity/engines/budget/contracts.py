"""What goes in and what comes out: plain, frozen, without behaviour."""

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]
Int32s = NDArray[np.int32]
Floats = NDArray[np.float64]


class VoteType(StrEnum):
    """How a ballot is filled in (Pabulib's `vote_type`)."""

    APPROVAL = "approval"
    CHOOSE_1 = "choose-1"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"
    ORDINAL = "ordinal"


class Method(StrEnum):
    """How winners are found."""

    GREEDY = "greedy"
    MES = "mes"


class Utility(StrEnum):
    """What a bought project is worth to a voter who named it.

    COST: its cost. CARDINALITY: one. POINTS: the voter's points (cumulative, scoring) or, on an ordinal ballot of
    length m, m for the first down to 1 for the last.
    """

    COST = "cost"
    CARDINALITY = "cardinality"
    POINTS = "points"


class Completion(StrEnum):
    """What is done with money MES leaves over: nothing; endowments +1; and then the rest by votes."""

    NONE = "none"
    ADD1 = "add1"
    ADD1U = "add1u"


@dataclass(frozen=True, slots=True)
class Rule:
    """Fixed before the vote opens. `utility` None: points where the ballot has points, else cost."""

    method: Method = Method.MES
    utility: Utility | None = None
    completion: Completion = Completion.NONE


class Project(NamedTuple):
    """One line of PROJECTS; money is in the file's currency, exactly as written."""

    id: str
    cost: Fraction
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Ballots:
    """Ballots, equal ones once. Ballot g names `projects[start[g]:start[g+1]]`, ascending.

    start: (g+1,) int64; projects: (m,) int32; points: (m,) int64, times `Election.point_scale`, 1 on approval
    ballots; voters: (g,) int64, how many cast that ballot.
    """

    start: Int64s
    projects: Int32s
    points: Int64s
    voters: Int64s


@dataclass(frozen=True, slots=True, eq=False)
class Election:
    """A vote on how to spend `budget`; `voters` counts empty ballots too, since they hold a share as well.

    `remarks` say what is odd in the file but changes no result (in Chinese and English).
    """

    budget: Fraction
    vote_type: VoteType
    projects: tuple[Project, ...]
    ballots: Ballots
    voters: int
    point_scale: int = 1
    meta: dict[str, str] = field(default_factory=dict)
    remarks: tuple[tuple[str, str], ...] = ()


class Purchase(NamedTuple):
    """One step of MES: `price` is what a supporter with money pays per unit of weight (all pay at most what is left).

    For cost and cardinality utility the weight is 1 and `price` is the most anybody paid; for points it is times
    the points. Floats are rounded for reading: who wins was decided exactly.
    """

    project: int
    price: float
    effective_votes: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """Winners as indices into `Election.projects`, in order of selection.

    endowment: every voter's money in the run that counts (MES; None for greedy). steps: how many +1 were added.
    purchases: of MES, in order. filled: winners added afterwards by votes (add1u), a tail of `winners`.
    free: winners that cost nothing and were taken first.
    """

    rule: Rule
    winners: tuple[int, ...]
    cost: Fraction
    endowment: Fraction | None = None
    steps: int = 0
    purchases: tuple[Purchase, ...] = ()
    filled: tuple[int, ...] = ()
    free: tuple[int, ...] = ()
    runs: int = 0
