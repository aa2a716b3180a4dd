"""How much was recorded, by kind: counted when a checkpoint is decided, so that looking costs the same on any day."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest

from cocity.answer.citylog import api as citylog
from cocity.answer.citylog.models import Leaf
from cocity.answer.citylog.store import CheckpointStore
from cocity.engines.merkle import Checkpoint
from tests.answer.citylog.stand import settle, tell
from tests.world import World

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[Any]]


def test_what_is_under_a_checkpoint_is_counted_by_kind_and_looking_asks_the_database_nothing(
    world: World, key: str, now: datetime, django_assert_num_queries: Queries
) -> None:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    tell(now, 3)
    settle(now)
    citylog.publish(midnight - timedelta(minutes=1))
    yesterday = Leaf.objects.count()
    tell(now, 300)
    world.say()
    settle(now)
    assert citylog.recorded_since(midnight).of == 0, "nothing of it is signed yet"
    citylog.publish(midnight + timedelta(minutes=1))
    tell(now, 20)
    settle(now)
    citylog.publish(midnight + timedelta(hours=2))
    with django_assert_num_queries(0):
        found = citylog.recorded_since(midnight)
    assert found.of == citylog.standing().size - yesterday
    assert found.kinds[0] == ("test.public_lamp", 320)
    assert dict(found.kinds)["commitment.opened"] == 1
    assert sum(count for _, count in found.kinds) == found.of


def test_counts_are_kept_for_eight_days() -> None:
    store, day = CheckpointStore(None), 86_400
    for n in range(1, 21):
        before = store.latest()
        checkpoint = Checkpoint("log.example", n, bytes(32))
        store.propose(checkpoint, after=before, at=n * day, kinds={"a": 1, "b": 2})
    assert store.counts_since(0) == [("b", 18), ("a", 9)]
    assert store.counts_since(20 * day) == [("b", 2), ("a", 1)]
    store.close()
