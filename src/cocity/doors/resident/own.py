"""What is a person's own: the list of their matters, their words, their data, and erasing them."""

import json
from dataclasses import asdict
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cocity.answer.notices import api as inbox
from cocity.answer.replies import api as replies
from cocity.doors.resident import names
from cocity.doors.resident.pages import page
from cocity.doors.resident.who import actor_of, close_receipts, now_of, own_matter
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import Filters
from cocity.ground.files import api as files
from cocity.ground.people import api as people
from cocity.kit.dates import moment_words
from cocity.kit.errors import NotFound
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.kit.web.names import check_taken
from cocity.listen.intake import api as intake
from cocity.listen.needs import api as needs


@public
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Everything the person signed in has said, newest first; others are asked for a code to their telephone."""
    actor = actor_of(request)
    if actor.kind != "resident":
        return _sign_in("resident:mine")
    found = commitments.listed(
        actor, Filters(beneficiary=actor.id), order="newest", cursor=request.GET.get("after", "")[:200]
    )
    lines = [
        {
            "row": row,
            "state": Text.of(row.state_title),
            "holder": Text.of(row.holder_name),
            "due_state": "overdue" if row.overdue(now_of(request)) else "open",
        }
        for row in found.rows
    ]
    next_url = f"?{urlencode({'after': found.next})}" if found.next else ""
    shown = {"lines": lines, "next_url": next_url, "unread": inbox.unread_count(actor)}
    return page(request, "mine", shown)


@public
@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """What the city wrote to the person signed in, newest first; sending the form marks all of it read."""
    actor = actor_of(request)
    if actor.kind != "resident":
        return _sign_in("resident:notices")
    if request.method == "POST":
        inbox.mark_read(now=now_of(request), actor=actor)
        return redirect("resident:notices")
    found = inbox.notices_of(actor, cursor=request.GET.get("after", "")[:200])
    next_url = f"?{urlencode({'after': found.next})}" if found.next else ""
    unread = any(notice.read_at is None for notice in found.rows)
    return page(request, "notices", {"notices": found.rows, "next_url": next_url, "unread": unread})


def _sign_in(then: str) -> HttpResponse:
    return redirect(f"{reverse('accounts:phone')}?{urlencode({'next': reverse(then)})}")


@public
@require_GET
def photo(request: HttpRequest, number: str, digest: str) -> HttpResponseBase:
    """A photo the person added to their own matter."""
    if _theirs(request, number) is None:
        return _ask_for_receipt(number)
    if digest not in intake.shown(number).files:
        raise NotFound(Text("没有这张照片", "There is no such photo"))
    data, media_type = files.read_picture(digest)
    return HttpResponse(data, content_type=media_type, headers={"Cache-Control": "no-store"})


def _theirs(request: HttpRequest, number: str) -> commitments.CommitmentView | None:
    try:
        return own_matter(request, number)[1]
    except NotFound:
        return None


def _ask_for_receipt(number: str) -> HttpResponse:
    return redirect(f"{reverse('resident:lookup')}?number={number}")


@public
@require_GET
def words(request: HttpRequest, number: str) -> HttpResponse:
    """What the person said, in their own words: what others see is screened."""
    view = _theirs(request, number)
    if view is None:
        return _ask_for_receipt(number)
    shown = {"row": view.row, "text": intake.own_words(number), "seen": intake.shown(number)}
    return page(request, "words", shown)


@public
@require_GET
def data(request: HttpRequest, number: str) -> HttpResponseBase:
    """Everything kept about one's own matter, as JSON."""
    check_taken(request, ())
    try:
        actor, view = own_matter(request, number)
    except NotFound:
        return _ask_for_receipt(number)
    told = replies.replies_for_person(actor, number, now=now_of(request), seen=view)
    matter = asdict(commitments.for_outsiders(view))
    for inside in ("actions", "steps", "evidence", "beneficiary"):
        matter.pop(inside)
    others = needs.others_words(needs.others(view.row.number))
    kept = {
        "in_words": _in_words(view.row),
        "matter": matter,
        "your_words": intake.own_words(number),
        "as_others_see_it": asdict(intake.shown(number)),
        "replies": [asdict(reply) for reply in told],
        "others_say_the_same": others.as_dict() if others else None,
    }
    answer = HttpResponse(
        json.dumps(kept, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2),
        content_type="application/json; charset=utf-8",
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="cocity-{number}.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _in_words(row: commitments.CommitmentRow) -> dict[str, dict[str, str]]:
    """What the codes and moments of a matter are among people: names, and times in the city's time."""
    place = Text.of(row.place_name) if row.place_name else names.NO_PLACE
    told = {
        "state": Text.of(row.state_title),
        "holder": Text.of(row.holder_name),
        "procedure": names.procedure_words(row),
        "category": Text.of(names.category_words(row.category)),
        "place": place,
        "opened_at": moment_words(row.opened_at),
        "due_at": moment_words(row.due_at),
        **({"ended_at": moment_words(row.ended_at)} if row.ended_at else {}),
    }
    return {name: words.as_dict() for name, words in told.items()}


@public
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, number: str) -> HttpResponse:
    """Erase what the person said and how to reach them; explained first, and done only when confirmed."""
    try:
        reader, view = own_matter(request, number)
    except NotFound:
        return _ask_for_receipt(number)
    signed_in = actor_of(request).kind == "resident" and actor_of(request).id == view.beneficiary
    asked = Text("请勾选确认后再删除", "Tick the box to confirm, then erase")
    shown = {
        "row": view.row,
        "signed_in": signed_in,
        "known": view.beneficiary is not None,
        "error": "",
        "sure_options": [("yes", Text("我明白，请删除", "I understand; please erase it"))],
        "all_options": [("yes", Text("也删除我的联系方式和账户", "My contact and my account as well"))],
    }
    if request.method != "POST":
        return page(request, "erase", shown)
    if request.POST.get("sure") != "yes":
        return page(request, "erase", {**shown, "error": asked}, status=422)
    intake.erase_voice(actor=reader, number=number, now=now_of(request))
    if signed_in and request.POST.get("all") == "yes" and view.beneficiary is not None:
        people.erase(resident_id=view.beneficiary, now=now_of(request))
        logout(request)
    return page(request, "erased", {"row": view.row})


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close every receipt shown in this session, and sign out."""
    close_receipts(request)
    logout(request)
    return redirect("resident:home")
