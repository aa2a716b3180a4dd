"""Logs hold no people: contacts masked wherever they hide, bodies and queries dropped, the request's number kept."""

import json
import logging
import logging.config
from collections.abc import Callable, Iterator

import pytest
import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from cocity.kit.logging import logging_config, masked
from cocity.kit.web.request_id import request_ids

Lines = Callable[[], list[dict]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    logging.config.dictConfig(logging_config("INFO", plain=False))
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    logging.config.dictConfig(settings.LOGGING)


def test_no_passkey_is_named(lines: Lines) -> None:
    logging.getLogger("fido2.server").info("Credential authenticated: 0a1b2c")
    assert lines() == []


@pytest.mark.parametrize(
    "written",
    [
        "来电 13812345678 反映",
        "+86 138 1234 5678",
        "138-1234-5678",
        "身份证310101199001011234",
        "31010119900101123X",
        "wang.li+x@example.com.cn",
        "GET /find?phone=12345&name=王 HTTP/1.1",
    ],
)
def test_contacts_are_masked(written: str) -> None:
    said = masked(written)
    assert "[" in said
    assert not any(part in said for part in ("5678", "310101", "wang", "王", "12345"))


@given(st.integers(3, 9), st.integers(0, 10**9 - 1), st.text(alphabet="来电话，: abc", max_size=5))
def test_no_mobile_number_passes(second: int, rest: int, around: str) -> None:
    number = f"1{second}{rest:09d}"
    assert number not in masked(f"{around}{number}{around}")
    assert masked({"n": int(number)}) == {"n": "[phone]"}
    assert masked([{"deep": (number,)}]) == [{"deep": ["[phone]"]}]


def test_receipt_and_request_numbers_stay_readable() -> None:
    assert masked("2611234810576393") == "2611234810576393"
    assert masked("123456789012") == "123456789012"


def test_bodies_and_queries_are_never_written(lines: Lines) -> None:
    structlog.get_logger("cocity.test").info(
        "seen", body="楼道灯坏了", query="a=b", phone="x", route="say/<n>"
    )
    (line,) = lines()
    assert line["event"] == "seen"
    assert line["route"] == "say/<n>"
    assert not {"body", "query", "phone"} & set(line)


def test_a_library_s_line_and_its_trace_are_masked_too(lines: Lines) -> None:
    try:
        raise ValueError("cannot reach 13812345678")
    except ValueError:
        logging.getLogger("some.library").exception("failed for %s", "li@example.com")
    (line,) = lines()
    assert line["event"] == "failed for [e-mail]"
    assert "13812345678" not in json.dumps(line)
    assert "ValueError" in line["exception"]


def test_a_request_is_one_line_with_its_number_and_no_address(lines: Lines) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        structlog.get_logger("cocity.test").info("inside")
        return HttpResponse("ok")

    answer = request_ids(view)(
        RequestFactory().post("/my/2611234810576393?phone=13812345678", {"text": "秘密"})
    )
    inside, answered = lines()
    assert inside["request_id"] == answered["request_id"] == answer["X-Request-ID"]
    assert (answered["method"], answered["status"]) == ("POST", 200)
    assert "2611234810576393" not in json.dumps(answered)
    assert "秘密" not in json.dumps(answered, ensure_ascii=False)
