"""Telling a decision to those it concerns: written, counted, then sent."""

import secrets

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from cocity.answer.decisions import api as decisions
from cocity.doors.desk.names import category_words
from cocity.doors.desk.pages import page
from cocity.doors.desk.who import actor_of, now_of
from cocity.ground.places import api as places
from cocity.kit.errors import CityError
from cocity.kit.forms import Form, words
from cocity.kit.text import Text
from cocity.kit.web.access import worker
from cocity.listen.intake import api as intake


class DecisionForm(Form):
    """What was decided, and whom it concerns."""

    title = forms.CharField(label=words("标题", "Title"), max_length=100)
    text = forms.CharField(
        label=words("正文", "Text"),
        help_text=words("市民看到的就是这段话", "People read these very words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    place = forms.ChoiceField(label=words("与哪里有关", "Where it concerns"), required=False)
    category = forms.ChoiceField(label=words("与哪类事有关", "What it concerns"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        near = [(p.code, p.name) for p in places.tree() if p.kind in {"district", "street", "community"}]
        kinds = [(code, category_words(code)) for code in intake.categories()]
        self._offer("place", Text("不限地方", "Any place"), near)
        self._offer("category", Text("不限类别", "Any category"), kinds)

    def _offer(
        self, name: str, none: Text, choices: list[tuple[str, Text]] | list[tuple[str, Text | str]]
    ) -> None:
        self.fields[name].choices = [("", none), *choices]  # type: ignore[attr-defined]

    def audience(self) -> decisions.Audience:
        return decisions.Audience(place=self.cleaned_data["place"], category=self.cleaned_data["category"])

    def counted(self) -> str:
        """Which audience a count was for."""
        return f"{self.cleaned_data['place']}|{self.cleaned_data['category']}"

    def said(self) -> decisions.Words:
        return decisions.Words(title=self.cleaned_data["title"], text=self.cleaned_data["text"])


@worker(*decisions.ROLES)
@require_http_methods(["GET", "POST"])
def deciding(request: HttpRequest) -> HttpResponse:
    """Decisions: a new one is written and its people are counted before it is sent; the latest are below.

    If place or category were changed since the count, the new people are counted first instead of told.
    """
    form = DecisionForm(request.POST or None, initial={"key": secrets.token_urlsafe(9)})
    people = None
    if request.method == "POST" and form.is_valid():
        try:
            if "send" in request.POST and request.POST.get("counted") == form.counted():
                return _sent(request, form)
            counted = decisions.count_of(actor=actor_of(request), audience=form.audience())
            people = decisions.people_words(counted)
        except CityError as error:
            if error.status not in {404, 422}:
                raise
            form.refuse(error)
    shown = {
        "form": form,
        "people": people,
        "counted": form.counted() if people else "",
        "recent": [
            (
                each,
                category_words(each.category) if each.category else "",
                decisions.people_words(each.addressed),
            )
            for each in decisions.recent()
        ],
    }
    return page(request, "deciding", shown, status=422 if form.errors else 200)


def _sent(request: HttpRequest, form: DecisionForm) -> HttpResponse:
    made = decisions.announce(
        now=now_of(request), actor=actor_of(request), words=form.said(), audience=form.audience(),
        key=form.cleaned_data["key"],
    )  # fmt: skip
    people = decisions.people_words(made.addressed)
    told = Text("已告知 {n}，每人一份", "Told to {n}, a copy each")
    messages.success(request, str(told.with_values(n=people)))
    return redirect("desk:deciding")
