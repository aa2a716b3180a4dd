"""The agents' form: one page while somebody speaks, read back before it is saved, a receipt to read out."""

import secrets
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from cocity.act.orders import api as orders
from cocity.answer.replies import api as replies
from cocity.doors.desk.inbox import Line, lines_of
from cocity.doors.desk.names import category_words, responsible_for
from cocity.doors.desk.pages import page
from cocity.doors.desk.saying import SayingForm, body_choices, pairs_of, place_choices
from cocity.doors.desk.who import actor_of, now_of
from cocity.ground.places import api as places
from cocity.kit.errors import CityError, Invalid, NotFound
from cocity.kit.forms import words
from cocity.kit.text import Text
from cocity.kit.web.access import worker
from cocity.listen.hotline import api as hotline
from cocity.listen.needs import api as needs


class CallForm(SayingForm):
    """A call as the agent writes it down."""

    order = (
        "phone",
        "kind",
        "text",
        "place_words",
        "place",
        "address",
        "category",
        "against_words",
        "against",
    )
    transferred_to = forms.CharField(
        label=words("三方通话接通的单位", "Office joined to the call"),
        required=False,
        max_length=60,
        widget=forms.TextInput,
    )
    transfer_note = forms.CharField(
        label=words("三方通话中说了什么", "What was said with it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 2000}),
    )
    answer = forms.CharField(
        label=words("当场答复", "Answered at once"),
        required=False,
        max_length=2000,
        help_text=words(
            "能当场答清楚的，写下答复，不再派单。",
            "What you can settle now: write the answer; nothing is sent on.",
        ),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000, "data-draft": ""}),
    )

    def call(self, key: str) -> hotline.Call:
        """The call, ready to be handed in."""
        data = self.cleaned_data
        return hotline.Call(
            said=self.said(channel="hotline", mode="offline", key=key),
            transferred_to=data["transferred_to"],
            transfer_note=data["transfer_note"],
            answer=data["answer"],
        )


@dataclass(frozen=True, slots=True)
class AtHand:
    """What is shown beside the form while the caller speaks."""

    known: bool
    looked: bool
    history: tuple[Line, ...] = ()
    placed: bool = False  # a place is chosen: only then are similar matters looked for
    similar: tuple[Line, ...] = ()
    hints: tuple[tuple[str, Text | str], ...] = ()
    trouble: Text | None = None


@worker("agent")
@require_http_methods(["GET", "POST"])
def call_form(request: HttpRequest) -> HttpResponse:
    """The form, what is at hand about the caller, the read-back and the receipt: one address, one button each."""
    if request.method == "GET":
        key = secrets.token_urlsafe(18)
        return _form(request, CallForm([], initial={"key": key, "language": "zh-hans"}), AtHand(False, False))
    found, bodies = place_choices(request), body_choices(request)
    if "look" in request.POST or "edit" in request.POST:
        form = CallForm(found, bodies=bodies, initial={**request.POST.dict()})
        return _form(request, form, at_hand(request) if "look" in request.POST else AtHand(False, False))
    form = CallForm(found, request.POST, bodies=bodies)
    if not form.is_valid():
        return _form(request, form, at_hand(request), status=422)
    try:
        if "save" in request.POST:
            return _saved(request, form)
        hotline.check_call(
            now=now_of(request), actor=actor_of(request), call=form.call(form.cleaned_data["key"])
        )
    except CityError as error:
        if error.status != 422:
            raise
        form.refuse(error)
        return _form(request, form, at_hand(request), status=422)
    shown = {"form": form, "pairs": pairs_of(form), "typed": form.hidden_again()}
    return page(request, "call_read_back", shown)


def _form(request: HttpRequest, form: CallForm, hand: AtHand, status: int = 200) -> HttpResponse:
    return page(request, "call_form", {"form": form, "hand": hand}, status=status)


def _saved(request: HttpRequest, form: CallForm) -> HttpResponse:
    call = form.call(form.cleaned_data["key"])
    receipt = replies.take_call(now=now_of(request), actor=actor_of(request), call=call)
    shown = {
        "receipt": receipt,
        "answered": bool(call.answer),
        "holder": responsible_for(receipt.number),
        "similar": _fitting(request, receipt.number),
    }
    return page(request, "call_receipt", shown)


def at_hand(request: HttpRequest) -> AtHand:
    """The caller's matters, similar ones at the place, and categories the words point to. Ten statements at most."""
    actor, now = actor_of(request), now_of(request)
    phone, text = request.POST.get("phone", "").strip(), request.POST.get("text", "")
    caller, trouble = hotline.Caller(known=False), None
    if phone:
        try:
            caller = hotline.caller(actor, phone)
        except Invalid as error:
            trouble = error.message
    near = _place_path(request)
    return AtHand(
        known=caller.known,
        looked=True,
        history=tuple(lines_of(caller.matters, now)),
        placed=bool(near),
        similar=_similar(request, near, text),
        hints=tuple((each.code, category_words(each.code)) for each in hotline.likely_categories(text)),
        trouble=trouble,
    )


def _similar(request: HttpRequest, near: str, text: str) -> tuple[Line, ...]:
    """Matters of late below a place that may be the one told now. Two statements, none without a place or words."""
    if not near or not text:
        return ()
    actor, now = actor_of(request), now_of(request)
    alike = orders.similar_recent(actor, place_path=near, category="", text=text, now=now)
    return tuple(lines_of([each.row for each in alike], now))


def _fitting(request: HttpRequest, number: str) -> list[Line]:
    """The similar ones with which the matter just written down could be joined."""
    alike = _similar(request, _place_path(request), request.POST.get("text", ""))
    numbers = [line.row.number for line in alike if line.row.number != number]
    fit = needs.fitting(actor_of(request), number, numbers) if numbers else frozenset()
    return [line for line in alike if line.row.number in fit]


def _place_path(request: HttpRequest) -> str:
    code = request.POST.get("place", "")
    try:
        return places.get(code[:40]).path if code else ""
    except NotFound:
        return ""
