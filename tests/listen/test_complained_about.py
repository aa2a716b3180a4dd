"""A body complained about never handles its own complaint, by whatever channel the complaint came."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import Given
from cocity.ground.commitments.models import Commitment
from cocity.ground.people.api import SYSTEM
from cocity.kit.errors import Errors, Invalid, NotFound
from cocity.kit.text import Text
from cocity.listen.intake.api import import_voices, read_mapping
from cocity.listen.intake.models import Voice
from tests.listen.test_channel_parity import WORDS, by_api, by_hotline, by_open311, by_paper, by_web
from tests.world import World

ABOUT = "d1-s1"
Say = Callable[[World, str, datetime, str], str]


def by_import(world: World, kind: str, at: datetime, against: str = "") -> str:
    """A row of another system."""
    columns = {name: name for name in ("kind", "text", "place", "category", "against", "received_at")}
    mapping = {
        "source": "other", "title": {"zh": "别的系统", "en": "Another system"}, "channel": {"name": "mailbox"},
        "time_zone": "Asia/Shanghai", "external_id": "id", "fields": columns,
    }  # fmt: skip
    folder = Path(by_import.folder)  # type: ignore[attr-defined]
    (folder / "mapping.yaml").write_text(yaml.safe_dump(mapping), encoding="utf-8")
    row = f"1,{kind},{WORDS},d1-s1,housing/lift,{against},{at.isoformat()}"
    (folder / "in.csv").write_text(f"id,{','.join(columns)}\n{row}\n", encoding="utf-8")
    report = import_voices(
        folder / "in.csv",
        read_mapping(folder / "mapping.yaml"),
        now=at,
        actor=SYSTEM,
        bad_rows=folder / "bad.csv",
    )
    if report.bad:
        raise Invalid(Text(WORDS, ""), field="against")
    return Voice.objects.get(source="other").number


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> None:
    by_import.folder = tmp_path  # type: ignore[attr-defined]


CHANNELS = pytest.mark.parametrize("say", [by_web, by_hotline, by_paper, by_api, by_open311, by_import])


@CHANNELS
def test_it_neither_sees_nor_gets_it(world: World, say: Say) -> None:
    number = say(world, "complaint", world.now, ABOUT)
    row = Commitment.objects.get(number=number)
    assert row.against == world.bodies[ABOUT]
    assert not row.holder.path.startswith(world.bodies[ABOUT].path)
    for name in ("handler:d1-s1", "handler:d1-s1-c1"):
        with pytest.raises(NotFound):
            commitments.view(world.actor(name), number, now=world.now)
    for body in (ABOUT, "d1-s1-c1"):
        with pytest.raises(Invalid) as refused:
            commitments.act(
                now=world.now, actor=world.actor("dispatcher"), number=number, action="offer", version=row.version,
                given=Given(body=world.bodies[body].pk),
            )  # fmt: skip
        assert refused.value.field == "body"


@CHANNELS
def test_a_body_that_does_not_exist_is_named_at_fault(world: World, say: Say) -> None:
    with pytest.raises((Errors, Invalid, KeyError)):  # by the API the answer has no number
        say(world, "complaint", world.now, "no-such-body")
    assert not Commitment.objects.exists()
