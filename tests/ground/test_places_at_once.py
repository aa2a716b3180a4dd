"""Two imports at one moment: one waits for the other, and no place comes twice."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from cocity.ground.places import api
from cocity.ground.places.api import ImportReport
from tests.ground.places_world import CITY, draw_city, load

ROOT = Path(__file__).resolve().parents[2]
IMPORT = """
import django
django.setup()
from tests.ground.places_world import CITY, load
report = load(CITY)
print(report.created, report.unchanged)
"""


@pytest.mark.slow
def test_two_processes_on_the_embedded_database_make_one_tree(tmp_path: Path) -> None:
    environment = os.environ | {
        "COCITY_HOME": str(tmp_path),
        "COCITY_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "cocity.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    subprocess.run([sys.executable, ROOT / "manage.py", "migrate", "-v0"], env=environment, check=True)
    both = [
        subprocess.Popen([sys.executable, "-c", IMPORT], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert sorted(process.communicate()[0].strip() for process in both) == ["0 6", "6 0"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory never waits; on disk it is tried by two processes"
)
def test_two_imports_of_one_file_make_one_tree() -> None:
    start = Barrier(2)
    reports: list[ImportReport] = []

    def run() -> None:
        start.wait()
        reports.append(load(CITY))
        connections.close_all()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((r.created, r.unchanged) for r in reports) == [(0, 6), (6, 0)]
    assert len(api.tree()) == 6


@pytest.mark.django_db(transaction=True)
def test_a_change_made_elsewhere_is_seen_by_the_next_look() -> None:
    load(CITY)
    assert api.place_of(lon=121.55, lat=31.05) is None

    def elsewhere() -> None:
        draw_city()
        connections.close_all()

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    connection.close()
    place = api.place_of(lon=121.55, lat=31.05)
    assert place is not None
    assert place.code == "C111"
