"""The questions, their order, and how answers become a voice. Pure."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cocity.kit.text import Text
from cocity.listen.intake.api import Channel, Said
from cocity.listen.web.contracts import Draft

STEPS = ("kind", "words", "photo", "area", "place", "category", "about", "contact", "publish", "you")
LEVELS = ("city", "district", "street", "community")
COMPLAINT = "complaint"

AGE_BANDS: Mapping[str, Text] = {
    "0-14": Text("14 岁及以下", "14 or younger"),
    "15-34": Text("15—34 岁", "15–34"),
    "35-59": Text("35—59 岁", "35–59"),
    "60-79": Text("60—79 岁", "60–79"),
    "80+": Text("80 岁及以上", "80 or older"),
}
SEXES: Mapping[str, Text] = {"female": Text("女", "Female"), "male": Text("男", "Male")}
ORIGINS: Mapping[str, Text] = {
    "hukou": Text("本市户籍", "Registered in this city"),
    "newcomer": Text("来自其他省市", "From elsewhere in the country"),
    "foreigner": Text("来自其他国家", "From another country"),
}


def new_draft(level: str = "city") -> Draft:
    """A form just begun; an unknown level is the city's."""
    return Draft(key=secrets.token_urlsafe(24), level=level if level in LEVELS else "city")


def steps_of(draft: Draft) -> tuple[str, ...]:
    """The questions this person is asked: no street without a district, nobody complained about without a complaint."""
    left_out = {"place"} if not draft.area else set()
    left_out |= {"about"} if draft.kind != COMPLAINT else set()
    return tuple(step for step in STEPS if step not in left_out)


def unanswered(draft: Draft) -> str:
    """The first question not answered yet; empty when all are."""
    return next((step for step in steps_of(draft) if step not in draft.done), "")


def after(draft: Draft, step: str) -> str:
    """Where to go from a question just answered: the next open one, or the check of all answers."""
    return unanswered(draft) or "check"


def before(draft: Draft, step: str) -> str:
    """The question before; empty for the first."""
    order = steps_of(draft)
    at = order.index(step) if step in order else 0
    return order[at - 1] if at else ""


def answered(draft: Draft, step: str, answers: Mapping[str, Any]) -> Draft:
    """The draft with one question answered. An answer another one rests on takes that one with it."""
    changed = replace(draft, **answers)
    done = [each for each in draft.done if each != step] + [step]
    if step == "area" and changed.area != draft.area:
        changed = replace(changed, place="", address="", lon=None, lat=None)
        done = [each for each in done if each != "place"]
    if changed.kind != COMPLAINT:
        changed = replace(changed, against="")
    return replace(changed, done=tuple(done))


def said_of(draft: Draft, *, language: str) -> Said:
    """The voice: the web is a channel of its level, for a matter, online."""
    told = {
        name: getattr(draft, name)
        for name in ("age_band", "sex", "origin", "disability")
        if getattr(draft, name)
    }
    return Said(
        kind=draft.kind, text=draft.text, channel=Channel("web", level=draft.level), category=draft.category,
        place=draft.place or draft.area, lon=draft.lon, lat=draft.lat, datum="WGS84", address=draft.address,
        phone=draft.phone, email=draft.email, consent=draft.consent, publish=draft.publish, language=language,
        against=draft.against, files=draft.files, extra={"strata": told} if told else {}, key=f"web:{draft.key}",
    )  # fmt: skip
