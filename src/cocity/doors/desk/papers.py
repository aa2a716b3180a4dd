"""Paper at the desk: sheets to print, batches to type in, the read-back, the printed receipt."""

import secrets
from datetime import date
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_http_methods

from cocity.doors.desk.names import category_words, responsible_for
from cocity.doors.desk.pages import page
from cocity.doors.desk.saying import SayingForm, body_choices, chosen_body, place_choices
from cocity.doors.desk.who import TAKERS, actor_of, now_of
from cocity.ground.calendar import api as calendar
from cocity.ground.places import api as places
from cocity.kit.errors import CityError, Conflict, Invalid, NotFound
from cocity.kit.forms import Form, words
from cocity.kit.numbers import read_number
from cocity.kit.parts import Pair
from cocity.kit.text import Text
from cocity.kit.web.access import worker
from cocity.listen.intake import api as intake
from cocity.listen.paper import api as paper

WAYS = (
    ("read_back", words("已读给本人听，本人说没有错", "Read to the person, who says it is right")),
    (
        "second_worker",
        words("我不是录入的人，已对照原件核对", "I did not type it; I held it against the original"),
    ),
)
WAY_WORDS = {
    "read_back": Text("读给本人听，本人确认", "Read back; the person confirmed"),
    "second_worker": Text("第二位工作人员核对", "Checked by a second worker"),
}
LANGUAGES = (
    ("zh", words("中文", "Chinese")),
    ("both", words("中文和英文", "Chinese and English")),
)


class PrintForm(Form):
    """How many sheets, and in which languages."""

    count = forms.IntegerField(
        label=words("张数", "How many"), min_value=1, max_value=paper.MOST_AT_ONCE, initial=10,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )  # fmt: skip
    languages = forms.ChoiceField(
        label=words("语言", "Languages"), choices=LANGUAGES, initial="both", widget=forms.RadioSelect
    )


class BatchForm(Form):
    """When and where the sheets were handed in."""

    handed_in_on = forms.DateField(
        label=words("哪一天交来的", "Handed in on"),
        help_text=words("时限从这一天算起", "Their clocks start on this day"),
        widget=forms.DateInput,
    )
    place = forms.ChoiceField(label=words("在哪里交来的", "Handed in where"), required=False)


