"""Real votes: the winners two independent tools chose, and what must hold where they chose none."""

import json
from pathlib import Path

import pytest

from cocity.engines.budget import (
    Completion,
    Election,
    Method,
    Rule,
    Utility,
    decide,
    election_of,
    figures,
    jumped,
    read,
    read_document,
    write,
)  # fmt: skip
from cocity.engines.budget.table import table_of, utility_of

UTILITIES = {"cost": Utility.COST, "card": Utility.CARDINALITY}


@pytest.fixture(scope="module")
def elections(shared: Path) -> dict[str, Election]:
    return {file.name: read(file.read_bytes()) for file in sorted((shared / "budgets").glob("*.pb"))}


def chosen(election: Election, rule: Rule) -> list[str]:
    return [election.projects[p].id for p in decide(election, rule).winners]


def test_pabutools_chose_the_same_in_the_same_order(shared: Path, elections: dict[str, Election]) -> None:
    runs = json.loads((shared / "budgets/reference/pabutools.json").read_text())["runs"]
    assert runs
    for run in runs:
        rule = Rule(Method(run["rule"]), UTILITIES[run["sat"]])
        assert chosen(elections[run["file"]], rule) == run["order"], run["file"]


def test_the_equal_shares_tool_chose_the_same(shared: Path, elections: dict[str, Election]) -> None:
    runs = json.loads((shared / "budgets/reference/equalshares_js.json").read_text())["runs"]
    assert runs
    for run in runs:
        rule = Rule(Method.MES, Utility.COST, Completion(run["completion"]))
        assert sorted(chosen(elections[run["file"]], rule)) == run["winners"], run["file"]


def test_every_file_keeps_its_promises(elections: dict[str, Election]) -> None:
    assert len(elections) == 10
    for name, election in elections.items():
        assert election.voters == int(election.meta["num_votes"]), name
        for rule in (Rule(Method.GREEDY), Rule(Method.MES), Rule(Method.MES, None, Completion.ADD1U)):
            outcome = decide(election, rule)
            assert outcome.cost <= election.budget, name
            if rule.method is Method.MES and rule.completion is Completion.NONE:
                cost = decide(election, Rule(Method.MES, Utility.COST))
                assert not figures(election, cost).unfair, name


def test_a_forint_is_small_and_the_jumps_are_few(elections: dict[str, Election]) -> None:
    election = elections["Hungary_Budapest_2025_XI_Ujbuda.pb"]
    table = table_of(election, utility_of(election, None))
    raised = jumped(table)
    assert raised.steps > 20_000
    assert raised.runs < 2_000


@pytest.mark.parametrize(
    "name", ["Poland_Krakow_2018_Bienczyce", "Poland_Gdansk_2020_Aniolki", "Netherlands_Amsterdam_643"]
)
def test_the_slow_way_reads_the_same_and_writing_keeps_all(
    shared: Path, elections: dict[str, Election], name: str
) -> None:
    document = read_document((shared / f"budgets/{name}.pb").read_bytes())
    assert read_document(write(document).encode()) == document
    slow, fast = election_of(document), elections[f"{name}.pb"]
    for utility in (Utility.COST, None):
        for method in Method:
            assert decide(slow, Rule(method, utility)).winners == decide(fast, Rule(method, utility)).winners
    assert slow.voters == fast.voters
    assert sorted(slow.ballots.voters) == sorted(fast.ballots.voters)
