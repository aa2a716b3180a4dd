"""Joining a matter with another that says the same, and taking one out again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cocity.act.orders import api as orders
from cocity.doors.desk.matter import crumbs_of, seen_row
from cocity.doors.desk.pages import page
from cocity.doors.desk.together import need_of
from cocity.doors.desk.voices import voice_of
from cocity.doors.desk.who import actor_of, now_of
from cocity.ground.commitments.contracts import CommitmentRow
from cocity.kit.dates import day_words
from cocity.kit.errors import CityError, NotFound
from cocity.kit.forms import Form, says_when, words
from cocity.kit.numbers import grouped
from cocity.kit.text import Text
from cocity.kit.web.access import worker
from cocity.listen.needs import api as needs

NEITHER = Text("都不是，编号写在下面", "None of these: its number is below")


class JoinForm(Form):
    """Which other matter says the same, and how one knows."""

    pick = forms.ChoiceField(
        label=words("最近的同类事项，是其中哪一件？", "Similar matters of late: is it one of these?"),
        required=False,
        widget=forms.RadioSelect,
    )
    other = forms.CharField(
        label=words("另一件的编号", "Number of the other matter"),
        help_text=words("16 位数字，空格和横线可有可无", "Sixteen digits, with or without blanks and dashes"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = forms.ChoiceField(
        label=words("怎么知道是同一件事", "How you know"),
        choices=[(code, words(said.zh, said.en)) for code, said in needs.WHY_JOINED.items()],
        widget=forms.RadioSelect,
    )

    def __init__(self, near: list[CommitmentRow], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("pick", "other"):
            says_when(self.fields[name])
        if not near:
            del self.fields["pick"]
            return
        self.fields["pick"].choices = [(row.number, _offered(row)) for row in near] + [("", NEITHER)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        picked, typed = data.get("pick", ""), data.get("other", "").strip()
        if picked and typed:
            said = Text(
                "上面已经选了一件；请只选一件，或只写编号",
                "One is chosen above: choose one or write a number, not both",
            )
            self.add_error("other", str(said))
        elif not picked and not typed and "pick" not in self.errors:
            self.add_error("other", str(Text("请写另一件的编号", "Write the number of the other matter")))
        return {**data, "target": picked or typed}


def _offered(row: CommitmentRow) -> Text:
    said = Text("{title}（{number}，{day}受理）", "{title} ({number}, received {day})")
    return said.with_values(title=row.title, number=grouped(row.number), day=day_words(row.opened_at))


class LeaveForm(Form):
    """Why a matter is taken out."""

    reason = forms.ChoiceField(
        label=words("为什么移出", "Why it is taken out"),
        choices=[(code, words(said.zh, said.en)) for code, said in needs.WHY_LEFT.items()],
        widget=forms.RadioSelect,
    )


@worker(*needs.JOINERS)
@require_http_methods(["GET", "POST"])
def same(request: HttpRequest, number: str) -> HttpResponse:
    """Which matters are of one need with this one, and the form that joins it with another."""
    row = seen_row(actor_of(request), number)
    near = _near(request, row)
    sent = request.method == "POST"
    form = JoinForm(near, request.POST if sent else None, initial=_start(request, near))
    status = 200
    if sent:
        error = _joined(request, number, form)
        if error is None and form.is_valid():
            messages.success(request, str(Text("已并在一起", "They are joined")))
            return redirect("desk:matter", number=number)
        status = error.status if error else 422
    here = Text("同一件事", "Of one need")
    shown = {"row": row, "form": form, "need": need_of(request, number), "crumbs": crumbs_of(row, here)}
    return page(request, "same", shown, status=status)


def _start(request: HttpRequest, near: list[CommitmentRow]) -> dict[str, str]:
    """What the form begins with: the matter named in the address, as chosen or as typed."""
    wanted = request.GET.get("with", "")[:40]
    return {"pick": wanted} if wanted in {row.number for row in near} else {"other": wanted}


def _joined(request: HttpRequest, number: str, form: JoinForm) -> CityError | None:
    """What stood in the way, noted in the form. Raises Forbidden, and NotFound for the matter itself."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    try:
        needs.join(
            now=now_of(request), actor=actor_of(request), number=number, other=given["target"],
            reason=given["reason"],
        )  # fmt: skip
    except CityError as error:
        if error.status not in {409, 422} and not (isinstance(error, NotFound) and error.field):
            raise
        form.refuse(error)
        return error
    return None


def _near(request: HttpRequest, row: CommitmentRow) -> list[CommitmentRow]:
    """Matters of late at the same place that may be the same and could be joined. Five statements, none without a
    place."""
    if not row.place_path:
        return []
    voice, actor = voice_of(row.number), actor_of(request)
    text = f"{row.title} {voice.text if voice else ''}"
    found = orders.similar_recent(
        actor, place_path=row.place_path, category="", text=text, now=now_of(request)
    )
    rows = [each.row for each in found if each.row.number != row.number]
    fitting = needs.fitting(actor, row.number, [each.number for each in rows])
    return [each for each in rows if each.number in fitting]


@worker(*needs.JOINERS)
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, number: str) -> HttpResponse:
    """Take a matter out of its need, for a reason."""
    row = seen_row(actor_of(request), number)
    need = need_of(request, number)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        needs.leave(
            now=now_of(request), actor=actor_of(request), number=number, reason=form.cleaned_data["reason"]
        )
        messages.success(request, str(Text("已移出，这件事单独列着", "Taken out; it stands alone")))
        return redirect("desk:matter", number=number)
    if need is None:
        raise NotFound(Text("这件事没有和别的并在一起", "This matter is joined with no other"))
    same_url = reverse("desk:same", args=[number])
    crumbs = crumbs_of(row, Text("同一件事", "Of one need"))
    crumbs[-1] = (crumbs[-1][0], same_url)
    shown = {"row": row, "form": form, "need": need, "crumbs": [*crumbs, (Text("移出", "Take out"), "")]}
    return page(request, "same_leave", shown, status=422 if form.errors else 200)
