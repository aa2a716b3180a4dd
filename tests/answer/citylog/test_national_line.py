"""A city that wants it has an SM2 line under each checkpoint; without whoever makes it the log goes on."""

import shlex
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cocity.answer.citylog import api as citylog
from cocity.answer.citylog import national
from cocity.answer.citylog.national import with_national_line
from cocity.answer.citylog.store import CheckpointStore
from cocity.doors.console.doctor.record import city_log
from cocity.doors.console.logs import pairs
from cocity.engines.merkle import Note, parse_receipt
from cocity.ground.people.api import Actor
from cocity.kit.proof.sm2 import Sm2Key, openssl_signer, sm2_holds
from tests.answer.citylog.stand import Witness, settle, tell
from tests.kit.proof.test_sm2 import pair
from tests.world import World

pytestmark = pytest.mark.django_db


def proof(world: World, now: datetime) -> tuple[bytes, str]:
    receipt = world.say(now=now)
    settle(now)
    citylog.publish(now)
    file = citylog.receipt(Actor("receipt", receipt=receipt.number), receipt.number, 0)
    return file.text, file.state


def test_the_line_stands_under_the_checkpoint_and_witnesses_pass_it_over(
    world: World, key: str, two: list[Witness], now: datetime, settings: Any, tmp_path: Path
) -> None:
    public, secret = pair(tmp_path)
    settings.LOG_SM2, settings.LOG_SM2_COMMAND = public.pem, shlex.join(openssl_signer(secret))
    text, state = proof(world, now)
    assert state == "quorum"
    assert sm2_holds(text, Sm2Key(settings.LOG_ORIGIN, public.pem))


@pytest.mark.parametrize("command", ["", "/nowhere/hsm --sign", "cat"])
def test_a_signer_that_fails_leaves_its_line_out_and_nothing_else(
    world: World, key: str, two: list[Witness], now: datetime, settings: Any, tmp_path: Path, command: str
) -> None:
    public, _ = pair(tmp_path)
    settings.LOG_SM2, settings.LOG_SM2_COMMAND = public.pem, command
    text, state = proof(world, now)
    assert state == "quorum"
    assert parse_receipt(text).index == 0
    assert not sm2_holds(text, Sm2Key(settings.LOG_ORIGIN, public.pem))


def test_a_command_that_cannot_be_read_does_not_hold_the_log_up(settings: Any, tmp_path: Path) -> None:
    settings.LOG_SM2, settings.LOG_SM2_COMMAND = tmp_path / "sm2.pem", "sign 'without end"
    note = Note(b"a text\n", ())
    assert with_national_line(note, CheckpointStore(None), 0) == note


def test_a_signer_that_hangs_holds_the_log_up_once_and_is_then_left_alone_for_longer_and_longer(
    key: str, now: datetime, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(national, "PATIENCE", 0.5)
    public, secret = pair(tmp_path)
    asked, tool = tmp_path / "asked", tmp_path / "hsm"
    tool.write_text(f"#!/bin/sh\necho x >> {asked}\nexec sleep 60\n")
    tool.chmod(0o755)
    settings.LOG_SM2, settings.LOG_SM2_COMMAND = public.pem, str(tool)
    tries = []
    for second in range(0, 200, 10):
        tell(now)
        settle(now)
        assert citylog.publish(now + timedelta(seconds=second)) > 0, "the checkpoint goes out without it"
        tries.append(len(asked.read_text().split()))
    assert [second for second in range(1, 20) if tries[second] > tries[second - 1]] == [3, 9], (
        "30 s, then 60 s"
    )
    line = citylog.standing().line
    assert line is not None
    assert line.at == now.replace(microsecond=0)
    assert "did not answer" in line.what.en
    assert any("SM2" in name for name, _ in pairs(citylog.standing()))
    assert any("国密" in found.what.zh for found in city_log(now))
    settings.LOG_SM2_COMMAND = shlex.join(openssl_signer(secret))
    tell(now)
    settle(now)
    citylog.publish(now + timedelta(hours=1))
    assert citylog.standing().line is None
    assert "SM2" not in str(list(pairs(citylog.standing())))
