"""The desk of the small city."""

import pytest

from tests.act.dispatch_world import Desk
from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    made = Desk(world)
    made.rules()
    return made
