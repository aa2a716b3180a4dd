"""What every test may lean on."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from cocity.kit.remember import forget_all
from cocity.kit.web import flood
from tests.support.counts import count_queries
from tests.support.databases import pytest_addoption, pytest_collection_modifyitems

__all__ = ["count_queries", "pytest_addoption", "pytest_collection_modifyitems", "shared"]

if TYPE_CHECKING:
    from tests.world import World

SHARED = Path(os.environ.get("COCITY_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data; a test that needs it is skipped where it is absent, and fails in CI."""
    folder = SHARED / "data"
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"the real data is missing at {folder}")
        pytest.skip(f"needs the real data at {folder}")
    return folder


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, settings) -> None:
    """Files a test writes go to a folder of its own."""
    settings.HOME = tmp_path_factory.getbasetemp() / "home"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Each test begins without what the last one looked up, with nothing sent from its address, in the city's language:
    a page asked for in English leaves the thread speaking it."""
    forget_all()
    flood.forget_all()
    translation.deactivate()


@pytest.fixture
def now() -> datetime:
    """A working Monday morning in the city's time zone."""
    return datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _journal_may_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with real transactions ends by emptying its database; only there the guard steps aside."""
    marker = request.node.get_closest_marker("django_db")
    real = "transactional_db" in request.fixturenames or "live_server" in request.fixturenames
    real = real or bool(marker and marker.kwargs.get("transaction"))
    if not real:
        yield
        return
    request.getfixturevalue("transactional_db")
    from django.db import connection

    from cocity.ground.journal import guard

    guard.stand(connection)
    yield
    guard.lift(connection)


@pytest.fixture
def world(db: None, now: datetime) -> "World":
    """A small city with workers in every role."""
    from tests.world import build

    return build(now)
