"""Workers at their desks, on a working Monday morning."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from cocity.act.dispatch import api as dispatch
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal import api as journal
from tests.world import World

At = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _monday(now) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def at(world: World) -> At:
    """A browser in which this worker of the test city is signed in."""

    def signed_in(name: str) -> Client:
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(world.workers[name].user)
        return client

    return signed_in


def dispatched(number: str, now: datetime) -> None:
    """Let dispatch hear of a matter at once: on PostgreSQL news waits for the transaction, which a test never ends."""
    row = Commitment.objects.get(number=number)
    dispatch.take(journal.of_subject(row.subject), now=now)
