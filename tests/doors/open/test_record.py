"""The public record: its page, and its files as software that checks them needs them."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cocity.answer.citylog import api as citylog
from cocity.engines.merkle import believe, parse_note, parse_policy
from tests.answer.citylog.stand import own_log, settle, tell
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(settings: Any, tmp_path: Path, world: World, now: datetime) -> None:
    own_log(settings, tmp_path)
    world.say()
    settle(now)
    citylog.publish(now)


def test_files_are_served_with_the_right_caching(log: None, client: Client) -> None:
    checkpoint = client.get("/open/log/checkpoint")
    assert checkpoint.headers["Cache-Control"] == "no-store"
    policy = parse_policy(client.get("/open/log/policy").content)
    size = believe(parse_note(checkpoint.content), policy).checkpoint.size
    for path in (f"tile/0/000.p/{size}", f"tile/entries/000.p/{size}"):
        answer = client.get(f"/open/log/{path}")
        assert answer.status_code == 200
        assert "max-age=86400" in answer.headers["Cache-Control"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers


def test_a_full_tile_may_be_kept_for_ever(
    settings: Any, tmp_path: Path, client: Client, now: datetime
) -> None:
    own_log(settings, tmp_path)
    tell(now, 256)
    settle(now)
    citylog.publish(now)
    for path in ("tile/0/000", "tile/entries/000"):
        assert "immutable" in client.get(f"/open/log/{path}").headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["0/001", "0/../../checkpoints.sqlite3", "0/0", "entries/x000/000", "9/000", "0/000.p/0"]
)
def test_nothing_else_is_given_out(log: None, client: Client, path: str) -> None:
    assert client.get(f"/open/log/tile/{path}").status_code == 404


def test_the_page_says_how_the_log_stands(log: None, client: Client) -> None:
    text = client.get("/open/log/").content.decode()
    standing = citylog.standing()
    assert standing.root in text
    assert standing.origin in text
    assert "不能证明" in text
    assert "还没有见证方" in text
    english = client.get("/open/log/", headers={"Accept-Language": "en"}).content.decode()
    assert "What a log cannot show" in english


def test_the_page_stands_before_anything_is_recorded(settings: Any, tmp_path: Path, client: Client) -> None:
    own_log(settings, tmp_path)
    assert "还没有检查点" in client.get("/open/log/").content.decode()
    assert client.get("/open/log/checkpoint").status_code == 404