class SheetForm(SayingForm):
    """A sheet as it is typed in."""

    sheet = forms.CharField(
        label=words("单子编号", "Number of the sheet"),
        max_length=40,
        help_text=words(
            "右上角的 16 位数字，也可以扫二维码", "Sixteen digits at the top right; or scan the code"
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": ""}),
    )

    def entry(self) -> paper.Entry:
        data = self.cleaned_data
        return paper.Entry(
            kind=data["kind"], text=data["text"], category=data["category"], place=data["place"],
            address=data["address"], phone=data["phone"], consent=data["consent"], publish=data["publish"],
            language=data["language"] or "zh-hans", against=data["against"],
        )  # fmt: skip


class WayForm(Form):
    """How what was typed was checked."""

    way = forms.ChoiceField(
        label=words("怎样核对的", "How it was checked"), choices=WAYS, widget=forms.RadioSelect
    )


def _today(request: HttpRequest) -> date:
    return calendar.local_day(now_of(request), settings.CALENDAR)


def code_of(number: str) -> SafeString:
    """A QR code of a sheet's number, for the scanner at the counter; drawn here."""
    drawn = segno.make(number, error="m", micro=False).svg_inline(scale=3, border=2, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - drawn from sixteen digits


@worker(*TAKERS)
@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest) -> HttpResponse:
    """Paper: the unit's batches, and fresh sheets to print."""
    form = PrintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = paper.print_sheets(
            now=now_of(request), actor=actor_of(request), count=form.cleaned_data["count"]
        )
        shown = _printable([each.number for each in made], form.cleaned_data["languages"] == "both")
        return page(request, "sheet_print", shown)
    status = 422 if request.method == "POST" else 200
    shown = {"form": form, "batches": paper.batches(actor_of(request))}
    return page(request, "sheets", shown, status=status)


def _printable(numbers: list[str], both: bool) -> dict[str, Any]:
    kinds = [Text.of(kind.title) for kind in intake.kinds().values()]
    return {"sheets": [(number, code_of(number)) for number in numbers], "both": both, "kinds": kinds}


@worker(*TAKERS)
@require_GET
def sheet_again(request: HttpRequest, number: str) -> HttpResponse:
    """One sheet to print once more, with the number it has."""
    paper.sheet(actor_of(request), number)
    return page(request, "sheet_print", _printable([number], request.GET.get("languages") != "zh"))


@worker(*TAKERS)
@require_http_methods(["GET", "POST"])
def new_batch(request: HttpRequest) -> HttpResponse:
    """The day and the place sheets were handed in."""
    form = BatchForm(request.POST or None, initial={"handed_in_on": _today(request)})
    near = [(p.code, p.name) for p in places.tree() if p.kind in {"city", "district", "street"}]
    form.fields["place"].choices = [("", Text("不固定的地方", "No fixed place")), *near]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            made = paper.open_batch(now=now_of(request), actor=actor_of(request), **form.cleaned_data)
            return redirect("desk:batch", number=made)
        except Invalid as error:
            form.refuse(error)
    crumbs = [(Text("纸质诉求", "Paper"), reverse("desk:sheets")), (Text("新的一批", "A new batch"), "")]
    return page(request, "batch_new", {"form": form, "crumbs": crumbs}, status=422 if form.errors else 200)


@worker(*TAKERS)
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """Typing a batch in, one sheet after the other, with those already typed below."""
    actor = actor_of(request)
    found = paper.batch(actor, number)
    if request.method == "GET":
        return _batch(request, found, _blank(request, found))
    choices, bodies = place_choices(request), body_choices(request)
    if "look" in request.POST:
        return _batch(request, found, SheetForm(choices, bodies=bodies, initial=request.POST.dict()))
    form = SheetForm(choices, request.POST, bodies=bodies)
    first = ""
    if form.is_valid():
        try:
            typed = read_number(form.cleaned_data["sheet"], field="sheet")
            mend = request.GET.get("sheet", "") == typed
            paper.type_in(
                now=now_of(request), actor=actor, batch=number, number=typed, entry=form.entry(), mend=mend
            )
            return redirect("desk:read_back", number=typed)
        except Conflict as error:
            form.refuse(error)
            first = paper.taken_in(actor, typed)
            return _batch(request, found, form, first=first, status=409)
        except (CityError, NotFound) as error:
            if error.status not in {404, 422}:
                raise
            form.refuse(error)
    return _batch(request, found, form, status=422)


def _blank(request: HttpRequest, found: paper.BatchView) -> SheetForm:
    """An empty form; with a sheet named that waits in this batch, what was typed, to be mended."""
    wanted = request.GET.get("sheet", "")
    typed = next((s for s in found.sheets if s.number == wanted and s.entry), None)
    initial: dict[str, Any] = {"key": secrets.token_urlsafe(9), "language": "zh-hans", "sheet": wanted}
    choices: list[tuple[str, Text]] = []
    bodies: list[tuple[str, Text]] = []
    if typed and typed.entry:
        names = (
            "kind",
            "text",
            "category",
            "place",
            "address",
            "phone",
            "consent",
            "publish",
            "language",
            "against",
        )
        initial |= {name: getattr(typed.entry, name) for name in names}
        choices = (
            [(p.code, p.name) for p in places.find(typed.entry.place, limit=1)] if typed.entry.place else []
        )
        bodies = chosen_body(typed.entry.against)
    return SheetForm(choices, bodies=bodies, initial=initial)


def _digits(typed: str) -> str:
    return "".join(character for character in typed if character.isdigit())


def _batch(
    request: HttpRequest, found: paper.BatchView, form: SheetForm, *, first: str = "", status: int = 200
) -> HttpResponse:
    crumbs = [(Text("纸质诉求", "Paper"), reverse("desk:sheets")), (Text("录入", "Typing in"), "")]
    typed = form.data.get("sheet", "") if status == 409 else ""
    waits = next((s.number for s in found.sheets if s.number in _digits(typed) and s.state != "heard"), "")
    shown = {"batch": found, "form": form, "first": first, "waits": waits, "crumbs": crumbs}
    return page(request, "batch", shown, status=status)


@worker(*TAKERS)
@require_http_methods(["GET", "POST"])
def read_back(request: HttpRequest, number: str) -> HttpResponse:
    """What was typed, in large letters to be read out; confirmed, it counts."""
    actor = actor_of(request)
    found = paper.sheet(actor, number)
    if found.state == "heard":  # also when the form is sent twice
        return redirect("desk:sheet_receipt", number=number)
    form = WayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            paper.confirm(now=now_of(request), actor=actor, number=number, way=form.cleaned_data["way"])
            messages.success(request, str(Text("已受理", "Taken in")))
            return redirect("desk:sheet_receipt", number=number)
        except CityError as error:
            if error.status not in {403, 422}:
                raise
            form.refuse(error)
    if found.entry is None:
        raise NotFound(Text("这张单子还没有录入", "This sheet has not been typed in"))
    shown = {
        "sheet": found,
        "form": form,
        "pairs": _pairs(found.entry),
        "crumbs": [
            (Text("纸质诉求", "Paper"), reverse("desk:sheets")),
            (Text("录入", "Typing in"), reverse("desk:batch", args=[found.batch])),
            (Text("核对", "Read back"), ""),
        ],
    }
    return page(request, "read_back", shown, status=422 if form.errors else 200)


def _pairs(entry: paper.Entry) -> list[Pair]:
    yes, no = Text("同意", "Yes"), Text("不同意", "No")
    place = next((p.name for p in places.find(entry.place, limit=1)), entry.place) if entry.place else ""
    return [
        Pair(Text("要做什么", "What it is"), Text.of(intake.kinds()[entry.kind].title)),
        Pair(Text("地点", "Place"), place),
        Pair(Text("具体地址", "Address"), entry.address),
        Pair(Text("类别", "Category"), category_words(entry.category) if entry.category else ""),
        Pair(Text("投诉的单位", "Complaint about"), dict(chosen_body(entry.against)).get(entry.against, "")),
        Pair(Text("电话", "Telephone"), entry.phone),
        Pair(Text("保存电话", "Keep the number"), yes if entry.consent else no),
        Pair(Text("公开", "Make it public"), yes if entry.publish else no),
    ]


@worker(*TAKERS)
@require_GET
def sheet_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt of a sheet, to be printed and handed over."""
    found = paper.receipt(actor_of(request), number)
    sheet = paper.sheet(actor_of(request), number)
    shown = {"receipt": found, "sheet": sheet, "way": WAY_WORDS.get(sheet.confirmed_way, "")}
    shown["holder"] = responsible_for(found.number)
    return page(request, "sheet_receipt", shown)
