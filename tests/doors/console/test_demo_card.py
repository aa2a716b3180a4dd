"""The card and the file behind it; a taken port; a demo that grew old; a database that is no demo."""

import re
import socket
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from cocity.doors.console.demo import card, fresh
from cocity.doors.console.demo.fill import Filled
from cocity.doors.console.management.commands.demo import free_port, mark_synthetic
from cocity.kit.errors import Conflict
from tests.world import World

DEMO = Filled(90, "2026-11-23", 7000, datetime(2026, 11, 23, tzinfo=UTC))


def test_the_file_is_its_owners_only_and_gives_the_password_back(tmp_path: Path) -> None:
    password = card.new_password()
    path = card.keep(tmp_path, password, [("2611232105763914", "123456")])
    assert path.stat().st_mode & 0o077 == 0
    assert card.kept_password(tmp_path) == password
    assert card.kept_receipts(tmp_path) == ["2611232105763914 code 123456"]
    assert "dispatcher1" in path.read_text()


def test_the_very_first_run_says_that_it_is_synthetic(tmp_path: Path, settings, monkeypatch) -> None:
    settings.HOME, settings.SYNTHETIC = tmp_path, False
    monkeypatch.setenv("COCITY_SYNTHETIC", "")
    mark_synthetic()
    assert settings.SYNTHETIC, "the server is a fork of this process: it will not read them again"
    assert (tmp_path / "synthetic").exists()


def test_no_two_demos_have_the_same_password() -> None:
    assert len({card.new_password() for _ in range(50)}) == 50


def test_the_card_names_every_role_with_an_account_and_where_it_lands(tmp_path: Path) -> None:
    path = card.keep(tmp_path, "abcd-efgh-jkmn", [])
    out = StringIO()
    card.show(
        Console(file=out, width=160),
        address="http://127.0.0.1:9",
        demo=DEMO,
        password="abcd-efgh-jkmn",
        file=path,
    )
    text = out.getvalue()
    assert "abcd-efgh-jkmn" in text
    for role in card.LANDS:
        assert role in text
    for address, _, _ in card.DOORS:
        assert f"http://127.0.0.1:9{address}" in text


@pytest.mark.parametrize("width", [60, 80, 100])
def test_a_narrow_terminal_wraps_the_card_and_cuts_nothing(tmp_path: Path, width: int) -> None:
    path, out = card.keep(tmp_path, "abcd-efgh-jkmn", []), StringIO()
    console = Console(file=out, width=width)
    card.show(console, address="http://localhost:8000", demo=DEMO, password="abcd-efgh-jkmn", file=path)
    said = re.sub(r"[\s│]", "", out.getvalue())
    assert not re.search(r"…(?!\+)", said), "the only … stands before how many more there are"
    assert "dispatcher1" in out.getvalue()
    for each in ("督办与审批", "登录后见各自的待办"):
        assert each in said
    for line in out.getvalue().splitlines():
        assert cell_len(line) <= width


def test_a_taken_port_gives_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) > port
    with pytest.raises(Conflict):
        free_port(99_999)


@pytest.mark.django_db
def test_a_city_with_matters_is_never_taken_for_a_demo(world: World) -> None:
    assert not fresh.hold_real_matters()
    world.say()
    assert fresh.hold_real_matters()
    with pytest.raises(Conflict):
        fresh.clear()
