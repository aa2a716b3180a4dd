"""What must hold whatever the votes: order does not matter, clones, more votes, proportionality."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.engines.budget import Completion, Method, Rule, Utility, decide, figures, votes_needed
from cocity.engines.budget.needed import with_singles
from tests.engines.budget.strategies import election_in, files, random_file
from tests.support.effort import examples

RULES = [Rule(Method.GREEDY), Rule(Method.MES), Rule(Method.MES, None, Completion.ADD1U)]


def winners(text: str, rule: Rule) -> list[str]:
    election = election_in(text)
    return [election.projects[p].id for p in decide(election, rule).winners]


def shuffled(text: str, seed: int) -> str:
    """The same file with projects and voters in another order."""
    head, votes = text.split("VOTES\n")
    meta, projects = head.split("PROJECTS\n")
    rng = random.Random(seed)
    mixed = []
    for part in (projects, votes):
        title, *rows = part.splitlines()
        rng.shuffle(rows)
        mixed.append("\n".join([title, *rows]) + "\n")
    return f"{meta}PROJECTS\n{mixed[0]}VOTES\n{mixed[1]}"


@settings(max_examples=examples(40), deadline=None)
@given(files(cheap=True), st.integers(0, 1000), st.sampled_from(RULES))
def test_the_order_of_voters_and_projects_changes_nothing(text: str, seed: int, rule: Rule) -> None:
    assert winners(text, rule) == winners(shuffled(text, seed), rule)


@settings(max_examples=examples(40), deadline=None)
@given(files(), st.sampled_from([Method.GREEDY, Method.MES]))
def test_the_budget_is_never_exceeded(text: str, method: Method) -> None:
    election = election_in(text)
    outcome = decide(election, Rule(method))
    assert outcome.cost == sum(election.projects[p].cost for p in outcome.winners) <= election.budget
    assert len(set(outcome.winners)) == len(outcome.winners)


@settings(max_examples=examples(40), deadline=None)
@given(files(("approval",), cheap=True))
def test_the_whole_vote_twice_with_twice_the_budget_elects_the_same_shares(text: str) -> None:
    """Every voter and every cost doubled: the same projects in the same order."""
    election = election_in(text)
    head, votes = text.split("VOTES\n")
    title, *rows = votes.splitlines()
    more = [f"w{row}" for row in rows]
    doubled = f"{head}VOTES\n" + "\n".join([title, *rows, *more]) + "\n"
    costs = [p.cost * 2 for p in election.projects]
    twice = election_in(doubled)
    projects = tuple(p._replace(cost=c) for p, c in zip(twice.projects, costs, strict=True))
    twice = replace(twice, projects=projects, budget=election.budget * 2)
    assert decide(twice, Rule(Method.MES)).winners == decide(election, Rule(Method.MES)).winners


def test_a_clone_wins_its_turn_by_greedy_and_shares_the_purse_by_equal_shares() -> None:
    """60 people want a and its clone, 40 want b. Greedy spends all on the 60; equal shares does not."""
    votes = "".join(f"{n};a,a2\n" for n in range(60)) + "".join(f"{n};b\n" for n in range(60, 100))
    text = (
        "META\nkey;value\nbudget;100\nvote_type;approval\nPROJECTS\nproject_id;cost\na;50\na2;50\nb;40\n"
        f"VOTES\nvoter_id;vote\n{votes}"
    )
    assert winners(text, Rule(Method.GREEDY)) == ["a", "a2"]
    assert winners(text, Rule(Method.MES)) == ["a", "b"]


@pytest.mark.parametrize("seed", range(6))
def test_more_votes_never_hurt_under_greedy_and_the_number_needed_is_the_least(seed: int) -> None:
    election = election_in(random_file(random.Random(seed), projects=8, voters=25, kinds=("approval",)))
    outcome = decide(election, Rule(Method.GREEDY))
    lost = [p for p in range(8) if p not in outcome.winners]
    for p in lost:
        needed = votes_needed(election, outcome, p)
        wins = [
            extra
            for extra in range(40)
            if p in decide(with_singles(election, p, extra) if extra else election, outcome.rule).winners
        ]
        assert needed is None or needed == wins[0]
        assert wins == list(range(wins[0], 40)) if wins else needed is None


@pytest.mark.parametrize("seed", range(6))
def test_with_the_votes_needed_it_wins_and_with_one_less_not(seed: int) -> None:
    election = election_in(random_file(random.Random(seed), projects=8, voters=25))
    outcome = decide(election, Rule(Method.MES, None, Completion.ADD1U))
    for p in set(range(8)) - set(outcome.winners):
        needed = votes_needed(election, outcome, p)
        if needed is None:
            continue
        assert p in decide(with_singles(election, p, needed), outcome.rule).winners
        less = with_singles(election, p, needed - 1) if needed > 1 else election
        assert p not in decide(less, outcome.rule).winners


@pytest.mark.parametrize("seed", range(20))
def test_equal_shares_violates_no_ejr_plus(seed: int) -> None:
    election = election_in(random_file(random.Random(seed), projects=10, voters=40, kinds=("approval",)))
    outcome = decide(election, Rule(Method.MES, Utility.COST))
    assert figures(election, outcome).unfair == ()


def test_greedy_does_where_a_minority_is_left_out() -> None:
    votes = "".join(f"{n};a,c\n" for n in range(60)) + "".join(f"{n};b\n" for n in range(60, 100))
    text = (
        "META\nkey;value\nbudget;100\nvote_type;approval\nPROJECTS\nproject_id;cost\na;50\nc;50\nb;40\n"
        f"VOTES\nvoter_id;vote\n{votes}"
    )
    election = election_in(text)
    found = figures(election, decide(election, Rule(Method.GREEDY)))
    assert [election.projects[p].id for p in found.unfair] == ["b"]
    assert (found.excluded, found.exclusion_ratio, found.used) == (40, 0.4, 1.0)
