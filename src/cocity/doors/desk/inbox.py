"""The inbox by what is due, its export, and taking several matters on at once."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cocity.act.orders import api as orders
from cocity.doors.desk.names import category_words
from cocity.doors.desk.pages import page
from cocity.doors.desk.who import actor_of, now_of
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import ClockView, CommitmentRow
from cocity.ground.people.api import Actor
from cocity.ground.places import api as places
from cocity.kit.amounts import counted
from cocity.kit.dates import left_words, local
from cocity.kit.errors import CityError, Invalid
from cocity.kit.numbers import grouped, read_number, whole
from cocity.kit.tables.sent import csv_lines
from cocity.kit.text import Text
from cocity.kit.web.access import worker
from cocity.kit.web.names import check_taken
from cocity.listen.intake import api as intake

MOST_AT_ONCE = 50
EVERYTHING, ACCEPTING = "all", "to_accept"
NARROWING = ("place", "category", "procedure", "words")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the inbox. `due_state` as `<c-due>` names it."""

    row: CommitmentRow
    href: str
    due_state: str
    due_words: Text | str
    state: Text
    place: Text | str
    holder: Text
    category: Text | str
    first: "First | None" = None


@dataclass(frozen=True, slots=True)
class First:
    """What a tray is for, where that is due before the whole matter: taking it on, first contact."""

    at: datetime
    state: str
    words: Text
    provisional: bool
    hour: bool


def with_first(lines: list[Line], tray: str, now: datetime) -> list[Line]:
    """The lines with the limit the tray is about beside the whole matter's. One statement, none for most trays."""
    clock = orders.CLOCKS.get(tray)
    if clock is None or not lines:
        return lines
    running = commitments.running_clocks([line.row.id for line in lines], clock)
    return [replace(line, first=_first(running.get(line.row.id), now)) for line in lines]


def _first(clock: ClockView | None, now: datetime) -> First | None:
    if clock is None or clock.paused_at:
        return None
    words, hour = left_words(clock.due_at, now), clock.unit.endswith("hour")
    return First(clock.due_at, "overdue" if now > clock.due_at else "open", words, clock.provisional, hour)


def lines_of(rows: Iterable[CommitmentRow], now: datetime) -> list[Line]:
    """The rows in words."""
    return [_line(row, now) for row in rows]


