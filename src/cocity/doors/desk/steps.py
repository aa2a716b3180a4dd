"""Taking a step: a small form made from what the procedure asks, safe to send twice, honest about a stale tab."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cocity.answer.replies import api as replies
from cocity.doors.desk.forms import StepForm
from cocity.doors.desk.pages import page
from cocity.doors.desk.reading import matter_page, page_of_own
from cocity.doors.desk.who import actor_of, now_of
from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import CommitmentView, DaysAsked
from cocity.ground.files import api as files
from cocity.ground.people import api as people
from cocity.ground.people.api import Actor
from cocity.kit.errors import CityError, Conflict, Invalid, NotFound
from cocity.kit.numbers import whole
from cocity.kit.text import Text
from cocity.kit.web.access import worker

MOST_BODIES = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """A step as its procedure describes it."""

    name: str
    title: Text
    needs: tuple[str, ...]
    approval: bool
    disposes: str = ""
    higher: bool = False  # only a body above the holder may be chosen
    days: DaysAsked | None = None  # which days may be named, where it asks for one


def wanted(view: CommitmentView, action: str) -> Wanted:
    """Raises NotFound when the matter's procedure knows no such step."""
    procedure = commitments.pinned(view.row.procedure, view.row.procedure_version)
    found = procedure.actions.get(action)
    if found is None:
        raise NotFound(Text("规程里没有这一步", "The procedure knows no such step"), field="action")
    needs = tuple(str(need) for need in found.needs)
    return Wanted(
        action,
        found.title,
        needs,
        found.approval is not None,
        str(found.disposes or ""),
        found.to_body is not None,
        next((each.days for each in view.actions if each.name == action), None),
    )


def last_step(view: CommitmentView) -> int:
    """The newest step a reader has seen."""
    return max((step.id for step in view.steps), default=0)


@worker()
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """The form of one step, and the step itself."""
    actor, now = actor_of(request), now_of(request)
    view = commitments.view(actor, number, now=now)
    what = wanted(view, action)
    elsewhere = page_of_own(view, action)
    if request.method == "GET":
        if elsewhere:
            return redirect(elsewhere)
        if action not in {each.name for each in view.actions}:
            return _moved_on(request, view, what, None)
        return _shown(request, view, what, _fresh(request, view, what))
    if elsewhere:
        return redirect(elsewhere)
    form = _bound(request, view, what)
    if "find" in request.POST:
        return _shown(request, view, what, _again(request, view, what))
    if not form.is_valid():
        return _shown(request, view, what, form, status=422)
    try:
        pending = _taken(request, actor, number, what, form)
    except Conflict as error:
        return _moved_on(request, commitments.view(actor, number, now=now), what, form, error)
    except CityError as error:
        if error.status != 422:
            raise
        form.refuse(error)
        return _shown(request, view, what, form, status=422)
    messages.success(request, str(_said(what, pending=pending)))
    return redirect(_onward(actor, number, now))


def _said(what: Wanted, *, pending: bool) -> Text:
    sentence = (
        Text("已提出申请，等待批准：{what}", "Asked for, waiting for approval: {what}")
        if pending
        else Text("已完成：{what}", "Done: {what}")
    )
    return sentence.with_values(what=what.title)


def _onward(actor: Actor, number: str, now: datetime) -> str:
    """Back to the matter; to the inbox when it has left this worker's hands and sight."""
    try:
        commitments.view(actor, number, now=now)
    except NotFound:
        return reverse("desk:inbox")
    return reverse("desk:matter", args=[number])


def _candidates(request: HttpRequest, view: CommitmentView, what: Wanted) -> list[tuple[str, Text]]:
    """Bodies to choose from: those found by the words typed, else those at the place; those chosen stay."""
    if not {"body", "bodies"} & set(what.needs):
        return []
    day = calendar.local_day(now_of(request), settings.CALENDAR)
    said = request.POST.get("body_words", "").strip()[:60]
    if what.higher:
        found = people.bodies_above(view.row.holder, on=day)
    else:
        found = people.find_bodies(said, on=day, place_path=view.row.place_path, limit=MOST_BODIES)
    chosen = {
        n
        for b in [*request.POST.getlist("body"), *request.POST.getlist("bodies")]
        if (n := whole(b)) is not None
    }
    kept = people.bodies(chosen, on=day).values() if chosen - {each.id for each in found} else ()
    every = {each.id: each for each in [*kept, *found] if each.id != view.row.holder}
    return [(str(each.id), Text(each.name_zh, each.name_en or each.name_zh)) for each in every.values()]


