"""`/healthz`: whether the database answers, told to whatever stands in front; nobody's session, nothing in the log."""

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cocity.kit.web import flood

ROOT = Path(__file__).resolve().parents[3]
ASK = """
import django, logging
django.setup()
from django.test import Client
answer = Client(headers={"host": "localhost"}).get("/healthz")
print(answer.status_code, answer.content.decode().strip())
"""


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_it_is_well_while_the_database_answers(
    method: str, caplog: pytest.LogCaptureFixture, django_assert_num_queries: Any
) -> None:
    caplog.set_level(logging.INFO)
    client = Client()
    with django_assert_num_queries(1):
        answer = client.generic(method, "/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n" if method == "GET" else b"")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert caplog.records == []
    client.get("/robots.txt")
    assert len(caplog.records) == 1, "others are logged"


@pytest.mark.django_db
def test_it_is_not_counted_against_anybody(settings: Any) -> None:
    settings.VOICES_PER_HOUR = 1
    assert {Client().get("/healthz").status_code for _ in range(30)} == {200}
    assert not flood._VOICES._left


@pytest.mark.parametrize("database", ["", "postgresql://nobody@127.0.0.1:1/none"])
def test_without_a_database_it_says_so(tmp_path: Path, database: str) -> None:
    """One that is not made yet, and one that does not answer."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("COCITY_", "DJANGO_"))}
    env |= {
        "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "cocity.config.settings",
        "COCITY_HOME": str(tmp_path), "COCITY_DATABASE": database,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=env, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "503 no database\n"
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_it_is_for_asking_only() -> None:
    assert Client().post("/healthz").status_code == 405
