"""Auditors on the server draw samples, read them and make a drawing again."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts.models import Member, Sample
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal import api as journal
from cocity.kit.errors import Conflict, Errors, Forbidden, Invalid, NotFound
from tests.support.samples import asked, ended
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later(now: datetime) -> Iterator[None]:
    with time_machine.travel(now + timedelta(days=3), tick=False):
        yield


def run(*words: str) -> str:
    out = StringIO()
    call_command("sample", *words, stdout=out)
    return out.getvalue()


def announce(now: datetime, *more: str, who: str = "auditor") -> str:
    day = now.date().isoformat()
    always = {
        "as": who, "since": day, "until": day, "size": "6", "seed-from": "开奖", "seed-on": "2026-11-27",
        "ask-until": "2026-12-20", "reason": "抽查",
    }  # fmt: skip
    return run("announce", *(word for name, value in always.items() for word in (f"--{name}", value)), *more)


def draw(now: datetime, *more: str) -> str:
    """Announced today, drawn tomorrow."""
    announce(now, *more)
    with time_machine.travel(now + timedelta(days=4), tick=False):
        return run("draw", str(verdicts.samples()[0].id), "--as", "auditor", "--seed", "03 11")


def test_an_announcement_is_the_auditors_own_and_public_at_once(world: World, now: datetime) -> None:
    numbers = ended(world, 8)
    said = json.loads(announce(now, "--place", "d1", "--category", "housing", "--json"))
    assert (said["population"], said["size"], said["drawn"], said["secret"]) == (8, 6, 0, "")
    assert (said["place_path"], said["category"]) == ("/city/d1/", "housing")
    entry = journal.of_subject(f"sample:{said['id']}")[0]
    assert entry.actor == world.actor("auditor").ref
    assert entry.public is not None
    assert not any(number in json.dumps(said) for number in numbers)


def test_show_says_how_it_was_drawn_and_what_came_back(world: World, now: datetime) -> None:
    ended(world, 8)
    draw(now)
    (sample,) = verdicts.samples()
    asked(world, sample.id, ["yes"] * 4 + ["no", "refused"])
    one = run("show", str(sample.id))
    for told in (
        "种子 Public seed: 03 11",
        sample.cut,
        sample.frame,
        "回答了 Answered: 5",
        "不愿评价 Would not say: 1",
        "未询问 Still to be asked: 0",
        "0.8 [",
        "(4/5) 样本小 few cases",
    ):
        assert told in one, told
    assert run("show").split() == [str(sample.id), "2026-11-27", "5/6", "asking", "抽查"]
    assert json.loads(run("show", "--json"))[0]["yes"] == 4


def test_check_makes_the_drawing_again(world: World, now: datetime) -> None:
    ended(world, 8)
    draw(now)
    (sample,) = verdicts.samples()
    assert run("check", str(sample.id)).strip() == (
        "名单 list 8: 相同 the same; 抽中 drawn: 相同 the same; 暗号 secret: 相同 the same"
    )
    first = verdicts.sample_members(world.actor("caller"), sample.id)[0].number
    Member.objects.filter(rank=1).update(rank=9)
    with pytest.raises(Conflict, match=r"已有 0 件|; 0 of the drawn"):
        run("check", str(sample.id))
    Commitment.objects.filter(number=first).update(ended_at=None)
    with pytest.raises(Conflict, match=r"已有 1 件|; 1 of the drawn"):
        run("check", str(sample.id))
    Sample.objects.update(reason="另一个理由")
    with pytest.raises(Conflict, match=r"secret is not the one|暗号对不上"):
        run("check", str(sample.id))


def test_the_downloaded_file_is_verified_and_a_changed_one_is_not(
    world: World, now: datetime, tmp_path: Path
) -> None:
    numbers = ended(world, 8)
    draw(now)
    (sample,) = verdicts.samples()
    file = tmp_path / "samples.json"

    def download() -> dict[str, Any]:
        file.write_bytes(b"".join(Client().get("/open/data/samples.json").streaming_content))
        return dict(json.loads(file.read_text()))

    download()
    assert "still sealed" in run("verify", str(file), "--number", numbers[0])
    run("end", str(sample.id), "--as", "auditor", "--why", "到此为止")
    found = download()
    drawn = {member.number for member in verdicts.sample_members(world.actor("caller"), sample.id)}
    said = run("verify", str(file), *(word for n in numbers for word in ("--number", n)))
    assert "is the one whose fingerprint was announced" in said
    assert {n for n in numbers if f"{n} was drawn" in said} == drawn
    assert {n for n in numbers if f"{n} was not drawn" in said} == set(numbers) - drawn
    (row,) = found["samples"]
    assert hashlib.sha256(row["committed"].encode()).hexdigest() == row["commit"]
    for field, value in (
        ("reason", "改了"),
        ("secret", "00" * 32),
        ("population", 9),
        ("seed_on", "2026-11-26"),
    ):
        file.write_text(json.dumps({"samples": [{**row, field: value}]}))
        with pytest.raises(Conflict):
            run("verify", str(file))
    file.write_text(json.dumps({"samples": [{**row, "secret": ""}]}))
    with pytest.raises(Conflict):
        run("verify", str(file))
    for broken in ("[]", "{}", "no json", '{"samples": [3]}', '{"samples": [{}]}', '{"samples": 3}'):
        file.write_text(broken)
        with pytest.raises(Invalid):
            run("verify", str(file))


@pytest.mark.parametrize(
    ("more", "who", "error"),
    [
        ((), "nobody", NotFound),
        ((), "dispatcher", Forbidden),
        (("--place", "atlantis"), "auditor", NotFound),
        (("--body", "nobody"), "auditor", NotFound),
        (("--category", "no/such"), "auditor", Invalid),
        (("--procedure", "no_such"), "auditor", Invalid),
        (("--size", "0"), "auditor", Errors),
        (("--since", "yesterday"), "auditor", CommandError),
        (("--since", "0001-01-01"), "auditor", Invalid),
        (("--until", "9999-12-31"), "auditor", Invalid),
        (("--seed-from", "7" * 201), "auditor", Errors),
        (("--seed-on", "2026-11-26"), "auditor", Errors),
        (("--ask-until", "9999-12-31"), "auditor", Invalid),
        (("--method", "电" * 201), "auditor", Errors),
    ],
)
def test_what_cannot_be_announced_is_said(
    world: World, now: datetime, more: tuple[str, ...], who: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        announce(now, *more, who=who)
    assert verdicts.samples() == []


def test_a_sample_there_is_none_of_is_said(world: World) -> None:
    for what in (
        ("show", "7"),
        ("check", "7"),
        ("draw", "7", "--as", "auditor", "--seed", "1"),
        ("end", "7", "--as", "auditor"),
    ):
        with pytest.raises(NotFound):
            run(*what)
