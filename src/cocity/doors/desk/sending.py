"""The dispatcher's desk: what waits to be sent, the body proposed with its reasons, and the category put right."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cocity.act.dispatch import api as dispatch
from cocity.act.orders import api as orders
from cocity.doors.desk.inbox import Line, lines_of
from cocity.doors.desk.names import category_words, complained_about
from cocity.doors.desk.pages import page
from cocity.doors.desk.voices import voice_of
from cocity.doors.desk.who import actor_of, now_of
from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import api as commitments
from cocity.ground.people import api as people
from cocity.kit.amounts import percent
from cocity.kit.errors import CityError, Conflict, Invalid, NotFound
from cocity.kit.numbers import whole
from cocity.kit.text import Text
from cocity.kit.web.access import worker
from cocity.listen.intake import api as intake

TRAY = "to_dispatch"
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A matter with the body proposed for it; `body` empty: a person has to choose."""

    line: Line
    body: Text | str
    why: Text | str


@worker("dispatcher")
@require_GET
def sending(request: HttpRequest) -> HttpResponse:
    """What waits to be sent, the earliest due first, each with the body proposed and why."""
    actor, now = actor_of(request), now_of(request)
    tray = orders.inbox(actor, TRAY, now=now, cursor=request.GET.get("after", ""))
    reasons = dispatch.explanations([row.number for row in tray.page.rows])
    day = calendar.local_day(now, settings.CALENDAR)
    codes = {code for code, _ in reasons.values() if code}
    names = {at.info.code: _name(at.info) for at in people.directory(on=day, codes=codes)} if codes else {}
    waiting = []
    for line in lines_of(tray.page.rows, now):
        code, why = reasons.get(line.row.number, ("", Text("系统还没有看过", "Not looked at yet")))
        waiting.append(Waiting(line, names.get(code, ""), why))
    shown = {
        "waiting": waiting,
        "count": tray.page.count,
        "capped": tray.page.capped,
        "next_url": f"?after={tray.page.next}" if tray.page.next else "",
        "first_url": "?" if request.GET.get("after") else "",
        "key": secrets.token_urlsafe(18),
    }
    return page(request, "sending", shown)


def _name(info: people.BodyInfo) -> Text:
    return Text(info.name_zh, info.name_en or info.name_zh)


@worker("dispatcher")
@require_POST
def send_many(request: HttpRequest) -> HttpResponse:
    """Send what was ticked to the bodies proposed, each by itself."""
    actor, now = actor_of(request), now_of(request)
    ticked = [part.split(":") for part in request.POST.getlist("matter")]
    wanted = [(p[0], n) for p in ticked if len(p) == 2 and (n := whole(p[1])) is not None][:MOST_AT_ONCE]
    if not wanted:
        raise Invalid(Text("请先勾选要派出的事项", "Tick the matters to send first"), field="matter")
    done = dispatch.offer_proposed(wanted, now=now, actor=actor, key=request.POST.get("key", "")[:40])
    rows = commitments.rows_of(number for number, _ in wanted)
    results = [
        (
            number,
            "" if isinstance(one, CityError) else rows[number].title,
            one.message if isinstance(one, CityError) else None,
        )
        for (number, _), one in zip(wanted, done, strict=True)
    ]
    failed = sum(1 for *_, error in results if error)
    return page(request, "sent", {"results": results, "done": len(results) - failed, "failed": failed})


@worker("dispatcher")
@require_http_methods(["GET", "POST"])
def send_one(request: HttpRequest, number: str) -> HttpResponse:
    """One matter to be sent: the proposal with its reasons, what else could be chosen, any other body by search."""
    error: CityError | None = None
    if request.method == "POST" and "find" not in request.POST:
        try:
            return _sent(request, number)
        except (Invalid, Conflict) as refused:
            error = refused
    proposal = _proposal(request, number)
    [row] = commitments.rows_of([number]).values()
    review = _review(row) if request.method == "GET" else ""
    if review:  # a review goes to a higher body, which no rule of responsibility names
        return redirect("desk:step", number=number, action=review)
    words = request.POST.get("body_words", "").strip()[:60]
    shown = {
        "row": row,
        "voice": voice_of(number),
        "p": proposal,
        "certainty": _percent(proposal),
        "about": _about(request, proposal, number),
        "gone": not _may_be_sent(row),
        "state": Text.of(row.state_title),
        "choices": _choices(request, proposal, row, words),
        "body_words": words,
        "chosen": request.POST.get("body", ""),
        "note": request.POST.get("note", ""),
        "category": category_words(proposal.explanation.category if proposal else row.category),
        "categories": [
            ("", Text("请选择", "Please choose")),
            *((code, category_words(code)) for code in intake.categories()),
        ],
        "key": request.POST.get("key") or secrets.token_urlsafe(18),
        "error": error.message if error else None,
        "crumbs": [(Text("派单", "Dispatch"), reverse("desk:sending")), (row.title, "")],
    }
    return page(request, "send_one", shown, status=error.status if error else 200)


