"""The inbox: what is due first, several taken on at once, searched, narrowed and taken away as a file."""

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from cocity.doors.desk.inbox import lines_of
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.models import Commitment
from tests.doors.desk.conftest import At
from tests.doors.desk.test_one_matter import hidden, send, take
from tests.world import World


@pytest.fixture
def offered(world: World, at: At) -> list[str]:
    """Three matters offered to one body, the last said the earliest."""
    dispatcher = at("dispatcher")
    numbers = [
        world.say(f"楼道灯坏了，第 {n} 处", now=world.now - timedelta(days=7 * n)).number for n in range(3)
    ]
    for number in numbers:
        send(dispatcher, number, world.bodies["dept-housing"].pk)
    return numbers


def test_a_file_refuses_what_it_does_not_take_by_name(at: At) -> None:
    answer = at("dispatcher").get("/desk/export.csv?tab=all&state=opened")
    assert answer.status_code == 422
    assert "这里没有 state 这个参数；可以用 tab, place, category, procedure, words" in answer.content.decode()


def test_the_earliest_due_comes_first(at: At, offered: list[str]) -> None:
    page = at("handler:dept-housing").get("/desk/?tab=to_accept").content.decode()
    places = [page.index(f"/desk/matters/{number}/") for number in reversed(offered)]
    assert places == sorted(places)


def test_several_are_taken_on_each_by_itself(world: World, at: At, offered: list[str]) -> None:
    client = at("handler:dept-housing")
    page = client.get("/desk/?tab=to_accept").content.decode()
    versions = {row.number: row.version for row in Commitment.objects.all()}
    stale = offered[1]
    ticked = [f"{n}:{versions[n] - (n == stale)}" for n in offered] + ["2611230000000000:1"]
    form = {"key": hidden(page, "key"), "matter": ticked}
    answers = [client.post("/desk/accept", form).content.decode() for _ in range(2)]
    assert "接下 2 件" in answers[0]
    assert "2 件没有接成" in answers[0]
    assert "接下 2 件" in answers[1], "sent twice, it is still two"
    states = {row.number: row.state for row in Commitment.objects.all()}
    assert [states[number] for number in offered] == ["working", "dispatched", "working"]


def test_a_whole_number_leads_straight_to_its_matter(at: At, offered: list[str]) -> None:
    number = offered[0]
    typed = f"{number[:4]} {number[4:8]}-{number[8:12]} {number[12:]}"
    answer = at("handler:dept-housing").get("/desk/", {"words": typed})
    assert answer.url == f"/desk/matters/{number}/"


def test_words_and_place_narrow_the_list(world: World, at: At, offered: list[str]) -> None:
    other = world.say("地铁站口共享单车堆满", place="d2-s1", category="roads/bikes").number
    client = at("dispatcher")
    found = client.get("/desk/?tab=all&words=单车").content.decode()
    assert f"/desk/matters/{other}/" in found
    assert f"/desk/matters/{offered[0]}/" not in found
    near = client.get("/desk/?tab=all&place=d1").content.decode()
    assert f"/desk/matters/{other}/" not in near
    assert client.get("/desk/?tab=all&place=nowhere").status_code == 404
    assert client.get("/desk/?tab=all&after=nonsense").status_code == 422


def test_the_file_holds_what_the_reader_may_see_and_no_formula(
    world: World, at: At, offered: list[str]
) -> None:
    world.say("=1+1 这不是公式")
    answer = at("dispatcher").get("/desk/export.csv?tab=all")
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert len(rows) == 5
    assert any(row[1].startswith("'=1+1") for row in rows)
    mine = b"".join(at("handler:dept-water").get("/desk/export.csv?tab=all").streaming_content).decode()
    assert len(list(csv.reader(io.StringIO(mine[1:])))) == 1


def test_a_tray_of_another_duty_is_closed(at: At, offered: list[str]) -> None:
    assert at("handler:dept-housing").get("/desk/?tab=to_dispatch").status_code in {200, 403}
    assert at("handler:dept-housing").get("/desk/export.csv?tab=to_dispatch").status_code == 403


def test_what_is_overdue_says_so_in_words_and_not_by_colour_alone(world: World, at: At) -> None:
    world.say("路灯不亮", now=world.now - timedelta(days=30))
    page = at("supervisor").get("/desk/?tab=overdue").content.decode()
    assert "due-overdue" in page
    assert "逾期：" in page
    assert "已超过" in page


def test_evidence_may_be_a_photo_and_only_those_who_see_the_matter_see_it(
    world: World, at: At, offered: list[str]
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "PNG")
    client = at("handler:dept-housing")
    take(client, offered[0], "accept")
    photo = SimpleUploadedFile("spot.png", drawn.getvalue(), content_type="image/png")
    done = take(client, offered[0], "claim", claim="yes", public="已换新灯", photo=photo)
    assert done.status_code == 302
    [kept] = Commitment.objects.get(number=offered[0]).evidence.all()
    where = f"/desk/matters/{offered[0]}/photos/{kept.file}"
    assert client.get(where).status_code == 200
    assert at("handler:dept-water").get(where).status_code == 404
    assert client.get(f"/desk/matters/{offered[1]}/photos/{kept.file}").status_code == 404


def test_a_file_that_is_no_photo_is_refused_with_the_words_kept(at: At, offered: list[str]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = at("handler:dept-housing")
    take(client, offered[0], "accept")
    fake = SimpleUploadedFile("spot.jpg", b"<script>alert(1)</script>", content_type="image/jpeg")
    answer = take(client, offered[0], "claim", claim="yes", public="已换新灯", photo=fake)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_photo"' in page
    assert "已换新灯" in page


def test_an_ended_matter_is_listed_as_ended_not_as_due(world: World) -> None:
    world.say("路灯不亮")
    [row] = commitments.listed(world.actor("dispatcher"), commitments.Filters()).rows
    for ended, said in ((None, False), (world.now, True)):
        lines = lines_of([replace(row, ended_at=ended)], world.now)
        page = render_to_string("desk/inbox.html", {"lines": lines, "tab": {"words": "x"}, "tabs": []})
        assert ("结束于" in page) is said
        assert ("（还剩" in page) is not said


def test_the_limit_a_tray_is_for_stands_beside_the_whole_matters(world: World, at: At) -> None:
    """A first contact missed two days ago was listed as "3 days left": those of the whole matter."""
    number = world.say(now=world.now - timedelta(days=3)).number
    send(at("dispatcher"), number, world.bodies["dept-housing"].pk)
    handler = at("handler:dept-housing")
    plain = re.sub(r"<[^>]+>", "", handler.get("/desk/?tab=to_accept").content.decode())
    assert re.search(r"待接单：\s*2026年11月23日 \d\d:\d\d", plain), "four working hours end at an hour"
    take(handler, number, "accept")
    plain = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", handler.get("/desk/?tab=to_contact").content.decode()))
    assert "待联系：逾期：2026年11月20日" in plain or "待联系：2026年11月23日" in plain
    assert "待联系：" not in re.sub(r"<[^>]+>", "", handler.get("/desk/?tab=to_do").content.decode())
