"""From votes alone to groups: real conversations against the groups they were shipped with, and groups planted."""

from pathlib import Path

import numpy as np
import pytest

from cocity.engines.opinion import opinion_of, read_votes
from tests.engines.opinion.making import BIODIVERSITY, alike, equal, planted, real

NAMES = (
    BIODIVERSITY,
    "vtaiwan.uberx",
    "austria-climate.5twd2jsnkf.2022-08-08",
    "london.youth.policing",
    "football-concussions",
)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "least"), [(NAMES[0], 0.988), (NAMES[1], 0.928), (NAMES[2], 0.97)])
def test_groups_of_a_real_conversation(shared: Path, name: str, least: float) -> None:
    of = real(shared, name)
    found = opinion_of(of.export.votes, of.live)
    assert found.groups == len(set(of.shipped[of.shipped >= 0]))
    assert alike(found.group, of.shipped) >= least


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
def test_both_files_of_an_export_hold_the_same_votes(shared: Path, name: str) -> None:
    folder = shared / "conversations" / name
    long, wide = (
        read_votes((folder / file).read_bytes()) for file in ("votes.csv", "participants-votes.csv")
    )
    assert (list(long.people), list(long.statements)) == (list(wide.people), list(wide.statements))
    assert equal(long.votes, wide.votes)


@pytest.mark.parametrize(("groups", "share"), [(2, 0.3), (2, 0.9), (3, 0.4), (3, 0.9)])
def test_planted_groups_are_found(groups: int, share: float) -> None:
    """Two axes show four groups as well as their ways of voting differ; a median over six draws."""
    seen = []
    for seed in range(6):
        of = planted(400, 60, groups, share=share, seed=seed)
        found = opinion_of(of.votes)
        seen.append(alike(found.group, of.group))
    assert np.median(seen) > 0.95


def test_a_part_of_any_size_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums of whole numbers do not depend on parts; means of places only in the last digits."""
    from cocity.engines.opinion import Local, opinion_of_parts

    of = planted(3000, 40, 3).votes
    whole = opinion_of(of)
    cut = opinion_of_parts(Local(of.parts(700)), np.ones(of.width, bool))
    assert np.array_equal(whole.axes.components, cut.axes.components)
    assert np.array_equal(whole.points, cut.points)
    assert np.array_equal(whole.group, cut.group)
    assert np.abs(whole.clusters.centres - cut.clusters.centres).max() < 1e-12


def test_twice_the_same_is_the_same() -> None:
    of = planted(2000, 50, 3).votes
    first, second = opinion_of(of), opinion_of(of)
    assert first.silhouette == second.silhouette
    assert np.array_equal(first.base, second.base)
