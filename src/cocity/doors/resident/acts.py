"""What the procedure opens to the person: judge, ask again, appeal, withdraw."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cocity.answer.verdicts import api as verdicts
from cocity.doors.resident.forms import Plain
from cocity.doors.resident.matter import standing
from cocity.doors.resident.pages import page
from cocity.doors.resident.who import now_of, own_matter
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import ActionView
from cocity.ground.people.api import Actor
from cocity.kit.errors import CityError, Conflict, NotFound
from cocity.kit.forms import Form, words
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.listen.intake import api as intake

LONGEST = 1000
ABOUT = {
    "judge": Text(
        "这是您的评判，承办单位不能改。没有解决，或只解决了一部分，就会重新办理。",
        "This is your word; the office cannot change it. If it is not solved, or only in part, it is taken up again.",
    ),
    "reopen": Text(
        "请说说还有什么没有办好，我们会重新办理。",
        "Say what is still not right, and it will be taken up again.",
    ),
    "end": Text(
        "提交以后，这件事就结束，不再办理，也不能恢复；以后还可以重新说一件。",
        "Once sent, this matter ends: no more is done about it, and it cannot be brought back. You may say something anew.",
    ),
    "": Text(
        "提交以后，承办单位会立刻知道。",
        "The office in charge will know at once.",
    ),
}


class StepForm(Form):
    """What a step needs; `version` is what the person saw and `key` makes a second sending harmless."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    solved = forms.ChoiceField(
        label=words("事情解决了吗？", "Is it solved?"),
        choices=[
            ("yes", words("解决了", "Yes")),
            ("partly", words("部分解决", "Partly")),
            ("no", words("没有解决", "No")),
        ],
        widget=forms.RadioSelect,
    )
    stars = forms.ChoiceField(
        label=words("您满意吗？", "How satisfied are you?"),
        required=False,
        choices=[
            ("5", words("5 星：很满意", "5 stars: very satisfied")),
            ("4", words("4 星：满意", "4 stars: satisfied")),
            ("3", words("3 星：一般", "3 stars: so so")),
            ("2", words("2 星：不满意", "2 stars: dissatisfied")),
            ("1", words("1 星：很不满意", "1 star: very dissatisfied")),
            ("", words("不说", "Rather not say")),
        ],
        widget=forms.RadioSelect,
    )
    text = Plain(
        label=words("想说的话", "Anything to add"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "data-draft": ""}),
    )
    reason = Plain(
        label=words("理由", "Your reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "data-draft": ""}),
    )
    note = Plain(
        label=words("您要补充的", "What you want to add"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "data-draft": ""}),
    )

    def __init__(self, needs: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {"version", "key", *needs} | ({"solved", "stars", "text"} if "verdict" in needs else set())
        for name in set(self.fields) - wanted:
            del self.fields[name]


@public
@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """One step of one's own matter: asked for, then taken; a stale tab is shown how things stand now."""
    try:
        actor, view = own_matter(request, number)
    except NotFound:
        return redirect(f"{reverse('resident:lookup')}?number={number}")
    procedure = commitments.pinned(view.row.procedure, view.row.procedure_version)
    rule = procedure.actions.get(action)
    if rule is None:
        raise NotFound(Text("没有这一步", "There is no such step"))
    open_now = next((each for each in view.actions if each.name == action), None)
    needs = tuple(str(need) for need in rule.needs)
    if request.method != "POST":
        if open_now is None:
            return _moved_on(request, view)
        form = StepForm(needs, initial={"version": view.row.version, "key": secrets.token_urlsafe(24)})
        return _asked(request, view, open_now, form)
    form = StepForm(needs, request.POST)
    if not form.is_valid():
        shown = open_now or ActionView(action, rule.title.as_dict(), needs, False, str(rule.effect))
        return _asked(request, view, shown, form, status=422)
    try:
        _take(request, actor, number, action, str(rule.effect), form.cleaned_data)
    except Conflict:
        return _moved_on(request, own_matter(request, number)[1], form)
    except CityError as error:
        if error.status != 422 or open_now is None:
            raise
        form.refuse(error)
        return _asked(request, view, open_now, form, status=422)
    messages.success(request, str(Text("已收到，谢谢您。", "We have it. Thank you.")))
    return redirect("resident:matter", number=number)


def _take(
    request: HttpRequest, actor: Actor, number: str, action: str, effect: str, given: dict[str, Any]
) -> None:
    now, version, key = now_of(request), given["version"], given["key"]
    if effect == "judge":
        word = verdicts.Word(
            solved=given["solved"], stars=int(given["stars"]) if given["stars"] else None, text=given["text"]
        )
        verdicts.judge_by_person(now=now, actor=actor, number=number, version=version, word=word, key=key)
        return
    reason, note = (intake.screened(given.get(name, "")) for name in ("reason", "note"))
    commitments.act(
        now=now, actor=actor, number=number, action=action, version=version,
        given=commitments.Given(reason=reason, note=note), key=f"{number}:{key}",
    )  # fmt: skip


def _asked(
    request: HttpRequest,
    view: commitments.CommitmentView,
    action: ActionView,
    form: StepForm,
    status: int = 200,
) -> HttpResponse:
    shown = {
        **standing(view, request),
        "form": form,
        "title": Text.of(action.title),
        "about": _about(view, action),
        "last_day": action.last_day,
    }
    return page(request, "do", shown, status)


def _about(view: commitments.CommitmentView, action: ActionView) -> Text:
    """What the step leads to; one that ends the matter says so first."""
    procedure = commitments.pinned(view.row.procedure, view.row.procedure_version)
    rule = procedure.actions[action.name]
    ends = action.effect not in ABOUT and bool(rule.target) and procedure.states[str(rule.target)].end
    return ABOUT["end"] if ends else ABOUT.get(action.effect, ABOUT[""])


def _moved_on(
    request: HttpRequest, view: commitments.CommitmentView, form: StepForm | None = None
) -> HttpResponse:
    """How it stands now, with the words typed, to be used again."""
    typed = [word for name in ("text", "reason", "note") if form and (word := form.cleaned_data.get(name))]
    return page(request, "moved_on", {**standing(view, request), "typed": typed}, status=409)
