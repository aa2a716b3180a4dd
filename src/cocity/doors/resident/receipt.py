"""The receipt: number, code, due dates, what happens next; on paper too."""

import io

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from cocity.doors.resident.pages import page
from cocity.doors.resident.who import holds_receipt, now_of, own_matter
from cocity.ground.commitments.contracts import ClockView, CommitmentView
from cocity.kit.parts import NextStep
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.listen.intake import api as intake

PROMISES = {
    "first_contact": (
        Text("先联系您", "You are contacted"),
        Text(
            "负责的单位最晚在这一天联系您。",
            "The office in charge reaches you by this day at the latest.",
        ),
    ),
    "hotline": (
        Text("先联系您", "You are contacted"),
        Text(
            "您投诉的是一个单位：市民热线最晚在这一天联系您，办理的人看不到是谁说的。",
            "Your complaint is about a body: the city's hotline reaches you by this day; those who handle it do not see who spoke.",
        ),
    ),
    "whole": (
        Text("办好，或给您答复", "It is done, or you are answered"),
        Text(
            "超过这一天没有办好，会自动报告上一级。",
            "If it is not done by then, the level above is told automatically.",
        ),
    ),
}


def lookup_url(number: str) -> str:
    """Where a printed receipt leads: the number alone, never the code."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('resident:lookup')}?number={number}"


def qr(text: str) -> SafeString:
    """A QR code as inline SVG, in the page's own ink."""
    out = io.BytesIO()
    segno.make(text, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        scale=3,
        border=2,
        dark="#000",
        light="#fff",
        omitsize=True,
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 - drawn from our own address


def next_steps(view: CommitmentView, *, has_contact: bool) -> list[NextStep]:
    """What the procedure's clocks promise, in order, with their dates; then the person's word."""
    hidden = view.against is not None
    steps = [
        _step(clock, hidden=hidden)
        for clock in sorted(view.clocks, key=lambda c: c.due_at)
        if _shown(clock, has_contact)
    ]
    last = Text("您来评判", "You judge it")
    note = Text(
        "办好以后，凭编号和查询码告诉我们是否解决；没有解决，可以要求重办。",
        "When it is said to be done, tell us with number and code whether it is solved; if not, it is taken up again.",
    )
    return [*steps, NextStep(last, note=note)]


def _shown(clock: ClockView, has_contact: bool) -> bool:
    return clock.state == "running" and (has_contact or clock.name != "first_contact")


def _step(clock: ClockView, *, hidden: bool) -> NextStep:
    """What a clock promises; `hidden`: those who handle the matter may not know who spoke."""
    title = Text.of(clock.title)
    name = "hotline" if hidden and clock.name == "first_contact" else clock.name
    what, note = PROMISES.get(name, (title, Text("", "")))
    return NextStep(what, by=clock.due_at, note=note, provisional=clock.provisional)


@public
@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt of a matter sent or looked up in this session; others are asked for number and code."""
    if not holds_receipt(request, number):
        return redirect(f"{reverse('resident:lookup')}?number={number}")
    _, view = own_matter(request, number)
    voice = intake.shown(number)
    shown = {
        "number": number,
        "code": intake.pickup_code(number),
        "row": view.row,
        "holder": Text.of(view.row.holder_name),
        "holder_phone": view.holder_phone,
        "has_contact": voice.has_contact,
        "steps": next_steps(view, has_contact=voice.has_contact),
        "qr": qr(lookup_url(number)),
        "lookup_url": f"{settings.PUBLIC_URL.rstrip('/')}{reverse('resident:lookup')}",
        "now": now_of(request),
    }
    return page(request, "receipt", shown)