def _line(row: CommitmentRow, now: datetime) -> Line:
    state = "met" if row.ended_at or row.claimed_at else "open"
    words: Text | str = ""
    if state == "open":
        words = left_words(row.due_at, now)
        state = "overdue" if row.overdue(now) else "soon" if (row.due_at - now).days < 1 else "open"
    return Line(
        row, reverse("desk:matter", args=[row.number]), state, words, Text.of(row.state_title),
        Text.of(row.place_name) if row.place_name else "", Text.of(row.holder_name), category_words(row.category),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab over the list. `count` is None where it was not counted."""

    name: str
    words: Text
    href: str
    here: bool
    count: str | None = None


def tabs_of(actor: Actor, chosen: str, kept: dict[str, str], now: datetime) -> list[Tab]:
    """The trays this worker's roles open, with how much lies in each, and all that is open. One statement."""
    trays = orders.trays(actor, now=now)
    names = [tray.name for tray in trays] + [EVERYTHING]
    here = chosen if chosen in names else names[0]
    counts = {tray.name: counted(tray.count) + ("+" if tray.capped else "") for tray in trays}
    titles = {tray.name: tray.title for tray in trays} | {EVERYTHING: Text("全部未结", "All open")}
    return [
        Tab(name, titles[name], f"?{urlencode({**kept, 'tab': name})}", name == here, counts.get(name))
        for name in names
    ]


def filters_of(actor: Actor, tab: str, request: HttpRequest, now: datetime) -> commitments.Filters:
    """The tab's filter with what the reader chose besides. Raises Invalid, Forbidden, or NotFound for a place."""
    base = (
        commitments.Filters(open_only=True) if tab == EVERYTHING else orders.tray_filters(actor, tab, now=now)
    )
    ask = request.GET
    extra: dict[str, Any] = {}
    if ask.get("place"):
        extra["place_path"] = places.get(ask["place"][:40]).path
    if ask.get("category"):
        extra["category"] = ask["category"][:80]
    if ask.get("procedure"):
        extra["procedure"] = ask["procedure"][:60]
    if ask.get("words", "").strip():
        extra["words"] = ask["words"].strip()[:100]
    return replace(base, **extra)


def kept_of(request: HttpRequest) -> dict[str, str]:
    """What the list is narrowed by, to be carried from page to page."""
    return {name: request.GET[name][:100] for name in NARROWING if request.GET.get(name)}


@worker()
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What is due, soonest first, by what this worker may do."""
    actor, now = actor_of(request), now_of(request)
    jump = _number_typed(actor, request)
    if jump:
        return redirect("desk:matter", number=jump)
    kept = kept_of(request)
    tabs = tabs_of(actor, request.GET.get("tab", ""), kept, now)
    tab = next(each for each in tabs if each.here)
    listed = commitments.listed(
        actor, filters_of(actor, tab.name, request, now), cursor=request.GET.get("after", "")
    )
    shown = {
        "tabs": tabs,
        "tab": tab,
        "accepts": tab.name == ACCEPTING,
        "lines": with_first(lines_of(listed.rows, now), tab.name, now),
        "count": listed.count,
        "capped": listed.capped,
        "next_url": f"{tab.href}&{urlencode({'after': listed.next})}" if listed.next else "",
        "first_url": tab.href if request.GET.get("after") else "",
        "export_url": f"{reverse('desk:export')}{tab.href}",
        "chosen": kept,
        "choices": _choices(),
        "key": secrets.token_urlsafe(18),
    }
    return page(request, "inbox", shown)


def _number_typed(actor: Actor, request: HttpRequest) -> str:
    """A whole number typed into the search leads straight to its matter, whichever tab is open."""
    try:
        number = read_number(request.GET.get("words", ""))
    except Invalid:
        return ""
    return number if commitments.listed(actor, commitments.Filters(words=number), size=1).rows else ""


def _choices() -> dict[str, list[tuple[str, Text | str]]]:
    every: tuple[str, Text | str] = ("", Text("全部", "All"))
    return {
        "category": [every, *((code, category_words(code)) for code in intake.categories())],
        "place": [every, *((p.code, p.name) for p in places.tree(kind="district"))],
        "procedure": [every, *((name, p.title) for name, p in sorted(commitments.load_all().items()))],
    }


HEAD = (
    "编号",
    "标题",
    "状态",
    "承办单位",
    "地点",
    "类别",
    "受理时间",
    "到期时间",
    "逾期",
    "单位自评",
    "市民评判",
    "星级",
)
HEAD_EN = (
    "number", "title", "state", "holder", "place", "category", "opened", "due", "overdue", "unit_says",
    "person_says", "stars",
)  # fmt: skip


def _csv(rows: Iterable[CommitmentRow], now: datetime) -> Iterator[str]:
    head = [str(Text(zh, en)) for zh, en in zip(HEAD, HEAD_EN, strict=True)]
    return csv_lines(chain([head], ([str(cell) for cell in _cells(row, now)] for row in rows)))


def _cells(row: CommitmentRow, now: datetime) -> tuple[object, ...]:
    return (
        grouped(row.number), row.title, Text.of(row.state_title), Text.of(row.holder_name),
        Text.of(row.place_name) if row.place_name else "", category_words(row.category),
        f"{local(row.opened_at):%Y-%m-%d %H:%M}", f"{local(row.due_at):%Y-%m-%d %H:%M}",
        "1" if row.overdue(now) else "0", row.claim, row.confirmed, row.stars or "",
    )  # fmt: skip


@worker()
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Every row of the tab this worker may see, as CSV with a byte-order mark, sent as it is read."""
    check_taken(request, ("tab", *NARROWING))
    actor, now = actor_of(request), now_of(request)
    tab = request.GET.get("tab", EVERYTHING)
    rows = commitments.stream_rows(actor, filters_of(actor, tab, request, now))
    response = StreamingHttpResponse(_csv(rows, now), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{tab}-{local(now):%Y%m%d-%H%M}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@worker("handler")
@require_POST
def accept_many(request: HttpRequest) -> HttpResponse:
    """Take on what was ticked, each by itself: one that cannot be taken stops no other."""
    actor, now = actor_of(request), now_of(request)
    ticked = [part.split(":") for part in request.POST.getlist("matter")]
    wanted = [(p[0], n) for p in ticked if len(p) == 2 and (n := whole(p[1])) is not None][:MOST_AT_ONCE]
    if not wanted:
        raise Invalid(Text("请先勾选要接的事项", "Tick the matters to take on first"), field="matter")
    key = request.POST.get("key", "")[:40]
    rows = commitments.rows_of(number for number, _ in wanted)
    doings = [
        commitments.Doing(
            number=number, action=_accepting(rows.get(number)), version=version, key=f"{key}:{number}"
        )
        for number, version in wanted
    ]
    done = commitments.act_many(doings, now=now, actor=actor)
    results = [_result(doing.number, one, rows) for doing, one in zip(doings, done, strict=True)]
    failed = sum(1 for *_, error in results if error)
    return page(request, "accepted", {"results": results, "done": len(results) - failed, "failed": failed})


def _accepting(row: CommitmentRow | None) -> str:
    """The step by which the procedure of a matter lets it be taken on."""
    if row is None:
        return ""
    actions = commitments.pinned(row.procedure, row.procedure_version).actions.values()
    return next((action.name for action in actions if action.effect == "accept"), "")


def _result(
    number: str, done: commitments.Acted | CityError, rows: Mapping[str, CommitmentRow]
) -> tuple[str, str, Text | None]:
    """(number, title, why not). A matter that was not taken on is told by its number only."""
    if isinstance(done, CityError):
        return number, "", done.message
    return number, rows[number].title, None