def _form(request: HttpRequest, view: CommitmentView, what: Wanted, *data: Any, **more: Any) -> StepForm:
    return StepForm(
        what.needs, _candidates(request, view, what), *data, disposes=what.disposes, days=what.days, **more
    )


def _fresh(request: HttpRequest, view: CommitmentView, what: Wanted) -> StepForm:
    return _form(request, view, what, initial=_hidden(view, secrets.token_urlsafe(18)))


def _bound(request: HttpRequest, view: CommitmentView, what: Wanted) -> StepForm:
    return _form(request, view, what, request.POST, request.FILES)


def _again(request: HttpRequest, view: CommitmentView, what: Wanted) -> StepForm:
    """The same form with everything typed so far, nothing marked as wrong: a body was looked for."""
    typed = {**request.POST.dict(), "bodies": request.POST.getlist("bodies")}
    return _form(request, view, what, initial=typed)


def _hidden(view: CommitmentView, key: str) -> dict[str, Any]:
    return {"version": view.row.version, "seen": last_step(view), "key": key}


def _shown(
    request: HttpRequest, view: CommitmentView, what: Wanted, form: StepForm, status: int = 200
) -> HttpResponse:
    shown = {
        "row": view.row,
        "what": what,
        "form": form,
        "title": what.title,
        "body_words": request.POST.get("body_words", ""),
        "crumbs": _crumbs(view, what),
    }
    return page(request, "step", shown, status=status)


def _crumbs(view: CommitmentView, what: Wanted) -> list[tuple[Text | str, str]]:
    inbox, matter = reverse("desk:inbox"), reverse("desk:matter", args=[view.row.number])
    return [(Text("待办", "Inbox"), inbox), (view.row.title or view.row.number, matter), (what.title, "")]


def _moved_on(
    request: HttpRequest,
    view: CommitmentView,
    what: Wanted,
    form: StepForm | None,
    error: Conflict | None = None,
) -> HttpResponse:
    """409: what changed since the form was opened, and everything typed, to send again or to copy."""
    open_now = what.name in {action.name for action in view.actions}
    seen = whole(request.POST.get("seen", ""))
    since = last_step(view) if seen is None else seen
    every = matter_page(view, actor_of(request), now_of(request))
    ids = [step.id for step in reversed(view.steps)]
    renewed = None
    if form is not None and open_now:
        data = request.POST.copy()
        for name, value in _hidden(view, secrets.token_urlsafe(18)).items():
            data[name] = str(value)
        renewed = _form(request, view, what, data)
    shown = {
        "row": view.row,
        "what": what,
        "m": every,
        "form": renewed,
        "typed": form.typed() if form else (),
        "changes": [event for number, event in zip(ids, every.events, strict=True) if number > since],
        "error": error.message if error else None,
        "body_words": request.POST.get("body_words", ""),
        "crumbs": _crumbs(view, what),
    }
    return page(request, "moved_on", shown, status=409)


def _taken(request: HttpRequest, actor: Actor, number: str, what: Wanted, form: StepForm) -> bool:
    """Take the step; whether it waits for approval. A step that answers the person is a signed reply."""
    now, data = now_of(request), form.cleaned_data
    photo = _photo(request, number, data)
    if photo:
        form.data = {**request.POST.dict(), "photo_kept": signing.dumps(photo, salt=number)}
    if form.answers:
        return replies.give_reply(
            now=now, actor=actor, number=number, action=what.name, version=data["version"], words=form.reply(),
            claim=data.get("claim", ""), disposition=what.disposes or data.get("disposition", ""), evidence=form.evidence(photo),
            how=form.how(), key=data["key"],
        ).pending  # fmt: skip
    given = replace(form.given(), evidence=form.evidence(photo))
    return commitments.act(
        now=now,
        actor=actor,
        number=number,
        action=what.name,
        version=data["version"],
        given=given,
        key=data["key"],
    ).pending


def _photo(request: HttpRequest, number: str, data: dict[str, Any]) -> str:
    """The digest of the photo sent now, or of the one sent with an earlier try of this form. Raises Invalid(photo)."""
    sent = data.get("photo")
    if sent is not None:
        if sent.size > files.LARGEST:
            raise Invalid(
                Text("照片太大，请压缩后再传", "The photo is too large; send a smaller one"), field="photo"
            )
        return files.store_picture(sent.read(), now=now_of(request))
    if not data.get("photo_kept"):
        return ""
    try:
        return str(signing.loads(data["photo_kept"], salt=number))
    except signing.BadSignature as error:
        raise Invalid(Text("请重新选择照片", "Choose the photo again"), field="photo") from error
