"""The tables can be thrown away: made anew, or brought up to date step by step, they are the same."""

import json
import random
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from django.db import transaction

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import EvidenceGiven, Given, VerdictGiven
from cocity.ground.journal import api as journal
from cocity.learn.performance import api as performance
from cocity.learn.performance import store
from tests.learn.test_figures_independent import lived
from tests.world import World, build


@pytest.fixture
def city(transactional_db: None, now: datetime) -> World:
    return build(now)


@pytest.mark.django_db(transaction=True)
def test_up_to_date_step_by_step_is_the_same_as_made_anew() -> None:
    store.make_anew()
    matters = lived(random.Random(5), 60)
    events = sorted(
        ((at, m.id, n, actor, event) for m in matters for n, (at, actor, event) in enumerate(m.told)),
        key=lambda each: each[:3],
    )
    for first in range(0, len(events), 37):
        with transaction.atomic():
            journal.record_at((at, actor, event) for at, _, _, actor, event in events[first : first + 37])
        store.catch_up()
    step_by_step = store.matters()
    store.make_anew()
    anew = store.matters()
    assert step_by_step.rows.equals(anew.rows)
    assert step_by_step.at == anew.at
    assert anew.rows.height == 60


@pytest.mark.django_db(transaction=True)
def test_nothing_new_in_the_journal_writes_nothing() -> None:
    store.make_anew()
    assert store.catch_up() == 0


@pytest.mark.django_db(transaction=True)
def test_a_file_made_from_another_journal_is_not_trusted() -> None:
    with transaction.atomic():
        journal.record_at((at, actor, e) for m in lived(random.Random(1), 3) for at, actor, e in m.told)
    store.make_anew()
    table = store.matters()
    elsewhere = store.Position(0, 999_999, "commitment:1", table.at.latest, 5)
    store._write(store.MATTERS, store.Table(table.rows.head(1), elsewhere))
    store.catch_up()
    assert store.matters().rows.equals(table.rows)


def test_a_voice_lived_through_the_real_procedures_is_counted(city: World) -> None:
    store.make_anew()
    number = city.say().number
    at = city.now

    def step(who: str, action: str, **given: object) -> None:
        nonlocal at
        at += timedelta(minutes=10)
        version = commitments.view(city.actor(who), number, now=at).row.version
        commitments.act(
            now=at, actor=city.actor(who), number=number, action=action, version=version, given=Given(**given)
        )

    step("dispatcher", "offer", body=city.bodies["dept-housing"].pk)
    step("handler:dept-housing", "accept")
    step("handler:dept-housing", "contact", note="已联系")
    step("handler:dept-housing", "claim", claim="yes", evidence=(EvidenceGiven(text="灯已更换"),))
    step("verifier", "verify", finding=True)
    step("caller", "call_back", verdict=VerdictGiven(solved="yes", stars=5, voice="call_back"))
    performance.update()
    later = city.now + timedelta(days=20)
    period = performance.Period(city.now.replace(day=1), later, as_of=later)
    made = {f.code: f for f in performance.figures(period)}
    whole = ("first_contact_rate", "on_time_declared", "on_time_confirmed", "confirmed_resolution_rate")
    assert {code: (made[code].numerator, made[code].denominator) for code in whole} == dict.fromkeys(
        whole, (1, 1)
    )
    assert made["time_to_done"].value == 40 / 60
    by_district = performance.table("on_time_declared", period, by="district")
    assert [(f.key, f.numerator, f.denominator) for f in by_district] == [("d1", 1, 1)]
    told = json.loads(performance.as_json(made.values()))
    assert {row["indicator"] for row in told} == set(performance.indicators())
    assert performance.as_csv(made.values()).count("\r\n") >= len(told) + 1


def test_the_file_is_a_plain_table_anyone_can_read(city: World) -> None:
    city.say()
    performance.rebuild()
    rows = pl.read_parquet(Path(store._path(store.MATTERS)))
    assert rows["category"].to_list() == ["housing/lift"]
