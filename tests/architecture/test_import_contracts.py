"""The import contracts of pyproject.toml hold, and each goes red for a tree that breaks it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.trees import ROOT, plant

BROKEN = {
    "stages point one way": {"ground/places/api.py": "import cocity.act.orders.api", "act/orders/api.py": ""},
    "engines are pure": {"engines/opinion/groups.py": "from django.db import models"},
    "engines stand apart": {
        "engines/opinion/groups.py": "import cocity.engines.text.words",
        "engines/text/words.py": "",
    },
    "doors stand apart": {"doors/desk/views.py": "import cocity.doors.open.views", "doors/open/views.py": ""},
    "channels meet only in intake": {
        "listen/web/api.py": "import cocity.listen.paper.api",
        "listen/paper/api.py": "",
        "listen/intake/api.py": "",
    },
    "contracts are plain": {"ground/places/contracts.py": "from django.db.models import Model"},
    "no cycles among siblings": {
        "ground/places/api.py": "import cocity.ground.people.api",
        "ground/people/api.py": "import cocity.ground.places.events",
        "ground/places/events.py": "",
    },
}
SOUND = {
    "listen/web/api.py": "import cocity.listen.intake.api\nimport cocity.ground.places.api",
    "listen/paper/api.py": "import cocity.listen.intake.api",
    "listen/intake/api.py": "import cocity.ground.places.api",
    "ground/places/api.py": "import cocity.engines.geo.grid",
    "engines/geo/grid.py": "import math",
}


def lint_imports(source: Path) -> str:
    """What import-linter says with this project's contracts about the tree in `source`."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--config", ROOT / "pyproject.toml", "--no-cache"],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


def broken(told: str) -> set[str]:
    return {line.removesuffix(" BROKEN") for line in told.splitlines() if line.endswith(" BROKEN")}


def test_the_code_keeps_every_contract() -> None:
    told = lint_imports(ROOT / "src")
    assert f"{len(BROKEN)} kept, 0 broken" in told, told


def test_a_sound_tree_keeps_them_too(tmp_path: Path) -> None:
    plant(tmp_path, SOUND)
    told = lint_imports(tmp_path)
    assert f"{len(BROKEN)} kept, 0 broken" in told, told


@pytest.mark.parametrize("contract", BROKEN)
def test_breaking_a_contract_turns_it_red(contract: str, tmp_path: Path) -> None:
    plant(tmp_path, BROKEN[contract])
    told = lint_imports(tmp_path)
    assert broken(told) == {contract}, told
