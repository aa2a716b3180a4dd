"""Samples: announced, drawn and ended in public by those who oversee, asked by callers, with what came back."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cocity.answer.verdicts import api as verdicts
from cocity.doors.desk.forms import OUTCOMES
from cocity.doors.desk.pages import page
from cocity.doors.desk.sample_forms import ASKED, AnnounceForm, AskedForm, EndForm, SeedForm, today_of
from cocity.doors.desk.voices import voice_of
from cocity.doors.desk.who import actor_of, now_of
from cocity.kit.amounts import counted, percent
from cocity.kit.errors import CityError, Conflict
from cocity.kit.parts import Pair
from cocity.kit.text import Text
from cocity.kit.web.access import worker

READERS = ("caller", *verdicts.DRAWERS)
PAGE_SIZE = 50
SHOWN = {
    "": (Text("全部", "All"), None),
    "open": (Text("未询问", "Still to be asked"), ("",)),
    "missed": (Text("未联系上", "Not reached"), ("no_answer", "refused", "no_contact")),
    "answered": (Text("回答了", "Answered"), ("answered",)),
}
OUTCOME_WORDS = {"": Text("未询问", "Still to be asked"), **dict(ASKED)}
SAMPLES = Text("抽样回访", "Samples")
TURNS = {"sample_draw": Text("抽取", "Draw"), "sample_end": Text("结束", "End it")}


@worker(*READERS)
@require_GET
def samples(request: HttpRequest) -> HttpResponse:
    """The newest samples with their method and response rate."""
    may_draw = actor_of(request).has_role(*verdicts.DRAWERS)
    rows = [(each, verdicts.state_words(each)) for each in verdicts.samples()]
    return page(request, "samples", {"rows": rows, "may_draw": may_draw})


@worker(*verdicts.DRAWERS)
@require_http_methods(["GET", "POST"])
def announce(request: HttpRequest) -> HttpResponse:
    """Announce a sample of closed matters: which, how many, by which seed to come, and why. It is told in public."""
    today = today_of(now_of(request))
    if request.method == "GET":
        first = {
            "key": secrets.token_urlsafe(18),
            "method": f"{verdicts.BY_TELEPHONE.zh} {verdicts.BY_TELEPHONE.en}",
        }
        return _announce_form(request, AnnounceForm(initial=first, today=today))
    form = AnnounceForm(request.POST, today=today)
    if not form.is_valid():
        return _announce_form(request, form, 422)
    given: dict[str, Any] = {
        "now": now_of(request),
        "actor": actor_of(request),
        "key": form.cleaned_data["key"],
    }
    try:
        announced = verdicts.announce_sample(**given, wanted=form.wanted())
    except CityError as error:
        if error.status not in {409, 422}:
            raise
        if isinstance(error, Conflict):
            data = request.POST.copy()
            data["key"] = secrets.token_urlsafe(18)
            form = AnnounceForm(data, today=today)
            form.is_valid()
        form.refuse(error)
        return _announce_form(request, form, error.status)
    messages.success(request, str(Text("已公告，暗号已封存", "Announced; the secret is sealed")))
    return redirect("desk:sample", sample=announced.id)


def _announce_form(request: HttpRequest, form: AnnounceForm, status: int = 200) -> HttpResponse:
    crumbs = [(SAMPLES, reverse("desk:samples")), (Text("公告一次抽样", "Announce a sample"), "")]
    return page(request, "sample_announce", {"form": form, "crumbs": crumbs}, status=status)


@worker(*verdicts.DRAWERS)
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, sample: int) -> HttpResponse:
    """Draw an announced sample by its seed, now that it is known. The draw is told in public, whom it drew is not."""
    found = verdicts.sample_summary(sample)
    form = SeedForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _turn(request, "sample_draw", found, form, 200 if request.method == "GET" else 422)
    given: dict[str, Any] = {"now": now_of(request), "actor": actor_of(request), "sample": sample}
    try:
        drawn = verdicts.draw_sample(**given, seed=form.cleaned_data["seed"])
    except CityError as error:
        return _refused(request, "sample_draw", found, form, error)
    messages.success(request, str(Text("已抽取 {n} 件", "{n} drawn").with_values(n=counted(drawn.drawn))))
    return redirect("desk:sample", sample=sample)


@worker(*verdicts.DRAWERS)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, sample: int) -> HttpResponse:
    """End a sample before its last day, or withdraw it; its secret is opened and nobody is asked any more."""
    found = verdicts.sample_summary(sample)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _turn(request, "sample_end", found, form, 200 if request.method == "GET" else 422)
    given: dict[str, Any] = {"now": now_of(request), "actor": actor_of(request), "sample": sample}
    try:
        verdicts.end_sample(**given, why=form.cleaned_data["why"])
    except CityError as error:
        return _refused(request, "sample_end", found, form, error)
    messages.success(request, str(Text("已结束", "It has ended")))
    return redirect("desk:sample", sample=sample)


def _refused(
    request: HttpRequest, name: str, found: verdicts.SampleSummary, form: SeedForm | EndForm, error: CityError
) -> HttpResponse:
    if error.status not in {409, 422}:
        raise error
    form.refuse(error)
    return _turn(request, name, found, form, error.status)


def _turn(
    request: HttpRequest, name: str, found: verdicts.SampleSummary, form: SeedForm | EndForm, status: int
) -> HttpResponse:
    crumbs = [
        (SAMPLES, reverse("desk:samples")),
        (Text("这次抽样", "This sample"), reverse("desk:sample", args=[found.id])),
        (TURNS[name], ""),
    ]
    shown = {"sample": found, "method": verdicts.how_drawn(found), "form": form, "crumbs": crumbs}
    return page(request, name, shown, status=status)


@worker(*READERS)
@require_GET
def sample(request: HttpRequest, sample: int) -> HttpResponse:
    """One sample: its method, what came back, and for callers the drawn matters that are theirs to ask about."""
    found, actor = verdicts.sample_summary(sample), actor_of(request)
    show, after = request.GET.get("show", ""), request.GET.get("after", "")
    show = show if show in SHOWN else ""
    rank = int(after) if after.isdecimal() and len(after) < 9 else 0
    rows = verdicts.sample_members(actor, sample, after=rank, outcomes=SHOWN[show][1], most=PAGE_SIZE + 1)
    shown = {
        "sample": found,
        "method": verdicts.how_drawn(found),
        "answers": [*verdicts.came_of(found), *_said(found)] if found.drawn_at else [],
        "state": verdicts.state_words(found),
        "may_ask": actor.has_role("caller"),
        "may_end": actor.has_role(*verdicts.DRAWERS) and found.scheme == "secret" and not found.ended,
        "rows": [(each, Text.of(each.holder_name), OUTCOME_WORDS[each.outcome]) for each in rows[:PAGE_SIZE]],
        "tabs": [
            (f"?show={name}" if name else "?", words, name == show) for name, (words, _) in SHOWN.items()
        ],
        "next_url": f"?show={show}&after={rows[PAGE_SIZE - 1].rank}" if len(rows) > PAGE_SIZE else "",
        "first_url": f"?show={show}" if rank else "",
        "crumbs": [(SAMPLES, reverse("desk:samples")), (found.reason or found.seed, "")],
    }
    return page(request, "sample", shown)


@worker("caller")
@require_http_methods(["GET", "POST"])
def asked(request: HttpRequest, sample: int, number: str) -> HttpResponse:
    """One drawn matter: the number on request, then what came of asking; it changes nothing about the matter."""
    actor, now = actor_of(request), now_of(request)
    member = verdicts.sample_member(actor, sample, number, now=now)
    if request.method == "GET":
        return _asked_form(request, sample, member, AskedForm(initial={"seen": member.outcome}))
    form = AskedForm(request.POST)
    if not form.is_valid():
        return _asked_form(request, sample, member, form, 422)
    given: dict[str, Any] = {"now": now, "actor": actor, "sample": sample, "number": number}
    try:
        verdicts.record_sample_answer(
            **given, outcome=form.cleaned_data["outcome"], word=form.word(), seen=form.cleaned_data["seen"]
        )
    except CityError as error:
        if error.status not in {409, 422}:
            raise
        member = verdicts.sample_member(actor, sample, number, now=now)
        data = request.POST.copy()
        data["seen"] = member.outcome
        form = AskedForm(data)
        form.refuse(error)
        return _asked_form(request, sample, member, form, error.status)
    messages.success(request, str(Text("已记下询问结果", "What came of asking is noted")))
    return redirect("desk:sample", sample=sample)


def _asked_form(
    request: HttpRequest, sample: int, member: verdicts.MemberView, form: AskedForm, status: int = 200
) -> HttpResponse:
    shown = {
        "member": member,
        "sample": sample,
        "holder": Text.of(member.holder_name),
        "outcome": OUTCOME_WORDS[member.outcome],
        "solved": dict(OUTCOMES).get(member.solved, ""),
        "voice": voice_of(member.number),
        "form": form,
        "crumbs": [
            (SAMPLES, reverse("desk:samples")),
            (Text("这次抽样", "This sample"), reverse("desk:sample", args=[sample])),
            (member.title, ""),
        ],
    }
    return page(request, "sample_asked", shown, status=status)


def _said(found: verdicts.SampleSummary) -> list[Pair]:
    """What those who answered said."""
    rate = Text("无", "None") if found.response_rate is None else percent(found.response_rate)
    stars = Text("5 至 1 星：{n}", "5 to 1 stars: {n}").with_values(
        n=" · ".join(map(counted, found.stars[::-1]))
    )
    return [
        Pair(Text("回答率（回答了 / 抽中）", "Response rate (answered / drawn)"), rate),
        Pair(Text("本人说已解决", "The person says: solved"), counted(found.yes)),
        Pair(Text("本人说部分解决", "The person says: partly"), counted(found.partly)),
        Pair(Text("本人说未解决", "The person says: not solved"), counted(found.no)),
        Pair(Text("满意程度", "How satisfied"), stars),
    ]
