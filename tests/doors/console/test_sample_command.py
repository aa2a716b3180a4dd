"""Auditors on the server draw samples, read them and make a drawing again."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from cocity.answer.verdicts import api as verdicts
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


def draw(now: datetime, *more: str, who: str = "auditor") -> str:
    day = now.date().isoformat()
    always = (
        "--as",
        who,
        "--since",
        day,
        "--until",
        day,
        "--size",
        "6",
        "--seed",
        "03 11",
        "--reason",
        "抽查",
    )
    return run("draw", *always, *more)


def test_a_drawing_is_the_auditors_own_and_public_at_once(world: World, now: datetime) -> None:
    numbers = ended(world, 8)
    said = json.loads(draw(now, "--place", "d1", "--category", "housing", "--json"))
    assert (said["population"], said["drawn"], said["not_asked"]) == (8, 6, 6)
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
        "refused 1",
        "0.8 [",
        "(4/5) 样本小 few cases",
    ):
        assert told in one, told
    assert run("show").split() == [str(sample.id), "2026-11-26", "5/6", "抽查"]
    assert json.loads(run("show", "--json"))[0]["yes"] == 4


def test_check_makes_the_drawing_again(world: World, now: datetime) -> None:
    ended(world, 8)
    draw(now)
    (sample,) = verdicts.samples()
    assert run("check", str(sample.id)).strip() == "名单 list 8: 相同 the same; 抽中 drawn: 相同 the same"
    first = verdicts.sample_members(world.actor("caller"), sample.id)[0].number
    Commitment.objects.filter(number=first).update(ended_at=None)
    with pytest.raises(Conflict, match=r"已有 1 件|; 1 of the drawn"):
        run("check", str(sample.id))


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
        (("--seed", "7" * 121), "auditor", Errors),
        (("--method", "电" * 201), "auditor", Errors),
    ],
)
def test_what_cannot_be_drawn_is_said(
    world: World, now: datetime, more: tuple[str, ...], who: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        draw(now, *more, who=who)
    assert verdicts.samples() == []


def test_a_sample_there_is_none_of_is_said(world: World) -> None:
    for what in ("show", "check"):
        with pytest.raises(NotFound):
            run(what, "7")
