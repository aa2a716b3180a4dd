"""Call-backs: whom to call, the person's word as they said it, and tries that reached nobody."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cocity.answer.verdicts import api as verdicts
from cocity.doors.desk.forms import LONGEST, OUTCOMES, SCREENED
from cocity.doors.desk.pages import page
from cocity.doors.desk.reading import OUTCOME_WORDS, matter_page
from cocity.doors.desk.steps import last_step
from cocity.doors.desk.voices import voice_of
from cocity.doors.desk.who import actor_of, now_of
from cocity.ground.commitments import api as commitments
from cocity.kit.errors import CityError, Conflict
from cocity.kit.forms import Form, words
from cocity.kit.numbers import whole
from cocity.kit.text import Text
from cocity.kit.web.access import worker

STARS = (
    ("5", words("5 星，很满意", "5, very satisfied")),
    ("4", words("4 星，满意", "4, satisfied")),
    ("3", words("3 星，一般", "3, neither")),
    ("2", words("2 星，不满意", "2, not satisfied")),
    ("1", words("1 星，很不满意", "1, very dissatisfied")),
    ("", words("没有问，或对方没有说", "Not asked, or not said")),
)
TRIES = {
    "no_answer": Text("没有人接", "No answer"),
    "refused": Text("不愿评价", "Would not say"),
    "reached": Text("接通，改日再谈", "Reached; another day"),
}


class WordForm(Form):
    """What the person said when called back."""

    solved = forms.ChoiceField(
        label=words("对方说是否解决", "The person says it is"), choices=OUTCOMES, widget=forms.RadioSelect
    )
    stars = forms.ChoiceField(
        label=words("满意程度", "How satisfied"), choices=STARS, widget=forms.RadioSelect, required=False
    )
    text = forms.CharField(
        label=words("对方的原话", "The person's own words"),
        required=False,
        max_length=LONGEST,
        help_text=SCREENED,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST, "data-draft": ""}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


@worker("caller")
@require_GET
def call_backs(request: HttpRequest) -> HttpResponse:
    """Who waits to be called back, the longest first."""
    found = verdicts.waiting_for_call_back(actor_of(request), cursor=request.GET.get("after", ""))
    shown = {
        "rows": [(row, Text.of(row.holder_name)) for row in found.rows],
        "next_url": f"?after={found.next}" if found.next else "",
        "first_url": "?" if request.GET.get("after") else "",
    }
    return page(request, "call_backs", shown)


@worker("caller")
@require_http_methods(["GET", "POST"])
def call_back(request: HttpRequest, number: str) -> HttpResponse:
    """One call-back: what was said and done, the number on request, then the person's word or a try."""
    actor, now = actor_of(request), now_of(request)
    view = commitments.view(actor, number, now=now)
    hidden = {"version": view.row.version, "key": secrets.token_urlsafe(18), "seen": last_step(view)}
    if request.method == "GET":
        return _shown(request, view, WordForm(initial=hidden))
    form = WordForm(request.POST)
    try:
        said = _kept(request, number, form)
    except CityError as error:
        if error.status not in {409, 422}:
            raise
        return _refused(request, number, form, error)
    if said is None:
        return _shown(request, view, form, status=422)
    messages.success(request, str(said))
    return redirect("desk:call_backs")


def _refused(request: HttpRequest, number: str, form: WordForm, error: CityError) -> HttpResponse:
    """The same form with the words kept; after a change by someone else, with the version as it is now, or where no
    call-back is waited for any more, with what happened."""
    view = commitments.view(actor_of(request), number, now=now_of(request))
    if isinstance(error, Conflict):
        if not _may_judge(view):
            return _moved_on(request, view, error)
        data = request.POST.copy()
        data["version"], data["key"] = str(view.row.version), secrets.token_urlsafe(18)
        form = WordForm(data)
    form.is_valid()
    form.refuse(error)
    return _shown(request, view, form, status=error.status)


def _moved_on(request: HttpRequest, view: commitments.CommitmentView, error: CityError) -> HttpResponse:
    """409: what happened since the form was opened, and what the caller wrote down meanwhile."""
    seen = whole(request.POST.get("seen", ""))
    since = last_step(view) if seen is None else seen
    every = matter_page(view, actor_of(request), now_of(request))
    ids = [step.id for step in reversed(view.steps)]
    shown = {
        "row": view.row,
        "what": {"title": Text("回访", "Call-back")},
        "m": every,
        "typed": _typed(request.POST),
        "changes": [event for number, event in zip(ids, every.events, strict=True) if number > since],
        "error": error.message,
        "crumbs": _crumbs(view),
    }
    return page(request, "moved_on", shown, status=409)


def _typed(sent: QueryDict) -> list[tuple[object, object]]:
    """(label, what was chosen or written), nothing of which may be lost."""
    label = {name: field.label for name, field in WordForm.base_fields.items()}
    found: list[tuple[object, object]] = [
        (label[name], dict(known)[value])
        for name, known in (("solved", OUTCOMES), ("stars", STARS))
        if (value := sent.get(name)) and value in dict(known)
    ]
    written = ((label["text"], "text"), (Text("情况", "What happened"), "note"))
    return [*found, *((what, said) for what, name in written if (said := sent.get(name, "").strip()))]


def _may_judge(view: commitments.CommitmentView) -> bool:
    return any(action.effect == "judge" for action in view.actions)


def _crumbs(view: commitments.CommitmentView) -> list[tuple[Text | str, str]]:
    return [(Text("回访", "Call-backs"), reverse("desk:call_backs")), (view.row.title, "")]


def _kept(request: HttpRequest, number: str, form: WordForm) -> Text | None:
    """Do what the button says; None when the form must be mended first."""
    given: dict[str, Any] = {"now": now_of(request), "actor": actor_of(request), "number": number}
    version, key = whole(request.POST.get("version", "")), request.POST.get("key", "")[:60]
    given |= {"version": version or 0, "key": key}
    attempt = request.POST.get("try", "")
    if attempt == "close":
        verdicts.close_unreached(**given, note=request.POST.get("note", ""))
        return Text("已按未联系上结束，不计为已解决", "Closed without an answer; not counted as solved")
    if attempt:
        verdicts.record_attempt(**given, outcome=attempt, note=request.POST.get("note", "")[:LONGEST])
        return Text("已记下这次联系", "The try is noted")
    if not form.is_valid():
        return None
    data = form.cleaned_data
    word = verdicts.Word(
        solved=data["solved"], stars=int(data["stars"]) if data["stars"] else None, text=data["text"]
    )
    verdicts.record_call_back(**given, word=word)
    return Text("已记下本人的评价", "The person's word is noted")


def _shown(
    request: HttpRequest, view: commitments.CommitmentView, form: WordForm, status: int = 200
) -> HttpResponse:
    number = view.row.number
    shown = {
        "row": view.row,
        "m": matter_page(view, actor_of(request), now_of(request)),
        "voice": voice_of(number),
        "form": form,
        "may_judge": _may_judge(view),
        "may_close": len([a for a in view.actions if a.effect == "none"]) > 1,
        "attempts": [(each, TRIES.get(each.outcome, each.outcome)) for each in verdicts.attempts_of(number)],
        "tries": list(TRIES.items()),
        "claim": OUTCOME_WORDS[view.row.claim],
        "crumbs": _crumbs(view),
    }
    return page(request, "call_back", shown, status=status)
