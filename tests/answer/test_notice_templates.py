"""Templates are data: complete in both languages, short enough, and refused with the kind and the fault."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocity.answer.notices import templates
from cocity.answer.notices.rules import quiet
from cocity.answer.notices.templates import fitted, length


@pytest.fixture(autouse=True)
def _read_anew() -> None:
    templates.clear()


def test_every_kind_stands_in_both_languages_and_says_nin_to_people() -> None:
    for made in templates.templates().values():
        for text in (made.subject, made.text, *((made.sms,) if made.sms else ())):
            assert text.zh
            assert text.en
        if made.to == "person":
            assert "您" in made.text.zh, made.kind


def test_every_text_to_a_person_names_the_matter_and_all_but_two_the_unit() -> None:
    person = [made for made in templates.templates().values() if made.to == "person"]
    assert all("{number}" in made.text.zh and "{number}" in made.text.en for made in person)
    assert {made.kind for made in person if "{body}" not in made.text.zh} == {"called", "moved"}


@given(st.sampled_from(["zh", "en"]), st.text(min_size=1, max_size=160))
def test_an_sms_is_one_message_whatever_the_body_is_called(language: str, body: str) -> None:
    values = {"no": "2611234821057639", "day": "12月31日", "body": body}
    for made in templates.templates().values():
        if made.sms:
            text = fitted(getattr(made.sms, language), values)
            assert length(text) <= 70
            assert values["no"] in text


def test_a_short_name_is_not_cut() -> None:
    made = templates.templates()["received"]
    assert made.sms is not None
    text = fitted(made.sms.zh, {"no": "2611234821057639", "day": "11月30日", "body": "住建部门"})
    assert text == "您的事已收到，编号2611234821057639，住建部门负责，11月30日前给您结果。"


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        ("{to: person, subject: {zh: 好}, text: {zh: 好, en: ok}}", "en"),
        ("{to: crowd, subject: {zh: 好, en: ok}, text: {zh: 好, en: ok}}", "person or body"),
        ("{to: person, channels: [fax], subject: {zh: 好, en: ok}, text: {zh: 好, en: ok}}", "channels"),
        ("{to: person, channels: [sms], subject: {zh: 好, en: ok}, text: {zh: 好, en: ok}}", "sms"),
        (
            "{to: person, subject: {zh: 好, en: ok}, text: {zh: '{phone_of_person}', en: ok}}",
            "phone_of_person",
        ),
        (
            "{to: person, channels: [sms], subject: {zh: 好, en: ok}, text: {zh: 好, en: ok}, "
            f"sms: {{zh: {'长' * 71}, en: ok}}}}",
            "70",
        ),
    ],
)
def test_a_citys_own_template_with_a_fault_is_refused_by_name(
    tmp_path: Path, settings, item: str, fault: str
) -> None:
    (tmp_path / "notices.yaml").write_text(f"received: {item}\n")
    settings.CITY = tmp_path
    with pytest.raises(ValueError, match=r"notices\.yaml, received: ") as found:
        templates.templates()
    assert fault in str(found.value)


def test_a_city_replaces_one_kind_and_keeps_the_others(tmp_path: Path, settings) -> None:
    (tmp_path / "notices.yaml").write_text(
        "received: {to: person, subject: {zh: 收到, en: Got it}, text: {zh: 您好, en: Hello}}\n"
    )
    settings.CITY = tmp_path
    found = templates.templates()
    assert found["received"].subject.zh == "收到"
    assert found["received"].channels == ()
    assert "replied" in found
    templates.clear()


@pytest.mark.parametrize(
    ("at", "hours", "expected"),
    [
        ("21:59", "22:00-07:00", False),
        ("22:00", "22:00-07:00", True),
        ("06:59", "22:00-07:00", True),
        ("07:00", "22:00-07:00", False),
        ("13:00", "12:00-14:00", True),
        ("14:00", "12:00-14:00", False),
        ("03:00", "", False),
    ],
)
def test_quiet_hours(now, at: str, hours: str, expected: bool) -> None:
    hour, minute = map(int, at.split(":"))
    assert quiet(now.replace(hour=hour, minute=minute), hours) is expected


def test_quiet_hours_nobody_can_read_are_refused(now) -> None:
    with pytest.raises(ValueError, match="does not match"):
        quiet(now, "late-early")
