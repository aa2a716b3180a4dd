"""A person's own matter: where it stands, who is responsible, what was answered, and what the person may do."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from cocity.answer.replies import api as replies
from cocity.doors.resident import names, story
from cocity.doors.resident.pages import page
from cocity.doors.resident.who import now_of, own_matter
from cocity.ground.calendar import api as calendar
from cocity.ground.commitments.api import CommitmentView
from cocity.kit.errors import NotFound
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.listen.intake import api as intake
from cocity.listen.needs import api as needs

RINGING = ("first_contact", "call_back")  # promised only to those who left a way to be reached


@public
@require_GET
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """One's own matter, by receipt or signed in; anyone else is asked for number and code."""
    try:
        actor, view = own_matter(request, number)
    except NotFound:
        return redirect(f"{reverse('resident:lookup')}?number={number}")
    voice = intake.shown(number)
    shown = {
        **standing(view, request),
        "voice": voice,
        "promised": promised(view, now_of(request), has_contact=voice.has_contact),
        "by_receipt": actor.kind == "receipt",
        "events": story.events(view),
        "others_say": needs.others_words(needs.others(view.row.number)),
        "replies": replies.replies_for_person(actor, number, now=now_of(request), seen=view),
    }
    return page(request, "matter", shown)


def promised(view: CommitmentView, now: datetime, *, has_contact: bool) -> list[dict[str, Any]]:
    """What else is promised to the person by a day and not done yet, in order: first contact, doing it again, the
    call-back. Limits in hours are between offices, and a clock that stands still promises no day."""
    running = [
        clock
        for clock in sorted(view.clocks, key=lambda c: c.due_at)
        if clock.state in ("running", "breached")
        and clock.name != "whole"
        and clock.unit.endswith("day")
        and (has_contact or clock.name not in RINGING)
    ]
    return (
        []
        if view.row.ended_at
        else [
            {
                "title": Text.of(clock.title),
                "by": clock.due_at,
                "state": "overdue" if now > clock.due_at else "open",
                "provisional": clock.provisional,
            }
            for clock in running
        ]
    )


def standing(view: CommitmentView, request: HttpRequest) -> dict[str, Any]:
    """Where a matter stands: state, who is responsible, due date, what may be done."""
    row, now = view.row, now_of(request)
    whole = next((clock for clock in view.clocks if clock.name == "whole"), None)
    state, left = "met", None
    if not row.ended_at and not row.claimed_at:
        state = "paused" if whole and whole.paused_at else "overdue" if row.overdue(now) else "open"
        unit = whole.unit if whole else "natural_day"
        left = calendar.left(now=now, due_at=row.due_at, unit=unit, calendar=settings.CALENDAR).text
    actions = [
        {
            "title": Text.of(action.title),
            "href": reverse("resident:do", args=[row.number, action.name]),
            "first": action.effect == "judge",
            "last_day": action.last_day,
        }
        for action in view.actions
    ]
    return {
        "row": row,
        "told": Text.of(view.told),
        "last_day": max((action.last_day for action in view.actions if action.last_day), default=None),
        "state": Text.of(row.state_title),
        "status": "done" if row.ended_at else "working",
        "holder": Text.of(row.holder_name),
        "holder_phone": view.holder_phone,
        "holder_address": view.holder_address,
        "procedure": Text.of(view.procedure_title),
        "category": names.category_words(row.category) if row.category else "",
        "due_state": state,
        "due_words": left or "",
        "first_action": next((each for each in actions if each["first"]), None),
        "other_actions": [each for each in actions if not each["first"]],
    }
