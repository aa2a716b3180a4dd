"""The engine against the rules written plainly in fractions."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings

from cocity.engines.budget import Completion, Method, Rule, Utility, decide, jumped, reasons, stepped
from cocity.engines.budget import exact as whole
from cocity.engines.budget.exact import Purse
from cocity.engines.budget.shares import equal_shares
from cocity.engines.budget.table import table_of, utility_of
from tests.engines.budget import oracle
from tests.engines.budget.strategies import election_in, files, random_file, vote_of
from tests.support.effort import examples

UTILITIES = [Utility.COST, Utility.CARDINALITY, Utility.POINTS]
POINTED = ("cumulative", "scoring", "ordinal")
SEEDS = range(40)


def agrees(text: str, utility: Utility) -> None:
    election = election_in(text)
    vote = vote_of(election)
    for completion in Completion:
        outcome = decide(election, Rule(Method.MES, utility, completion))
        if completion is Completion.NONE:
            bought, steps = oracle.run(vote, vote.budget / len(vote.ballots), utility)[0], 0
        else:
            bought, steps = oracle.add1(vote, utility)
        core = list(outcome.winners[len(outcome.free) : len(outcome.winners) - len(outcome.filled)])
        assert (core, outcome.steps) == (bought, steps)
        assert outcome.cost <= election.budget
        if completion is Completion.ADD1U:
            rest = oracle.greedy(vote, "cost" if utility != "points" else utility, [*outcome.free, *bought])
            assert set(outcome.winners) == set(rest)


@pytest.mark.parametrize("utility", UTILITIES)
def test_equal_shares_and_its_completions_are_what_the_definition_says(utility: Utility) -> None:
    small = files(POINTED if utility is Utility.POINTS else None, cheap=True)

    @settings(max_examples=examples(60), deadline=None)
    @given(small)
    def check(text: str) -> None:
        agrees(text, utility)

    check()


@pytest.mark.parametrize("seed", SEEDS)
def test_larger_votes_too(seed: int) -> None:
    rng = random.Random(seed)
    utility = UTILITIES[seed % 3]
    kinds = POINTED if utility is Utility.POINTS else None
    agrees(random_file(rng, projects=rng.randint(6, 12), voters=rng.randint(10, 40), kinds=kinds), utility)


@pytest.mark.parametrize("utility", UTILITIES)
def test_greedy_is_what_the_definition_says(utility: Utility) -> None:
    @settings(max_examples=examples(80), deadline=None)
    @given(files(POINTED if utility is Utility.POINTS else None))
    def check(text: str) -> None:
        election = election_in(text)
        outcome = decide(election, Rule(Method.GREEDY, utility))
        assert list(outcome.winners) == oracle.greedy(vote_of(election), utility)

    check()


@settings(max_examples=examples(80), deadline=None)
@given(files())
def test_whole_numbers_alone_come_to_the_same(text: str) -> None:
    """The part that decides in doubt, made to decide everything."""
    election = election_in(text)
    table = table_of(election, utility_of(election, None))
    purse, left, bought = Purse(table, table.endowment), set(range(len(table.costs))), []
    left = {p for p in left if table.costs[p] and table.votes[p]}
    while not isinstance(chosen := whole.choose(table, purse, sorted(left)), list):
        purse.pay(*chosen)
        bought.append(chosen[0])
        left.remove(chosen[0])
    assert equal_shares(table, table.endowment).bought.tolist() == bought


def test_doubts_arise_and_are_settled() -> None:
    """Two projects of equal value once somebody is poor: bounds can't tell them apart, ties can."""
    text = (
        "META\nkey;value\nbudget;12\nvote_type;approval\nPROJECTS\nproject_id;cost\nx;3\nb;4\na;4\n"
        "VOTES\nvoter_id;vote\n1;x,a,b\n2;x,a,b\n3;x,a,b\n4;a,b\n"
    )
    election = election_in(text)
    table = table_of(election, Utility.COST)
    run = equal_shares(table, table.endowment)
    assert [election.projects[p].id for p in run.bought] == ["a", "b", "x"]
    capped = text.replace("1;x,a,b", "1;x,a").replace("2;x,a,b", "2;x,b").replace("budget;12", "budget;9")
    found = [table_of(election_in(t), Utility.CARDINALITY) for t in (text, capped)]
    assert sum(equal_shares(one, one.endowment).doubts for one in found) > 0


@settings(max_examples=examples(60), deadline=None)
@given(files(cheap=True))
def test_jumps_end_where_steps_do(text: str) -> None:
    election = election_in(text)
    table = table_of(election, utility_of(election, None))
    leap, walk = jumped(table), stepped(table)
    assert (leap.run.bought.tolist(), leap.steps) == (walk.run.bought.tolist(), walk.steps)


def test_jumps_over_a_large_currency() -> None:
    text = random_file(random.Random(5), projects=8, voters=60, kinds=("approval",), unit=20000)
    table = table_of(election_in(text), Utility.COST)
    leap, walk = jumped(table), stepped(table)
    assert (leap.run.bought.tolist(), leap.steps) == (walk.run.bought.tolist(), walk.steps)
    assert walk.steps > 500
    assert leap.runs < walk.runs / 3


@settings(max_examples=examples(60), deadline=None)
@given(files())
def test_nobody_pays_more_than_there_is_and_the_price_is_paid(text: str) -> None:
    election = election_in(text)
    outcome = decide(election, Rule(Method.MES))
    table = table_of(election, utility_of(election, None))
    purse, before = Purse(table, table.endowment), Fraction(table.budget)
    for purchase in outcome.purchases:
        price = purse.price(purchase.project)
        assert price is not None
        assert float(price) / table.scale == pytest.approx(purchase.price)
        purse.pay(purchase.project, price)
        left = purse.left()
        assert min(left) >= 0
        after = sum((one * int(n) for one, n in zip(left, table.voters, strict=True)), Fraction(0))
        assert before - after == table.costs[purchase.project]
        before = after
    for one in reasons(election, outcome):
        if one.payments:
            assert one.payments.full + one.payments.all_left + one.payments.nothing == one.supporters
            assert sum(n for _, n in one.payments.bars) == one.payments.full + one.payments.all_left
