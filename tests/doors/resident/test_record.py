"""A person's own proofs: shown and given to them alone."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cocity.answer.citylog import api as citylog
from cocity.engines.merkle import parse_receipt
from cocity.ground.commitments.models import Commitment
from cocity.kit.dates import moment_words
from tests.answer.citylog.stand import own_log, settle
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(settings: Any, tmp_path: Path, world: World) -> tuple[str, str]:
    """(number, code) of a matter in the log."""
    own_log(settings, tmp_path)
    now: datetime = timezone.now()
    receipt = world.say(now=now)
    settle(now)
    citylog.publish(now)
    return receipt.number, receipt.code


def addresses(number: str) -> list[str]:
    own = f"/my/{number}/record"
    return [f"{own}/", f"{own}.json", f"{own}/0.tlog-proof", f"{own}/0/"]


def test_number_and_code_open_the_proofs(client: Client, matter: tuple[str, str]) -> None:
    number, code = matter
    client.post("/look-up/", {"number": number, "code": code})
    page, feed, file, sheet = (client.get(address) for address in addresses(number))
    assert f"/my/{number}/record/0.tlog-proof" in page.content.decode()
    assert json.loads(feed.content)["entries"][0]["seq"] == 1
    assert parse_receipt(file.content).index == 0
    assert "attachment" in file.headers["Content-Disposition"]
    assert "<svg" in sheet.content.decode()
    assert client.get("/open/log/policy").content == citylog.policy_text()
    for answer in (page, feed, file, sheet):
        assert answer.headers["Cache-Control"] == "no-store"
    assert f"/my/{number}/record/" in client.get(f"/my/{number}/").content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_was_recorded_is_read_in_words_with_the_citys_time(
    client: Client, world: World, matter: tuple[str, str], language: str
) -> None:
    number, code = matter
    client.post("/look-up/", {"number": number, "code": code})
    client.cookies["cocity_language"] = language
    page, feed, _, sheet = (client.get(address) for address in addresses(number))
    row = Commitment.objects.get(number=number)
    due, opened = (moment_words(at) for at in (row.due_at, row.opened_at))
    short = "zh" if language.startswith("zh") else "en"
    title = {"zh": "求助与投诉", "en": "Help or complaint"}[short]
    for shown in (page.content.decode(), sheet.content.decode()):
        assert f"{title} (help_or_complaint)" in shown
        assert getattr(due, short) in shown
        assert row.holder.name_zh in shown, "who is responsible stands by name"
    entry, *_ = json.loads(feed.content)["entries"]
    assert entry["content"]["procedure"] == "help_or_complaint", "what was signed stays as it is"
    assert f"{title} (help_or_complaint)" in entry["in_words"][short].values()
    kept = json.loads(client.get(f"/my/{number}/data.json").content)["in_words"]
    assert kept["place"][short] == "d1-s1街道"
    assert kept["opened_at"][short] == getattr(opened, short)
    assert "/" not in kept["category"][short]


def test_anyone_else_is_asked_for_number_and_code(client: Client, matter: tuple[str, str]) -> None:
    for address in addresses(matter[0]):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/look-up/?number={matter[0]}")


def test_one_receipt_opens_no_other_matters_proof(
    client: Client, world: World, matter: tuple[str, str]
) -> None:
    now = timezone.now()
    other = world.say(phone="13800000002", now=now)
    settle(now)
    citylog.publish(now)
    client.post("/look-up/", {"number": other.number, "code": other.code})
    assert client.get(f"/my/{matter[0]}/record/0.tlog-proof").status_code == 302
    assert client.get(f"/my/{other.number}/record/0.tlog-proof").status_code == 404
