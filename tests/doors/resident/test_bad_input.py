"""Whatever is sent, the answer is a page that names the field and says what to do; never a fault of ours."""

import io
import json
import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from cocity.ground.commitments.models import Commitment
from cocity.ground.files.models import StoredFile
from cocity.ground.people.api import SYSTEM
from cocity.ground.places import api as places
from cocity.ground.places.contracts import MapSource
from cocity.kit.numbers import new_number
from cocity.kit.remember import forget_all
from cocity.listen.intake.models import Voice
from tests.doors.resident.conftest import Person


def refused(answer, field: str, words: str) -> None:
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{field}' in page, "the summary leads to the field"
    assert words in page
    assert "请先改正以下问题" in page


@pytest.fixture
def begun(person: Person) -> Person:
    person.answer("kind", kind="complaint")
    person.answer("words", text="路灯不亮")
    person.answer("area", area="d1")
    return person


@pytest.mark.parametrize(
    ("step", "given", "field", "words"),
    [
        ("kind", {}, "kind", "请选择：事项种类"),
        ("kind", {"kind": "wish"}, "kind", "请从所列各项中选择"),
        ("words", {"text": ""}, "text", "请填写：您的话"),
        ("words", {"text": " \u200b\u0000 "}, "text", "请填写：您的话"),
        ("words", {"text": "长" * 5001}, "text", "最多 5000 个字，现在是 5001 个"),
        ("area", {"area": ""}, "area", "请选择：区"),
        ("area", {"area": "atlantis"}, "area", "请从所列各项中选择"),
        ("place", {"place": "d2-s1"}, "place", "请从所列各项中选择"),
        ("place", {"lon": "abc", "lat": "31"}, "lon", "请填写数字"),
        ("place", {"lon": "121.4"}, "lat", "经度和纬度要一起填"),
        ("place", {"lon": "nan", "lat": "31"}, "lon", "请填写数字"),
        ("place", {"lon": "999", "lat": "31"}, "lon", ""),
        ("category", {"category": "no/such"}, "category", "请从所列各项中选择"),
        ("about", {"against": "no-such-body"}, "against", "请从所列各项中选择"),
        ("contact", {"phone": "12", "consent": "on"}, "phone", "电话号码应为"),
        ("contact", {"phone": "13800000000"}, "consent", "需要您同意"),
        ("contact", {"email": "nobody", "consent": "on"}, "email", "name@example.com"),
        ("publish", {}, "publish", "请选择"),
        ("you", {"age_band": "200"}, "age_band", "请从所列各项中选择"),
    ],
)
def test_what_cannot_be_used_is_named(
    begun: Person, step: str, given: dict[str, str], field: str, words: str
) -> None:
    refused(begun.answer(step, **given), field, words)


@pytest.mark.parametrize(
    ("lon", "lat", "field", "words"),
    [
        ("31.2", "121.4", "lat", "经纬度似乎写反了"),
        ("0", "0", "lon", "没有取得位置"),
        ("122.5", "31.2", "lon", "可能在海上"),
    ],
)
def test_a_point_that_cannot_be_meant_is_said(begun: Person, lon, lat, field, words) -> None:
    square = [[121.0, 31.0], [121.8, 31.0], [121.8, 31.5], [121.0, 31.5], [121.0, 31.0]]
    city = {
        "type": "Feature",
        "properties": {"code": "city"},
        "geometry": {"type": "Polygon", "coordinates": [square]},
    }
    drawn = json.dumps({"type": "FeatureCollection", "features": [city]}).encode()
    made_up = MapSource(datum="WGS84", source="made up", synthetic=True)
    assert places.import_boundaries(drawn, of=made_up, now=timezone.now(), actor=SYSTEM).good == 1
    refused(begun.answer("place", lon=lon, lat=lat), field, words)
    assert begun.answer("place", lon="121.4", lat="31.2").status_code == 302


def test_five_thousand_characters_with_line_ends_fit(begun: Person) -> None:
    text = "\r\n".join(["字" * 99] * 50)
    assert len(text.replace("\r\n", "\n")) == 4999
    assert begun.answer("words", text=text).status_code == 302


def test_emoji_and_scripts_are_words_like_any_other(person: Person) -> None:
    said = '路灯不亮😀<script>alert("x")</script>{% debug %}'
    number, _ = person.send(words={"text": said}, publish={"publish": "yes"})
    page = person.get(f"/m/{number}/").content.decode()
    assert "<script>alert" not in page
    assert "😀&lt;script&gt;" in page
    assert Voice.objects.get(number=number).text == said


def test_answers_are_escaped_on_the_check_page_too(person: Person) -> None:
    person.answer_all(words={"text": "<img src=x onerror=alert(1)>"}, place={"address": '"><b>'})
    page = person.get("/say/check/").content.decode()
    assert "<img src=x" not in page
    assert '"><b>' not in page


def test_full_width_digits_are_understood_at_the_look_up(person: Person) -> None:
    number, code = person.send()
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    spaced = " ".join(number[i : i + 4] for i in range(0, 16, 4))
    assert person.look_up(spaced.translate(wide), f"{code[:3]} {code[3:]}".translate(wide)).status_code == 302


@pytest.mark.parametrize("number", ["1", "abc", "9" * 16, "", "２６１１２３", "0" * 39])
def test_a_number_that_is_none_is_said(person: Person, number: str) -> None:
    assert person.look_up(number, "123456").status_code == 422
    for path in ("my", "m", "receipt"):
        assert person.get(f"/{path}/{number or 'x'}/").status_code in {302, 404}


