"""The six procedures for orders, suggestions and petitions say what the city promised."""

import pytest

from cocity.ground.calendar.contracts import Unit
from cocity.ground.commitments.procedure import load, words
from cocity.ground.commitments.procedure.model import Breach, Need, Role

PROMISED = {
    "consult": (1, "working_day"),
    "help_or_complaint": (5, "working_day"),
    "complex": (15, "working_day"),
    "supervised": (3, "working_day"),
    "suggestion": (60, "natural_day"),
    "petition": (60, "natural_day"),
}
JARGON = ("退单", "派单", "工单", "承接", "处置", "结案", "督办")


@pytest.mark.parametrize("name", PROMISED)
def test_the_whole_clock_is_the_promise(name: str) -> None:
    whole = load.current(name).whole
    assert (whole.limit, whole.unit) == PROMISED[name]


@pytest.mark.parametrize("name", PROMISED)
def test_residents_are_addressed_and_spared_jargon(name: str) -> None:
    for state in load.current(name).states.values():
        assert "您" in state.told.zh or "我们" in state.told.zh, state.name
        assert not [word for word in JARGON if word in state.told.zh], state.name


@pytest.mark.parametrize("name", ["help_or_complaint", "complex", "supervised"])
def test_first_contact_within_a_day_and_a_call_back_on_every_order(name: str) -> None:
    procedure = load.current(name)
    first = procedure.clocks["first_contact"]
    assert (first.limit, first.unit) == (1, "working_day")
    assert procedure.actions["verify"].target == "verified"
    assert {a.name for a in procedure.actions.values() if a.target in {"closed", "closed_unconfirmed"}} == {
        "call_back",
        "close_unreached",
        "confirm",
    }


def test_a_suggestion_hears_what_will_happen_and_adoption_is_not_implementation() -> None:
    procedure = load.current("suggestion")
    plan = procedure.clocks["plan"]
    assert (plan.limit, plan.unit) == (15, "working_day")
    assert not procedure.states["adopted"].end
    assert procedure.states["implemented"].end
    assert procedure.actions["verify"].target == "implemented"
    for answer in ("adopt", "adopt_partly", "not_adopt"):
        assert {"disposition", "reason"} <= set(procedure.actions[answer].needs)


def test_a_petition_is_extended_once_by_thirty_days_at_most() -> None:
    procedure = load.current("petition")
    extend = procedure.actions["extend"]
    assert (extend.at_most, extend.within_days, extend.approval) == (1, 30, "supervisor")
    assert (procedure.clocks["admit"].limit, procedure.clocks["admit"].unit) == (15, "natural_day")


@pytest.mark.parametrize("name", ["help_or_complaint", "complex", "consult"])
def test_nobody_closes_unreached_before_three_attempts(name: str) -> None:
    assert load.current(name).actions["close_unreached"].after == (("attempt_call", 3),)


def test_every_word_of_the_vocabulary_is_called_something() -> None:
    assert words.ROLES.keys() == set(Role)
    assert words.NEEDS.keys() == set(Need)
    assert words.BREACHES.keys() == set(Breach)
    assert words.UNITS.keys() == set(Unit)
    assert words.duration(1, "working_day").en == "1 working day"
    assert words.duration(5, "working_day").zh == "5 个工作日"
