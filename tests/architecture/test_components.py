"""Components meet only at api, contracts and events; their records point upstream; engines need no Django."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.db import models

from tests.architecture.rules import crossings, downstream_keys
from tests.architecture.trees import ROOT, plant


def test_components_meet_only_at_their_open_modules() -> None:
    assert crossings(ROOT / "src" / "cocity") == []


@pytest.mark.parametrize(
    "line",
    [
        "from cocity.ground.places.models import Place",
        "import cocity.ground.places.queries",
        "from cocity.ground.places import operations",
        "from ...ground.places import rules",
        "def late():\n    from cocity.ground.places.models import Place",
    ],
)
def test_reaching_inside_another_component_is_found(tmp_path: Path, line: str) -> None:
    inside = {f"ground/places/{name}.py": "" for name in ("models", "queries", "operations", "rules")}
    package = plant(tmp_path, {**inside, "act/orders/operations.py": line})
    [complaint] = crossings(package)
    assert complaint.startswith("cocity.act.orders.operations:")


def test_doors_too_may_not_reach_inside(tmp_path: Path) -> None:
    package = plant(
        tmp_path, {"doors/desk/views.py": "import cocity.act.orders.models", "act/orders/models.py": ""}
    )
    assert len(crossings(package)) == 1


def test_open_modules_and_ones_own_are_free(tmp_path: Path) -> None:
    free = "from cocity.ground.places import api, contracts\nfrom cocity.act.orders.models import Order\nfrom . import rules"
    files = {f"ground/places/{name}.py": "" for name in ("api", "contracts")}
    assert (
        crossings(plant(tmp_path, {**files, "act/orders/rules.py": "", "act/orders/operations.py": free}))
        == []
    )


def test_foreign_keys_point_upstream() -> None:
    assert downstream_keys(apps.get_models()) == []


@pytest.fixture
def toy_models() -> dict[str, type[models.Model]]:
    """Two records in a registry of their own: an early one that points to a late one, and the other way round."""
    registry = Apps()

    class Late(models.Model):
        class Meta:
            app_label, apps = "learn_toy", registry

    class Early(models.Model):
        late = models.ForeignKey(Late, models.PROTECT, related_name="+")

        class Meta:
            app_label, apps = "ground_toy", registry

    class Later(models.Model):
        early = models.ForeignKey(Early, models.PROTECT, related_name="+")

        class Meta:
            app_label, apps = "answer_toy", registry

    return {"late": Late, "early": Early, "later": Later}


def test_a_key_that_points_downstream_is_found(toy_models: dict[str, type[models.Model]]) -> None:
    assert downstream_keys(toy_models.values()) == [
        "ground_toy.Early.late points downstream to learn_toy.Late"
    ]


BLOCKED = """
import importlib, pkgutil, sys
for name in ("django", "psycopg", "pydantic_settings"):
    sys.modules[name] = None
import cocity.engines
for found in pkgutil.walk_packages(cocity.engines.__path__, "cocity.engines."):
    importlib.import_module(found.name)
"""


def import_engines(source: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BLOCKED]
    return subprocess.run(command, env={"PYTHONPATH": str(source)}, capture_output=True, text=True)


def test_engines_are_imported_where_there_is_no_django() -> None:
    done = import_engines(ROOT / "src")
    assert done.returncode == 0, done.stderr


def test_an_engine_that_needs_django_fails_there(tmp_path: Path) -> None:
    plant(tmp_path, {"engines/opinion/groups.py": "import django.db"})
    assert "django" in import_engines(tmp_path).stderr