def test_a_wrong_code_says_no_more_than_a_number_nobody_has(person: Person) -> None:
    number, code = person.send()
    wrong = "000000" if code != "000000" else "111111"
    nobody = new_number(date(2026, 11, 23))
    answers = [person.look_up(each, wrong).content.decode() for each in (number, nobody)]
    assert "编号或查询码不对" in answers[0]
    assert [answer.count("编号或查询码不对") for answer in answers] == [2, 2]


def test_too_many_wrong_codes_say_when_to_try_again(person: Person, somebody) -> None:
    number, code = person.send()
    stranger = somebody()
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert stranger.look_up(number, wrong).status_code == 422
    waits = stranger.look_up(number, code)
    assert waits.status_code == 429
    assert "15 分钟后再试" in waits.content.decode()
    other, right = somebody().send()
    assert stranger.look_up(other, right).status_code == 302, "another receipt is not held up"
    assert look_up_from("198.51.100.7", somebody(), number, code).status_code == 302, (
        "nor is the owner elsewhere"
    )


def look_up_from(address: str, person: Person, number: str, code: str):
    return person.client.post("/look-up/", {"number": number, "code": code}, REMOTE_ADDR=address)


def test_codes_guessed_from_many_addresses_are_stopped_at_the_number(person: Person, somebody) -> None:
    number, code = person.send()
    stranger, wrong = somebody(), "000000" if code != "000000" else "111111"
    seen = [look_up_from(f"198.51.100.{n // 5}", stranger, number, wrong).status_code for n in range(50)]
    assert set(seen) == {422}
    waits = look_up_from("198.51.100.99", stranger, number, code)
    assert waits.status_code == 429
    assert "120 分钟后再试" in waits.content.decode()


def test_many_numbers_tried_from_one_address_are_stopped_and_other_addresses_are_not(somebody, now) -> None:
    stranger = somebody()
    seen = {stranger.look_up(new_number(now.date()), "123456").status_code for _ in range(31)}
    assert seen == {422, 429}
    number, code = somebody().send()
    assert look_up_from("198.51.100.7", stranger, number, code).status_code == 302


def test_a_form_without_its_token_gets_our_page(world) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-hans"})
    answer = strict.post("/say/kind/", {"kind": "help"})
    assert answer.status_code == 403
    assert "页面停留太久" in answer.content.decode()


def test_sending_with_nothing_answered_leads_to_the_beginning(person: Person) -> None:
    assert person.client.post("/say/send/", {"key": "x"}).headers["Location"] == "/say/"
    person.answer("kind", kind="help")
    assert person.client.post("/say/send/", {}).headers["Location"] == "/say/"
    assert Commitment.objects.count() == 0


@pytest.mark.parametrize("path", ["/say/send/", "/say/start-over/", "/my/leave/"])
def test_what_changes_something_is_not_a_link(person: Person, path: str) -> None:
    assert person.get(path).status_code == 405


def test_a_place_that_has_ended_meanwhile_is_named_on_the_check(person: Person, world) -> None:
    person.answer_all()
    key = person.key()
    street = world.places["d1-s1"]
    street.valid_to = date(2026, 1, 1)
    street.save()
    forget_all()
    answer = person.client.post("/say/send/", {"key": key})
    assert answer.status_code == 422
    assert "没有这个地点" in answer.content.decode()
    assert 'href="/say/area/"' in answer.content.decode()


def picture(kind: str = "JPEG") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, kind)
    out.seek(0)
    out.name = "photo.jpg"
    return out


def test_a_photo_travels_with_the_voice_and_only_its_owner_sees_it(begun: Person, somebody) -> None:
    begun.client.post("/say/photo/", {"photo": picture()})
    assert (
        "1 张"
        in (begun.answer_all(photo={"keep": photos(begun)[0]}), begun.get("/say/check/"))[1].content.decode()
    )
    number, _ = begun.receipt(begun.client.post("/say/send/", {"key": begun.key()}).headers["Location"])
    [digest] = Voice.objects.get(number=number).files
    assert begun.get(f"/my/{number}/photo/{digest}/").headers["Content-Type"].startswith("image/")
    assert begun.get(f"/my/{number}/photo/{'0' * 64}/").status_code == 404
    assert somebody().get(f"/my/{number}/photo/{digest}/").status_code == 302


def photos(person: Person) -> list[str]:
    return re.findall(
        r'name="keep" id="[^"]+" value="([0-9a-f]{64})"', person.get("/say/photo/").content.decode()
    )


def test_what_is_no_picture_is_refused(begun: Person) -> None:
    fake = io.BytesIO(b"<?php echo 1; ?>")
    fake.name = "photo.jpg"
    refused(begun.client.post("/say/photo/", {"photo": fake}), "photo", "")


def test_erasing_takes_the_photo_too_unless_another_voice_has_it(
    begun: Person, somebody, django_capture_on_commit_callbacks
) -> None:
    other = somebody()
    numbers = []
    for person in (begun, other):
        person.answer("kind", kind="help")
        person.client.post("/say/photo/", {"photo": picture()})
        numbers.append(person.send(photo={"keep": photos(person)[0]})[0])
    with django_capture_on_commit_callbacks(execute=True):
        begun.client.post(f"/my/{numbers[0]}/erase/", {"sure": "yes"})
    assert StoredFile.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        other.client.post(f"/my/{numbers[1]}/erase/", {"sure": "yes"})
    assert StoredFile.objects.count() == 0
