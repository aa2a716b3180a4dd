"""Every procedure is walked through exhaustively: whatever happens, the city can bring the matter to an end."""

from pathlib import Path

import pytest

from cocity.ground.commitments.procedure.explore import explore
from cocity.ground.commitments.procedure.load import library, load
from cocity.ground.commitments.procedure.model import Procedure

from .procedure_files import SMALL, changed, written

ALL = [procedure for versions in library().values() for procedure in versions.values()]


@pytest.mark.parametrize("procedure", ALL, ids=lambda p: f"{p.name}@{p.version}")
def test_whatever_happens_there_is_a_way_to_an_end_and_one_holder(procedure: Procedure) -> None:
    found = explore(procedure)
    assert {situation.state for situation in found.situations} == procedure.states.keys()
    assert not found.stuck, found.path(found.stuck[0])
    assert not found.without_holder, found.path(found.without_holder[0])
    for name, times in found.most.items():
        assert times == procedure.actions[name].at_most, f"{name} is never taken as often as it may be"


def test_a_bound_that_leaves_a_matter_open_is_found_with_the_way_there(tmp_path: Path) -> None:
    text, _ = changed("call:", "does: judge", "does: judge, at_most: 1")
    found = explore(load(written(tmp_path, text)))
    assert {"call"} <= set(found.path(found.stuck[0]))


def test_a_count_starts_again_when_the_state_is_entered_again(tmp_path: Path) -> None:
    text, _ = changed("call:", "does: judge", "does: judge, after: {tried: 2}")
    found = explore(load(written(tmp_path, text)))
    again = next(s for s in found.situations if s.state == "opened")
    assert set(again.counts) == {0}
    assert not found.stuck


def test_bounds_too_large_to_explore_are_refused(tmp_path: Path) -> None:
    text, _ = changed("decline:", "at_most: 2", "at_most: 9000")
    with pytest.raises(ValueError, match="lower at_most"):
        explore(load(written(tmp_path, text)), most=1000)


def test_the_small_one(tmp_path: Path) -> None:
    found = explore(load(written(tmp_path, SMALL)))
    assert found.most == {"decline": 2}
