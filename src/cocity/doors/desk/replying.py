"""What the person was answered, version by version, and putting a given answer right."""

import secrets
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from cocity.answer.replies import api as replies
from cocity.answer.replies.contracts import ReplyView, VersionView, Words
from cocity.doors.desk.forms import LONGEST, SCREENED, reasons_field
from cocity.doors.desk.matter import crumbs_of, seen_row
from cocity.doors.desk.pages import page
from cocity.doors.desk.reading import DISPOSITION_WORDS, OUTCOME_WORDS
from cocity.doors.desk.who import actor_of, now_of
from cocity.ground.people.api import Actor
from cocity.kit.errors import CityError, Conflict, Forbidden, Invalid, NotFound
from cocity.kit.forms import Form, words
from cocity.kit.text import Text
from cocity.kit.web.access import worker


def _long(zh: str, en: str, *, required: bool = True, hint: Any = SCREENED) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 5, "data-draft": ""})
    return forms.CharField(
        label=words(zh, en), required=required, max_length=LONGEST, help_text=hint, widget=box
    )


class CorrectionForm(Form):
    """The answer as it should read, and why; `version` is the one that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    public = _long("给市民的答复", "The answer to the person")
    reasons = reasons_field(hint="")
    personal = _long(
        "只给本人看的内容", "For the person alone", required=False,
        hint=words("原来写的看不到；更正以后，以这里写的为准。", "What was written before is sealed; what you write here takes its place."),
    )  # fmt: skip
    reason = _long("为什么更正，市民会看到", "Why it is corrected; the person reads it")


def _may_correct(actor: Actor, reply: ReplyView) -> bool:
    return reply.state == "given" and actor.has_role("handler") and actor.body_id == reply.newest.body


@worker()
@require_GET
def given(request: HttpRequest, number: str) -> HttpResponse:
    """Every answer with its versions, the newest first; what is for the person alone is not shown."""
    actor = actor_of(request)
    found = replies.replies_for_worker(actor, number, now=now_of(request))
    row = seen_row(actor, number)
    lines = [(reply, _decided(reply), _may_correct(actor, reply)) for reply in found]
    here = Text("答复", "Answers")
    return page(request, "replies", {"row": row, "lines": lines, "crumbs": crumbs_of(row, here)})


def _decided(reply: ReplyView) -> Text:
    if reply.disposition:
        return DISPOSITION_WORDS[reply.disposition]
    return OUTCOME_WORDS[reply.claim]


@worker("handler")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, number: str, ordinal: int) -> HttpResponse:
    """Put a corrected version beside the one given; the earlier one stays readable."""
    actor, now = actor_of(request), now_of(request)
    found = _one(replies.replies_for_worker(actor, number, now=now), ordinal)
    if request.method == "GET" and not _may_correct(actor, found):
        raise Forbidden(Text("只有写答复的单位可以更正", "Only the unit that gave an answer corrects it"))
    newest = found.newest
    start = {"version": newest.version, "key": secrets.token_urlsafe(18), "public": newest.public, "reasons": newest.reasons}  # fmt: skip
    form, status = CorrectionForm(request.POST or None, initial=start), 200
    if request.method == "POST":
        error = _tried(request, number, ordinal, form)
        if error is None:
            messages.success(request, str(Text("已更正，已告知本人", "Corrected; the person has been told")))
            return redirect("desk:replies", number=number)
        status = error.status
        newest = _newest(actor, number, ordinal, now)
        if isinstance(error, Conflict):  # what is sent next is about the version shown above it
            form.data = {**request.POST.dict(), "version": str(newest.version)}
    row = seen_row(actor, number)
    shown = {
        "row": row,
        "form": form,
        "newest": newest,
        "crumbs": crumbs_of(row, Text("更正答复", "Correct the answer")),
    }
    return page(request, "reply_correct", shown, status=status)


def _tried(request: HttpRequest, number: str, ordinal: int, form: CorrectionForm) -> CityError | None:
    """The correction is made; what stood in its way otherwise, noted in the form. Raises Forbidden, NotFound."""
    if not form.is_valid():
        return Invalid(Text("请先改正以下问题", "Please mend the following"))
    try:
        _corrected(request, number, ordinal, form)
    except CityError as error:
        if error.status not in {409, 422}:
            raise
        form.refuse(error)
        return error
    return None


def _newest(actor: Actor, number: str, ordinal: int, now: datetime) -> VersionView:
    return _one(replies.replies_for_worker(actor, number, now=now), ordinal).newest


def _one(found: tuple[ReplyView, ...], ordinal: int) -> ReplyView:
    reply = next((each for each in found if each.ordinal == ordinal), None)
    if reply is None:
        raise NotFound(Text("没有这份答复", "There is no such answer"))
    return reply


def _corrected(request: HttpRequest, number: str, ordinal: int, form: CorrectionForm) -> None:
    data = form.cleaned_data
    said = Words(public=data["public"], reasons=data["reasons"], personal=data["personal"])
    replies.correct_reply(
        now=now_of(request), actor=actor_of(request), number=number, ordinal=ordinal, version=data["version"],
        words=said, reason=data["reason"], key=data["key"],
    )  # fmt: skip
