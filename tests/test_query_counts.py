"""Counting queries: a changed number fails and says the new one."""

import json
from pathlib import Path

import pytest

from tests.support.counts import compare


@pytest.fixture
def counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("COCITY_UPDATE_COUNTS", raising=False)
    file = tmp_path / "query_counts.json"
    file.write_text('{"act/orders": {"inbox": 2}}')
    return file


def test_the_committed_number_passes(counts: Path) -> None:
    assert compare(counts, "act/orders: inbox", ["select 1", "select 2"]) == ""


@pytest.mark.parametrize("queries", [["select 1"], ["select 1", "select 2", "select 3"]])
def test_one_query_less_or_more_fails_with_the_new_number(counts: Path, queries: list[str]) -> None:
    complaint = compare(counts, "act/orders: inbox", queries)
    assert f"{len(queries)} queries, 2 committed" in complaint
    assert "select 1" in complaint


def test_a_new_name_must_be_recorded(counts: Path) -> None:
    assert "not recorded yet" in compare(counts, "act/orders: one order", [])


def test_asking_for_it_writes_the_number(counts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCITY_UPDATE_COUNTS", "1")
    assert compare(counts, "act/orders: inbox", ["select 1"]) == ""
    assert json.loads(counts.read_text()) == {"act/orders": {"inbox": 1}}


def test_a_name_without_a_component_is_refused(counts: Path) -> None:
    assert "component: what" in compare(counts, "inbox", [])


def test_a_page_of_more_than_twelve_cannot_even_be_recorded(
    counts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCITY_UPDATE_COUNTS", "1")
    assert "at most 12" in compare(counts, "doors/desk: inbox", ["select 1"] * 13)
    assert compare(counts, "act/orders: a round", ["select 1"] * 13) == ""
