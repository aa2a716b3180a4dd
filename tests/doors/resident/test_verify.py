"""The verify page as the server sees it: without script it answers by itself, says so, and offers what is needed."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.support.receipt_cases import CASES
from tests.support.receipts import POLICY, sample
from tests.world import World


@pytest.fixture(autouse=True)
def city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cocity.doors.resident.verify.city_policy", lambda: POLICY.decode())


def file(content: bytes, name: str = "a.tlog-proof") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_is_answered(client: Client) -> None:
    page = client.post("/verify/", {"receipt": file(sample().receipt), "opening": file(sample().opening)})
    said = page.content.decode()
    assert page.status_code == 200
    for words in (
        "这份凭据是真的",
        "第 124 条",
        "2026年11月27日 20:00:02（本市时间，Asia/Shanghai）",
        "一字未改",
        "这次是服务器核对的",
    ):
        assert words in said, words


def test_pasted_text_is_answered_in_english(client: Client) -> None:
    client.cookies["cocity_language"] = "en"
    said = client.post("/verify/", {"text": sample().text.replace("\n", "\r\n").strip()}).content.decode()
    assert "This receipt holds" in said
    assert "This time the server did the checking" in said


@pytest.mark.django_db
def test_codes_and_moments_are_told_in_words_in_the_readers_language(client: Client) -> None:
    words = {
        "zh-hans": ("2026年11月27日 18:21:07（本市时间，Asia/Shanghai） (2026-11-27T10:21:07", "否 (false)"),
        "en": (
            "27 November 2026, 18:21:07 (city time, Asia/Shanghai) (2026-11-27T10:21:07",
            "Being handled / Being studied (working)",
            "Within the hour from 27 November 2026, 18:00:00",
            "No (false)",
        ),
    }
    for language, expected in words.items():
        client.cookies["cocity_language"] = language
        said = client.post("/verify/", {"text": sample().text}).content.decode()
        for each in expected:
            assert each in said, each


@pytest.mark.django_db
def test_names_are_given_all_at_once_to_the_script(client: Client, world: World) -> None:
    housing = world.bodies["dept-housing"]
    answer = client.get("/verify/names.json")
    assert answer.json()["body"][str(housing.pk)] == housing.name_zh
    assert answer.json()["place"]["d1-s1"] == "d1-s1街道"
    script = client.get("/verify/").content.decode()
    assert '"names": "/verify/names.json"' in script
    assert '"names": ""' in client.get("/verify/page.html").content.decode(), (
        "the saved page asks for nothing"
    )


@pytest.mark.parametrize("case", [case for case in CASES if case.receipt], ids=lambda case: case.name)
def test_the_server_answers_as_the_command_does(client: Client, case) -> None:
    given = {"receipt": file(case.receipt), "policy": case.policy.decode()}
    page = client.post("/verify/", given | ({"opening": file(case.opening)} if case.opening else {}))
    told = page.context["told"]
    assert (told.reason is None) == (not case.step)


def test_nothing_given_is_said_at_the_field(client: Client) -> None:
    page = client.post("/verify/", {"text": "  \r\n"})
    assert page.status_code == 422
    assert '<a href="#id_receipt">请选择凭据文件' in page.content.decode()


def test_one_may_bring_ones_own_policy(client: Client) -> None:
    other = POLICY.replace(b"quorum both", b"quorum w0")
    alone = sample(witnesses=1)
    assert "见证人不够" in client.post("/verify/", {"text": alone.text}).content.decode()
    assert (
        "这份凭据是真的"
        in client.post("/verify/", {"text": alone.text, "policy": other.decode()}).content.decode()
    )


def test_a_city_without_a_policy_says_so(client: Client, settings, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.undo()
    settings.LOG_HOME = tmp_path
    assert "还没有公布信任名单" in client.get("/verify/").content.decode()
    assert "信任名单读不懂" in client.post("/verify/", {"text": sample().text}).content.decode()


def test_what_was_pasted_comes_back_as_text(client: Client) -> None:
    said = client.post("/verify/", {"text": "</textarea><script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in said


def test_the_saved_page_holds_everything_and_runs_only_its_own_script(client: Client) -> None:
    answer = client.get("/verify/page.html")
    page = answer.content.decode()
    assert answer["Content-Disposition"] == 'attachment; filename="cocity-verify.html"'
    assert not re.findall(r'(?:src|href|action)="(?!data:|#)[^"]', page), "nothing from elsewhere"
    rules = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert rules is not None
    for tag in ("script", "style"):
        [inside] = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert b64encode(sha256(inside.encode()).digest()).decode() in rules[1].replace(
            "&#x27;", "'"
        ).replace("&#x3D;", "=")
    assert "default-src" in rules[1]
    assert "csrfmiddlewaretoken" not in page


def test_the_server_reads_no_more_than_a_receipt_needs(client: Client) -> None:
    for given in ({"text": "x" * 3_000_000}, {"receipt": file(b"x" * 3_000_000)}):
        assert "请不要相信它" in client.post("/verify/", given).content.decode()
    many = "".join(f"group g{n} 1 w0\n" for n in range(100_000))
    assert (
        "信任名单读不懂" in client.post("/verify/", {"text": sample().text, "policy": many}).content.decode()
    )


def test_the_page_promises_no_witnesses_before_it_has_checked(client: Client) -> None:
    client.cookies["cocity_language"] = "en"
    lead = re.search(r'<p class="lead">(.*?)</p>', client.get("/verify/").content.decode())
    assert lead is not None
    assert "nobody can change" not in lead[1]
    assert "Whether independent witnesses saw it stands in the result" in lead[1]
