"""Procedures are found in components and in the city's folder; versions stand side by side."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cocity.ground.commitments.procedure import load
from cocity.ground.commitments.procedure.faults import ProcedureErrors
from cocity.kit.errors import NotFound

from .procedure_files import SMALL, changed, written

OTHER = SMALL.replace("procedure: small", "procedure: other")


@pytest.fixture
def city(tmp_path: Path, settings) -> Iterator[Path]:
    """The city's own folder of procedures."""
    settings.CITY = tmp_path
    folder = tmp_path / "procedures"
    folder.mkdir()
    load.clear()
    yield folder
    load.clear()


def test_components_bring_their_procedures() -> None:
    assert {"consult", "help_or_complaint", "complex", "supervised", "suggestion", "petition"} <= set(
        load.load_all()
    )


def test_a_city_adds_its_own(city: Path) -> None:
    written(city, SMALL)
    assert load.current("small").title.en == "Small one"
    assert "consult" in load.load_all()


def test_a_city_replaces_a_version_built_in(city: Path) -> None:
    built_in = Path(load.current("consult").source).read_text(encoding="utf-8")
    load.clear()
    written(city, built_in.replace("limit: 1\n", "limit: 2\n", 1), "consult")
    assert load.current("consult").whole.limit == 2


def test_the_newest_version_is_current_and_the_older_can_be_pinned(city: Path) -> None:
    written(city, SMALL)
    written(
        city, SMALL.replace("2026-01-01", "2026-06-01").replace("limit: 5", "limit: 4"), "small@2026-06-01"
    )
    assert load.current("small").whole.limit == 4
    assert load.pinned("small", "2026-01-01").whole.limit == 5


def test_what_does_not_exist_is_not_found(city: Path) -> None:
    with pytest.raises(NotFound):
        load.current("nothing")
    with pytest.raises(NotFound):
        load.pinned("consult", "1999-01-01")


def test_the_same_version_twice_is_refused(city: Path) -> None:
    written(city, SMALL)
    written(city, SMALL, "small@2026-01-01")
    with pytest.raises(ProcedureErrors, match=r"stands in|已在") as caught:
        load.load_all()
    assert caught.value.faults[0].line == 2


def test_turning_into_an_unknown_procedure_is_refused(city: Path) -> None:
    text, at = changed(
        "contact:",
        "needs: [note], meets: first",
        "needs: [reason], meets: first, does: reclassify, becomes: ghost",
    )
    written(city, text)
    with pytest.raises(ProcedureErrors) as caught:
        load.load_all()
    assert [(fault.line, "ghost" in fault.message.en) for fault in caught.value.faults] == [(at, True)]


def test_turning_into_a_procedure_without_the_state_is_refused(city: Path) -> None:
    text, at = changed("tried:", "needs: [note]", "needs: [reason], does: reclassify, becomes: consult")
    written(city, text)
    with pytest.raises(ProcedureErrors) as caught:
        load.load_all()
    assert [(fault.line, "no state “done”" in fault.message.en) for fault in caught.value.faults] == [
        (at, True)
    ]


def test_faults_of_all_files_come_together(city: Path) -> None:
    written(city, SMALL.replace("by: dispatcher", "by: mayor"))
    written(city, OTHER.replace("needs: [claim]", "needs: [luck]"), "other")
    with pytest.raises(ProcedureErrors) as caught:
        load.load_all()
    assert {Path(fault.source).name for fault in caught.value.faults} == {"small.yaml", "other.yaml"}


def test_the_digest_shows_a_changed_meaning_and_nothing_else(tmp_path: Path) -> None:
    plain = load.digest(load.load(written(tmp_path, SMALL)))
    relaid = load.digest(load.load(written(tmp_path, "# a remark\n" + SMALL, "small@2026-01-01")))
    changed_limit = load.digest(load.load(written(tmp_path, SMALL.replace("limit: 5", "limit: 9"))))
    assert plain == relaid != changed_limit
