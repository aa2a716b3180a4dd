"""Generated votes: small ones full of ties, fractions, free projects, projects beyond the budget, empty ballots."""

import random

from hypothesis import strategies as st

from cocity.engines.budget import Election, read
from tests.engines.budget.oracle import Vote

KINDS = ("approval", "choose-1", "cumulative", "scoring", "ordinal")
IDS = ["1", "2", "10", "a", "B7", "é", "x y"]
CHEAP = st.one_of(
    st.integers(0, 12).map(str),
    st.decimals("0.01", "20", places=2).map(str),
    st.sampled_from(["3", "6", "9", "4,5"]),
)
COSTS = st.one_of(CHEAP, st.integers(1, 10**12).map(str))


@st.composite
def files(draw: st.DrawFn, kinds: tuple[str, ...] | None = None, *, cheap: bool = False) -> str:
    """A Pabulib file; `cheap` ones reach their completion in few steps."""
    kind = draw(st.sampled_from(kinds or KINDS))
    many = draw(st.integers(1, 6))
    ids = draw(st.lists(st.sampled_from(IDS), min_size=many, max_size=many, unique=True))
    costs = CHEAP if cheap else COSTS
    prices = draw(st.lists(costs, min_size=many, max_size=many))
    budget = draw(st.one_of(costs, st.integers(1, 40).map(str)))
    longest = 1 if kind == "choose-1" else many
    one = st.lists(st.integers(0, many - 1), unique=True, max_size=longest)
    ballots = draw(st.lists(one, min_size=1, max_size=9))
    points = [[draw(st.integers(0, 4)) for _ in named] for named in ballots]
    return written(kind, budget, dict(zip(ids, prices, strict=True)), ballots, points)


def random_file(
    rng: random.Random, *, projects: int, voters: int, kinds: tuple[str, ...] | None = None, unit: int = 1
) -> str:
    """A larger one: some projects popular, prices round so that ties abound, a tight budget."""
    kind = rng.choice(kinds or KINDS)
    ids = [f"P{n}" for n in rng.sample(range(100), projects)]
    prices = {key: rng.choice([2, 3, 5, 6, 10, 12, 20]) * unit for key in ids}
    weights = [rng.random() ** 2 + 0.05 for _ in ids]
    ballots, points = [], []
    for _ in range(voters):
        longest = 1 if kind == "choose-1" else rng.randint(0, 6)
        named = list(dict.fromkeys(rng.choices(range(projects), weights, k=longest)))
        ballots.append(named)
        points.append([rng.randint(0, 5) for _ in named])
    budget = round(sum(prices.values()) * rng.choice([0.3, 0.5, 0.8]))
    return written(kind, str(budget), {key: str(cost) for key, cost in prices.items()}, ballots, points)


def written(
    kind: str, budget: str, prices: dict[str, str], ballots: list[list[int]], points: list[list[int]]
) -> str:
    """The text of a file."""
    pointed, ids = kind in ("cumulative", "scoring"), list(prices)
    lines = ["META", "key;value", f"budget;{budget}", f"vote_type;{kind}", "PROJECTS", "project_id;cost"]
    lines += [f"{key};{cost}" for key, cost in prices.items()]
    lines += ["VOTES", "voter_id;vote;points" if pointed else "voter_id;vote"]
    for n, (named, given) in enumerate(zip(ballots, points, strict=True)):
        vote = f"v{n};{','.join(ids[p] for p in named)}"
        lines.append(f"{vote};{','.join(map(str, given))}" if pointed else vote)
    return "\n".join(lines) + "\n"


def vote_of(election: Election) -> Vote:
    """The same for the oracle, every voter apart."""
    ballots, many = election.ballots, []
    for g, voters in enumerate(ballots.voters.tolist()):
        part = slice(ballots.start[g], ballots.start[g + 1])
        pairs = zip(ballots.projects[part].tolist(), ballots.points[part].tolist(), strict=True)
        many += [dict(pairs)] * voters
    return Vote(election.budget, [p.cost for p in election.projects], many, [p.id for p in election.projects])


def election_in(text: str) -> Election:
    """Read from text."""
    return read(text.encode())
