"""Samples by the API: the same fields as their public page and files, and nothing that page keeps back."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from cocity.doors.api.samples import SampleOut, SamplesOut, SampleWholeOut
from tests.doors.open.test_samples import file_of, finished
from tests.support.counts import Counter
from tests.support.samples import announce, asked, draw, end, ended, sealed
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later(now: Any) -> Iterator[None]:
    with time_machine.travel(now + timedelta(days=3), tick=False):
        yield


@pytest.fixture
def api(world: World) -> Client:
    return Client(headers={"accept-language": "en"})


def get(api: Client, path: str, **asked: Any) -> Any:
    answer = api.get(f"/api/v1/{path}", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_one_is_what_its_file_says_and_as_documented(world: World, api: Client) -> None:
    sample = finished(world)
    whole = get(api, f"samples/{sample}")
    assert whole == {
        "about": json.loads(file_of(api, "/open/data/samples.json"))["about"],
        "sample": json.loads(file_of(api, f"/open/data/samples.json?sample={sample}"))["samples"][0],
    }
    assert set(whole["sample"]) == set(SampleOut.model_fields)
    SampleWholeOut.model_validate(whole, strict=True)
    solved = next(f for f in whole["sample"]["figures"] if f["indicator"] == "sample_solved_rate")
    assert (solved["value"], solved["numerator"], solved["denominator"]) == (0.7, 7, 10)
    assert solved["missing_en"].startswith("Of 12 drawn, 2 gave no answer")
    assert solved["formula_en"]
    assert solved["population_en"]


@pytest.mark.parametrize("way", ["announced", "asking", "ended"])
def test_every_stage_is_in_sight_and_a_sealed_secret_is_not(world: World, api: Client, way: str) -> None:
    ended(world, 9)
    sample = announce(world, 4).id if way == "announced" else draw(world, 4).id
    secret = sealed(sample)
    if way == "ended":
        end(world, sample)
    found = get(api, "samples")
    SamplesOut.model_validate(found, strict=True)
    (one,) = found["samples"]
    assert one == get(api, f"samples/{sample}")["sample"]
    assert (one["state"], one["secret"]) == {"announced": ("announced", ""), "asking": ("asking", ""), "ended": ("withdrawn", secret)}[way]  # fmt: skip
    assert len(one["commit"]) == 64
    assert (secret in json.dumps(found)) == (way == "ended")


def test_few_answers_and_numbers_stay_untold(world: World, api: Client) -> None:
    numbers = ended(world, 6)
    sample = draw(world, 6).id
    asked(world, sample, ["no"] * 4 + ["refused", "no_answer"])
    for path in ("samples", f"samples/{sample}"):
        assert not any(number in json.dumps(get(api, path)) for number in numbers)
    figures = get(api, f"samples/{sample}")["sample"]["figures"]
    said = [f for f in figures if f["indicator"] != "sample_response_rate"]
    assert {(f["value"], f["numerator"], f["denominator"]) for f in said} == {(None, None, None)}
    assert all(f["missing_en"] for f in said)


def test_the_list_goes_on_behind_a_cursor(world: World, api: Client, count_queries: Counter) -> None:
    ended(world, 1)
    made = [draw(world, 1, seed=f"seed {n}").id for n in range(3)]
    found, cursor = [], ""
    for size in (2, 1):
        page = get(api, "samples", size=2, cursor=cursor)
        assert len(page["samples"]) == size
        found += [each["sample"] for each in page["samples"]]
        cursor = page["next"]
    assert (found, cursor) == (made[::-1], "")
    with count_queries("doors/api: samples"):
        get(api, "samples")


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        ("samples/7", 404, ""),
        ("samples/0", 422, "sample"),
        ("samples/x", 422, "sample"),
        ("samples/" + "9" * 30, 422, "sample"),
        ("samples?cursor=xyz", 422, "cursor"),
        ("samples?size=0", 422, "size"),
    ],
)
def test_what_there_is_not_is_a_problem(api: Client, path: str, status: int, field: str) -> None:
    answer = api.get(f"/api/v1/{path}")
    assert answer.status_code == status
    assert [error["field"] for error in answer.json()["errors"]] == ([field] if field else [])


def test_what_the_api_gives_can_be_verified(
    world: World, api: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers = ended(world, 3)
    sample = draw(world, 3).id
    end(world, sample)
    for path in ("samples", f"samples/{sample}"):
        file = tmp_path / "answer.json"
        file.write_bytes(api.get(f"/api/v1/{path}").content)
        call_command("sample", "verify", str(file), number=[numbers[0]])
        assert f"抽样 {sample}：暗号和公告的指纹对得上" in capsys.readouterr().out
