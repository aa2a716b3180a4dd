"""Samples on the open door: how each was drawn and how to check it, what came back, and nobody in it."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from cocity.engines.rates import wilson
from cocity.kit.numbers import grouped
from tests.support.counts import Counter
from tests.support.samples import SEED, announce, asked, draw, end, ended, of_old, sealed
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later(now: datetime) -> Iterator[None]:
    with time_machine.travel(now + timedelta(days=3), tick=False):
        yield


@pytest.fixture
def reader(world: World) -> Client:
    return Client(headers={"accept-language": "zh-hans"})


def text_of(reader: Client, where: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reader.get(where).content.decode()))


def file_of(reader: Client, where: str) -> str:
    return b"".join(reader.get(where).streaming_content).decode()


def rows_of(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.lstrip("\ufeff").splitlines() if not line.lstrip('"').startswith("#")]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def finished(world: World) -> int:
    """A sample of 12: seven yes, one partly, two no, one not reached, one without a contact."""
    ended(world, 15)
    sample = draw(world, 12).id
    asked(world, sample, ["yes"] * 7 + ["partly", "no", "no", "no_answer", "no_contact"])
    return sample


def test_the_page_says_how_it_was_drawn_and_how_to_check_it(world: World, reader: Client) -> None:
    ended(world, 9)
    drawn = draw(world, 4, seed="it's; rm -rf ~")
    page = text_of(reader, f"/open/samples/{drawn.id}/")
    for told in ("月度抽查", "电话", drawn.frame, drawn.cut, "2026年11月22日", "cocity sample check"):
        assert told in page, told
    assert "封存着：询问结束时公开" in page
    assert "hexkey" not in page, "nothing can be computed while the secret is sealed"
    end(world, drawn.id)
    page = text_of(reader, f"/open/samples/{drawn.id}/")
    quoted = "printf %s &#x27;it&#x27;&quot;&#x27;&quot;&#x27;s; rm -rf ~:编号&#x27; | "
    assert f"{quoted}openssl dgst -sha256 -mac HMAC -macopt hexkey:{sealed(drawn.id)}" in page


def test_an_announced_sample_is_in_sight_before_it_is_drawn(world: World, reader: Client) -> None:
    ended(world, 9)
    made = announce(world, 4)
    page = text_of(reader, f"/open/samples/{made.id}/")
    for told in ("已公告，还没有抽", made.commit, made.frame, "2026-11-25 开奖", "2026年12月23日"):
        assert told in page, told
    assert "已公告，还没有抽" in text_of(reader, "/open/samples/")
    assert rows_of(file_of(reader, "/open/data/samples.csv"))[0]["state"] == "announced"


def test_the_older_way_is_said_to_be_the_older_way(world: World, reader: Client) -> None:
    ended(world, 9)
    sample = draw(world, 4).id
    of_old(sample)
    page = text_of(reader, f"/open/samples/{sample}/")
    assert "这次抽样用的是旧办法" in page
    assert "| sha256sum" in page
    assert json.loads(file_of(reader, "/open/data/samples.json"))["samples"][0]["scheme"] == "seed"


def test_a_secret_that_could_not_be_opened_is_said_loudly(
    world: World, reader: Client, settings: Any
) -> None:
    ended(world, 9)
    sample = draw(world, 4).id
    settings.CONTACT_KEY = "another key"
    end(world, sample)
    for where in (f"/open/samples/{sample}/", "/open/samples/"):
        assert "暗号没能公开" in text_of(reader, where)
    assert 'role="alert"' in reader.get(f"/open/samples/{sample}/").content.decode()
    assert json.loads(file_of(reader, "/open/data/samples.json"))["samples"][0]["state"] == "unopened"


def test_the_figures_have_intervals_and_what_is_missing(world: World, reader: Client) -> None:
    page = text_of(reader, f"/open/samples/{finished(world)}/")
    solved = wilson(7, 10, 0.95)
    assert solved is not None
    assert "解决了（本人说） 70.0%" in page
    assert f"{solved.lo:.1%} – {solved.hi:.1%}" in page
    assert "7 / 10" in page
    assert "样本较少" in page
    assert "抽中 12 件，2 件没有回答（没有人接 1，不愿评价 0，没有联系方式 1，未询问 0）" in page
    assert "给 4 星及以上的 ÷ 给了星的" in page


def test_what_fewer_than_five_said_is_not_told(world: World, reader: Client) -> None:
    ended(world, 6)
    sample = draw(world, 6).id
    asked(world, sample, ["no"] * 4 + ["refused", "no_answer"])
    page = text_of(reader, f"/open/samples/{sample}/")
    assert "回答的人太少" in page
    assert "没有解决（本人说） 没有数据" in page
    assert "抽中的人里回答了的 66.7%" in page
    found = json.loads(file_of(reader, "/open/data/samples.json"))["samples"][0]
    said = [f for f in found["figures"] if f["indicator"] != "sample_response_rate"]
    assert {f["value"] for f in said} == {f["numerator"] for f in said} == {None}


def test_while_people_are_asked_the_page_says_what_is_kept_back(world: World, reader: Client) -> None:
    ended(world, 20)
    sample = draw(world, 20).id
    asked(world, sample, ["yes"] * 5 + ["no"] * 7)
    page = text_of(reader, f"/open/samples/{sample}/")
    assert "还在询问" in page
    assert "解决了（本人说） 100.0%" in page
    assert "另有 7 人的回答暂不公布" in page
    rows = rows_of(file_of(reader, f"/open/data/samples.csv?sample={sample}"))
    rate = next(row for row in rows if row["indicator"] == "sample_response_rate")
    assert (rate["value"], rate["lo"]) == ("0.6", ""), "those still to be asked did not stay silent"


def test_both_files_hold_what_the_page_says(world: World, reader: Client) -> None:
    sample = finished(world)
    other = draw(world, 1, seed="another").id
    text = file_of(reader, "/open/data/samples.csv")
    assert "licence" in text
    assert text.count("\ufeff") == 1
    rows = rows_of(text)
    assert [row["sample"] for row in rows] == [str(other)] * 6 + [str(sample)] * 6
    solved = next(r for r in rows if r["indicator"] == "sample_solved_rate" and r["sample"] == str(sample))
    assert (solved["value"], solved["numerator"], solved["denominator"]) == ("0.7", "7", "10")
    assert (solved["seed"], solved["population"], solved["drawn"], solved["method"]) == (
        SEED,
        "15",
        "12",
        "wilson",
    )
    assert solved["drawing_method"] == "电话"
    whole = json.loads(file_of(reader, f"/open/data/samples.json?sample={sample}"))
    assert whole["about"]["rule"]
    (one,) = whole["samples"]
    assert (one["sample"], one["seed"], one["answered"]) == (sample, SEED, 10)
    figure = next(f for f in one["figures"] if f["indicator"] == "sample_solved_rate")
    assert str(figure["lo"]) == solved["lo"]
    assert len(rows_of(file_of(reader, f"/open/data/samples.csv?sample={sample}"))) == 6


def test_the_files_of_a_city_without_samples_are_whole(reader: Client) -> None:
    assert json.loads(file_of(reader, "/open/data/samples.json"))["samples"] == []
    assert "licence" in file_of(reader, "/open/data/samples.csv")


def test_nothing_personal_and_no_number_stands_anywhere(world: World, reader: Client) -> None:
    numbers = ended(world, 7)
    sample = draw(world, 7).id
    asked(world, sample, ["yes"] * 6 + ["no"])
    for where in (f"/open/samples/{sample}/", "/open/samples/"):
        page = reader.get(where).content.decode()
        assert not any(number in page or grouped(number) in page for number in numbers), where
    for where in ("/open/data/samples.csv", "/open/data/samples.json"):
        assert not any(number in file_of(reader, where) for number in numbers), where


def test_the_list_is_paged_newest_first(world: World, reader: Client, count_queries: Counter) -> None:
    ended(world, 1)
    for n in range(26):
        draw(world, 1, seed=f"seed {n}", reason=f"第 {n} 次抽查")
    first = reader.get("/open/samples/").content.decode()
    assert "第 25 次抽查" in first
    assert "第 0 次抽查" not in first
    (more,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = reader.get(f"/open/samples/{more}").content.decode()
    assert "第 0 次抽查" in second
    assert "第 1 次抽查" not in second
    with count_queries("doors/open: samples"):
        reader.get("/open/samples/")


def test_one_sample_is_a_few_queries_however_many_were_drawn(
    world: World, reader: Client, count_queries: Counter
) -> None:
    ended(world, 12)
    for size in (2, 12):
        sample = draw(world, size, seed=str(size)).id
        asked(world, sample, ["yes"] * size)
        with count_queries("doors/open: one sample"):
            reader.get(f"/open/samples/{sample}/")


def test_both_languages_are_whole(world: World) -> None:
    sample = finished(world)
    english = text_of(Client(headers={"accept-language": "en"}), f"/open/samples/{sample}/")
    assert "Sample: solved, the person says 70.0%" in english
    assert "Of 12 drawn, 2 gave no answer" in english
    assert "How to see that nobody picked" in english
