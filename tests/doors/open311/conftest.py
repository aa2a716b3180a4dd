"""A city of today, and another city's system with a key to it."""

import pytest
from django.utils import timezone

from tests.support.open311 import System
from tests.world import World, build


@pytest.fixture
def world(db: None) -> World:
    return build(timezone.now())


@pytest.fixture
def system(world: World) -> System:
    return System(world)
