"""Answers at the desk: every version is read there, and the unit that gave one puts it right in sight."""

import re

import pytest
from django.test import Client

from cocity.answer.replies import api as replies
from cocity.ground.commitments.models import Commitment
from tests.doors.desk.conftest import At
from tests.doors.desk.test_one_matter import hidden, number, send, take, working  # noqa: F401 - fixtures
from tests.world import World

ANSWER = {"claim": "yes", "evidence": "换了灯泡", "public": "灯修好了，请看看", "method": "written"}


@pytest.fixture
def answered(at: At, working: str) -> str:  # noqa: F811
    assert take(at("handler:dept-housing"), working, "claim", **ANSWER).status_code == 302
    return working


def form_of(page: str) -> dict[str, str]:
    return {name: hidden(page, name) for name in ("version", "key")}


def test_an_answer_is_put_right_and_both_versions_stay(world: World, at: At, answered: str) -> None:
    handler, where = at("handler:dept-housing"), f"/desk/matters/{answered}/replies/"
    assert where in handler.get(f"/desk/matters/{answered}/").content.decode()
    assert f"{where}1/" in handler.get(where).content.decode()
    page = handler.get(f"{where}1/").content.decode()
    assert re.search(r"<textarea[^>]*>\s*灯修好了，请看看</textarea>", page)
    given = {**form_of(page), "public": "灯和开关都修好了", "reasons": "", "personal": ""}
    unsaid = handler.post(f"{where}1/", {**given, "reason": ""})
    assert unsaid.status_code == 422
    assert "灯和开关都修好了</textarea>" in unsaid.content.decode()
    for _ in range(2):
        assert handler.post(f"{where}1/", {**given, "reason": "漏写了开关"}).status_code == 302
    page = handler.get(where).content.decode()
    for words in ("灯和开关都修好了", "灯修好了，请看看", "漏写了开关"):
        assert words in page
    inside = replies.replies_for_worker(world.actor("handler:dept-housing"), answered, now=world.now)
    assert len(inside[0].versions) == 2


def test_a_stale_correction_is_kept_and_shown_beside_what_stands_now(at: At, answered: str) -> None:
    handler, where = at("handler:dept-housing"), f"/desk/matters/{answered}/replies/1/"
    first, second = (form_of(handler.get(where).content.decode()) for _ in range(2))
    assert handler.post(where, {**first, "public": "甲的更正", "reason": "甲"}).status_code == 302
    stale = handler.post(where, {**second, "public": "乙的更正", "reason": "乙"})
    page = stale.content.decode()
    assert stale.status_code == 409
    assert "甲的更正</blockquote>" in page
    assert "乙的更正</textarea>" in page
    again = handler.post(where, {**form_of(page), "public": "乙的更正", "reason": "乙"})
    assert again.status_code == 302


def test_nobody_else_corrects_it(at: At, answered: str) -> None:
    where = f"/desk/matters/{answered}/replies/"
    for name in ("supervisor", "verifier"):
        page = at(name).get(where).content.decode()
        assert "灯修好了，请看看" in page
        assert f"{where}1/" not in page
        assert at(name).post(f"{where}1/", {"public": "x", "reason": "x"}).status_code == 403
    Commitment.objects.update(visibility="public")
    other = at("handler:dept-water")
    assert "灯修好了，请看看" in other.get(where).content.decode()
    assert other.get(f"{where}1/").status_code == 403, "a form nobody of that unit could ever send"


def test_the_public_page_does_not_speak_as_if_to_the_person(answered: str) -> None:
    Commitment.objects.update(visibility="public")
    page = Client(headers={"accept-language": "zh-hans"}).get(f"/m/{answered}/").content.decode()
    assert "<h2>答复</h2>" in page
    assert "灯修好了，请看看" in page
    assert "给您的答复" not in page
