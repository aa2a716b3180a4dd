"""Several workers joining at one moment: each is either done or told, and no matter is in two needs."""

from collections.abc import Callable

import pytest
from django.db import connection

from cocity.kit.errors import Conflict
from cocity.listen.needs import api as needs
from cocity.listen.needs.models import Member, Need
from tests.support.at_once import at_once
from tests.world import World

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory never waits"),
]


def together(*doings: Callable[[], object]) -> list[str]:
    """`done` or `told` for each, sorted; any other error as itself."""
    return sorted(map(_outcome, at_once(doings)))


def _outcome(found: object) -> str:
    if isinstance(found, Conflict):
        return "told"
    return repr(found) if isinstance(found, Exception) else "done"


@pytest.mark.parametrize("joined_before", [False, True])
def test_joins_merges_and_takings_out_at_one_moment(world: World, joined_before: bool) -> None:
    numbers = [world.say().number for _ in range(6)]
    agent = world.actor("agent")

    def join(a: int, b: int) -> Callable[[], object]:
        return lambda: needs.join(
            now=world.now, actor=agent, number=numbers[a], other=numbers[b], reason="same_thing"
        )

    def leave(a: int) -> Callable[[], object]:
        return lambda: needs.leave(now=world.now, actor=agent, number=numbers[a], reason="mistake")

    for _ in range(5):
        if joined_before:
            for a, b in ((0, 1), (2, 3), (4, 5)):
                join(a, b)()
        results = together(join(0, 2), join(2, 4), join(4, 0), leave(3), join(1, 0))
        assert len(results) == 5
        assert set(results) <= {"done", "told"}, "nobody got another error"
        assert "done" in results
        sizes = [need.members.count() for need in Need.objects.all()]
        assert all(size > 1 for size in sizes)
        assert sum(sizes) == Member.objects.count() <= len(numbers)
        for n in range(len(numbers)):
            leave(n)()
        assert not Need.objects.exists()
