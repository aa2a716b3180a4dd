"""Two workers of a real cluster find the groups that one machine finds."""

from pathlib import Path

import numpy as np
import pytest

from cocity.engines.opinion import opinion_of, opinion_of_parts
from cocity.kit.spark import spread
from tests.engines.opinion.making import planted
from tests.support import spark


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_cluster_finds_the_same_groups_as_one_machine(tmp_path: Path) -> None:
    spark.needed()
    of = planted(2_000, 40, 3, share=0.9, seed=2)
    live = np.ones(40, bool)
    live[7] = False
    here = opinion_of(of.votes, live)
    with spark.cluster(tmp_path) as context:
        spark.until(lambda: spark.executors(context) == spark.WORKERS, tmp_path / "cluster.log")
        there = opinion_of_parts(spread(context, of.votes.parts(700)), live)
    assert np.array_equal(there.axes.components, here.axes.components)
    assert np.array_equal(there.points, here.points)
    assert np.array_equal(there.overall, here.overall)
    assert np.abs(there.clusters.centres - here.clusters.centres).max() < 1e-9
    assert there.silhouette == pytest.approx(here.silhouette, abs=1e-9)
    assert there.groups == here.groups == 3
    assert np.array_equal(there.group, here.group)
    assert np.array_equal(there.counts, here.counts)
