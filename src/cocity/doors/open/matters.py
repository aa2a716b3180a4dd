"""Public matters: found by place, category, state and words; each leads to its public page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cocity.doors.open.pages import given, page
from cocity.doors.open.words import category_words
from cocity.ground.commitments import api as commitments
from cocity.ground.people.api import ANONYMOUS
from cocity.ground.places import api as places
from cocity.kit.errors import Invalid, NotFound
from cocity.kit.parts import Words
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.listen.intake import api as intake

STANDINGS: Mapping[str, Text] = {
    "": Text("全部", "All"),
    "open": Text("还在办", "Not finished"),
    "overdue": Text("已过期限还没办好", "Past its date, not done"),
    "ended": Text("已经结束", "Finished"),
}
SAID: Mapping[str, Text] = {
    "yes": Text("解决了", "solved"),
    "partly": Text("部分解决", "partly solved"),
    "no": Text("没有解决", "not solved"),
}
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Matter:
    """One public matter in words. `due_state` as `<c-due>` names it."""

    row: commitments.CommitmentRow
    href: str
    state: Text
    status: str
    due_state: str
    place: Words
    holder: Text
    category: Words
    unit_says: Words
    person_says: Words


def matter_url(number: str) -> str:
    """The public page of a matter, which the residents' door shows."""
    return reverse("resident:public", args=[number])


def matters_of(rows: tuple[commitments.CommitmentRow, ...], now: datetime) -> list[Matter]:
    """Rows in words."""
    return [_matter(row, now) for row in rows]


def _matter(row: commitments.CommitmentRow, now: datetime) -> Matter:
    late = row.overdue(now)
    finished = row.claimed_at or row.ended_at
    return Matter(
        row=row,
        href=matter_url(row.number),
        state=Text.of(row.state_title),
        status="done" if row.ended_at else "working",
        due_state="overdue" if late else "met" if finished else "open",
        place=Text.of(row.place_name) if row.place_name else "",
        holder=Text.of(row.holder_name),
        category=category_words(row.category),
        unit_says=SAID.get(row.claim, ""),
        person_says=SAID.get(row.confirmed, ""),
    )


@public
@require_GET
def matters(request: HttpRequest) -> HttpResponse:
    """Public matters, newest first, by place, category, state and words."""
    now, kept = timezone.now(), _kept(given(request))
    found = commitments.listed(
        ANONYMOUS, filters_of(request, now), order="newest", cursor=request.GET.get("cursor", "")
    )
    shown = {
        "matters": matters_of(found.rows, now),
        "count": found.count,
        "capped": found.capped,
        "kept": kept,
        "next_url": "?" + urlencode({**kept, "cursor": found.next}) if found.next else "",
        "first_url": "?" + urlencode(kept) if request.GET.get("cursor") else "",
        "files": "?" + urlencode(kept),
        **_choices(),
    }
    return page(request, "matters", shown)


def filters_of(request: HttpRequest, now: datetime) -> commitments.Filters:
    """Public matters by `place`, `category`, `procedure`, `standing` and `words`.

    Raises Invalid(standing | words), NotFound(place | category | procedure).
    """
    ask = given(request)
    extra: dict[str, Any] = {}
    if ask.get("place"):
        extra["place_path"] = places.get(ask["place"]).path
    for name, known in (("category", intake.categories()), ("procedure", commitments.load_all())):
        if ask.get(name):
            if ask[name] not in known:
                raise NotFound(Text("没有这一项", "There is no such one"), field=name)
            extra[name] = ask[name]
    extra |= _standing(ask.get("standing", ""), now)
    if ask.get("words", "").strip():
        extra["words"] = _words(ask["words"].strip())
    return commitments.Filters(public_only=True, **extra)


def _standing(name: str, now: datetime) -> dict[str, Any]:
    if name not in STANDINGS:
        raise Invalid(
            Text("状态应是 open、overdue 或 ended", "The state is open, overdue or ended"), field="standing"
        )
    every: dict[str, dict[str, Any]] = {
        "open": {"open_only": True},
        "overdue": {"overdue_at": now},
        "ended": {"ended_only": True},
    }
    return every.get(name, {})


def _words(text: str) -> str:
    if len(text) > LONGEST:
        raise Invalid(
            Text("查找的文字最多 {n} 个字", "At most {n} characters to search for").with_values(n=LONGEST),
            field="words",
        )
    return text


def _kept(ask: Mapping[str, str]) -> dict[str, str]:
    names = ("words", "place", "category", "standing", "procedure")
    return {name: ask[name] for name in names if ask.get(name)}


def _choices() -> dict[str, Any]:
    every: tuple[str, Words] = ("", Text("全部", "All"))
    return {
        "districts": [every, *((p.code, p.name) for p in places.tree(kind="district"))],
        "categories": [every, *((code, category_words(code)) for code in intake.categories())],
        "standings": list(STANDINGS.items()),
    }