def _review(row: commitments.CommitmentRow) -> str:
    """The step by which this state sends to a higher body; empty where it sends anywhere."""
    actions = commitments.pinned(row.procedure, row.procedure_version).actions_from(row.state)
    return next((action.name for action in actions if action.to_body), "")


def _may_be_sent(row: commitments.CommitmentRow) -> bool:
    """Whether the procedure opens a sending where the matter stands now."""
    actions = commitments.pinned(row.procedure, row.procedure_version).actions_from(row.state)
    return any(action.effect == "offer" and "dispatcher" in action.by for action in actions)


def _proposal(request: HttpRequest, number: str) -> dispatch.Proposal | None:
    """What the rules propose; None for a matter so new that they have not looked at it. Raises NotFound."""
    actor = actor_of(request)
    try:
        return dispatch.propose(actor, number, now=now_of(request))
    except NotFound:
        if not commitments.count(actor, commitments.Filters(words=number))[0]:
            raise
        return None


def _sent(request: HttpRequest, number: str) -> HttpResponse:
    actor, now = actor_of(request), now_of(request)
    body, version = whole(request.POST.get("body", "")), whole(request.POST.get("version", ""))
    if body is None or version is None:
        raise Invalid(Text("请选择单位", "Choose a body"), field="body")
    view = commitments.view(actor, number, now=now)
    action = next((a.name for a in view.actions if a.effect == "offer"), None)
    name = action or _first_offer(view)
    note = intake.screened(intake.tidy(request.POST.get("note", "")))[:2000]
    commitments.act(
        now=now, actor=actor, number=number, action=name, version=version, key=request.POST.get("key", "")[:60],
        given=commitments.Given(body=body, note=note),
    )  # fmt: skip
    messages.success(request, str(Text("已派出", "Sent")))
    return redirect("desk:sending")


def _first_offer(view: commitments.CommitmentView) -> str:
    """The step by which the procedure sends; for a form sent twice, when it is no longer open."""
    actions = commitments.pinned(view.row.procedure, view.row.procedure_version).actions.values()
    return next(a.name for a in actions if a.effect == "offer")


def _about(request: HttpRequest, proposal: dispatch.Proposal | None, number: str) -> Text | str:
    """Whom a complaint is about, where that is why a person decides."""
    if proposal is None or not proposal.explanation.by_hand:
        return ""
    seen = commitments.seen_among(actor_of(request), [number]).get(number)
    return complained_about(seen.against if seen else None)


def _percent(proposal: dispatch.Proposal | None) -> str:
    guess = proposal.explanation.guess if proposal else None
    return percent(guess.certainty) if guess else ""


def _choices(
    request: HttpRequest, proposal: dispatch.Proposal | None, row: commitments.CommitmentRow, words: str
) -> list[tuple[str, Any, Any]]:
    """(id, name, hint): the one proposed first, then what else the rules allow, then what was searched for; for a
    matter no rule has looked at, the bodies at its place."""
    found: dict[int, tuple[str, Any, Any]] = {}
    back: set[int] = set()
    if proposal is not None:
        chosen = proposal.explanation.body
        back = {body.id for body in proposal.declined}
        if chosen:
            found[chosen.id] = (str(chosen.id), chosen.name, Text("建议", "Proposed"))
        for body in proposal.alternatives:
            found.setdefault(body.id, (str(body.id), body.name, ""))
    day = calendar.local_day(now_of(request), settings.CALENDAR)
    kept = whole(request.POST.get("body", ""))
    if kept is not None and kept not in found:
        found |= {i: (str(i), _name(info), "") for i, info in people.bodies([kept], on=day).items()}
    if words or not found:
        hint = Text("查找到", "Found") if words else ""
        for info in people.find_bodies(words, on=day, place_path=row.place_path):
            found.setdefault(info.id, (str(info.id), _name(info), hint))
    found.pop(row.holder, None)
    returned = Text("已退回过", "Gave it back before")
    return [(i, name, returned if int(i) in back else hint) for i, name, hint in found.values()]


@worker("dispatcher")
@require_POST
def recategorise(request: HttpRequest, number: str) -> HttpResponse:
    """Put a matter under another category; the proposal is made anew."""
    version = whole(request.POST.get("routing", ""))
    if version is None:
        raise Invalid(Text("请从派单页面重新提交", "Send it again from the dispatch page"), field="version")
    dispatch.change_category(
        now=now_of(request), actor=actor_of(request), number=number, version=version,
        category=request.POST.get("category", "")[:80],
    )  # fmt: skip
    messages.success(
        request, str(Text("类别已改，已重新给出建议", "Category changed; the proposal is made anew"))
    )
    return redirect("desk:send_one", number=number)
