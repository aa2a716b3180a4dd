"""The questions every written-down voice answers, by telephone or on paper, and the same said back."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest

from cocity.doors.desk.names import category_words
from cocity.doors.desk.who import now_of
from cocity.ground.calendar import api as calendar
from cocity.ground.people import api as people
from cocity.ground.places import api as places
from cocity.kit.errors import NotFound
from cocity.kit.forms import Form, says_when, words
from cocity.kit.parts import Pair
from cocity.kit.text import Text
from cocity.listen.intake import api as intake
from cocity.listen.intake.contracts import Channel, Said

MOST_PLACES = 12
NOBODY = "-"  # chosen on purpose: no body of those found
NEVER_BACK = ("look", "read", "save", "edit", "csrfmiddlewaretoken", "place_words", "against_words")


def place_choices(request: HttpRequest) -> list[tuple[str, Text]]:
    """Places whose name holds the words typed, and the one already chosen. Two statements."""
    said, chosen = request.POST.get("place_words", "").strip()[:60], request.POST.get("place", "")[:40]
    found = {place.code: place for place in places.find(said, limit=MOST_PLACES)} if said else {}
    if chosen and chosen not in found:
        found |= {place.code: place for place in places.find(chosen, limit=1) if place.code == chosen}
    return [(code, place.name) for code, place in found.items()]


def body_choices(request: HttpRequest) -> list[tuple[str, Text]]:
    """Bodies whose name holds the words typed, and the one already chosen. Two statements."""
    said, chosen = request.POST.get("against_words", "").strip()[:60], request.POST.get("against", "")[:60]
    day = calendar.local_day(now_of(request), settings.CALENDAR)
    found = {body.code: body for body in people.find_bodies(said, on=day, limit=MOST_PLACES)} if said else {}
    return [*_named(found.values()), *(chosen_body(chosen) if chosen not in found else ())]


def chosen_body(code: str) -> list[tuple[str, Text]]:
    """The choice of a body already named; none for a code that is not one."""
    try:
        return _named([people.body_by_code(code)] if code else ())
    except NotFound:
        return []


def _named(found: Iterable[people.BodyInfo]) -> list[tuple[str, Text]]:
    return [(body.code, Text(body.name_zh, body.name_en or body.name_zh)) for body in found]


def _offer(field: forms.Field, choices: Sequence[tuple[str, Text]], nothing: Text | str = "") -> None:
    """What was found as radio buttons; hidden while nothing was."""
    if choices:
        field.choices = [*choices, (NOBODY, nothing)] if nothing else list(choices)  # type: ignore[attr-defined]
    else:
        field.widget = forms.HiddenInput()
        field.choices = [("", ""), (NOBODY, "")]  # type: ignore[attr-defined]


NOT_FOUND = Text(
    "没有找到名称里有“{words}”的，请换个说法再查；确实没有的，请清空这一栏。",
    "Nothing has “{words}” in its name. Try other words; if it is not there, empty this box.",
)
NONE_THERE = Text(
    "没有找到这个名称，还没有选定；请换个说法再查，或清空这一栏",
    "Nothing has this name, so nothing is chosen; try other words, or empty this box",
)
CHOOSE = Text("请从下面找到的里选一个，或清空这一栏", "Choose one of those found below, or empty this box")


class SayingForm(Form):
    """What was said, where, and how the person can be reached."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    phone = forms.CharField(
        label=words("联系电话", "Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    consent = forms.BooleanField(
        label=words(
            "本人同意为办理这件事保存电话", "The person agrees that we keep the number for this matter"
        ),
        required=False,
    )
    kind = forms.ChoiceField(label=words("要做什么", "What is it"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=words("说了什么", "What was said"),
        max_length=intake.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": intake.LONGEST_TEXT, "data-draft": ""}),
    )
    place_words = forms.CharField(
        label=words("在哪个街镇、居村委", "Which street, town or community"),
        required=False,
        max_length=60,
        help_text=words("输入名称的一部分，按“查一查”", "Part of its name, then “Look up”"),
    )
    place = says_when(
        forms.ChoiceField(label=words("选定的地点", "The place"), required=False, widget=forms.RadioSelect)
    )
    address = forms.CharField(label=words("具体地址", "Address"), required=False, max_length=200)
    category = forms.ChoiceField(label=words("类别", "Category"), required=False)
    against_words = forms.CharField(
        label=words("投诉哪个单位", "Complaint about which body"),
        required=False,
        max_length=60,
        help_text=words(
            "输入名称的一部分，按“查一查”；被投诉的单位不会办理这件事。",
            "Part of its name, then “Look up”. It will not be the one that handles this.",
        ),
    )
    against = says_when(
        forms.ChoiceField(
            label=words("被投诉的单位", "The body complained about"), required=False, widget=forms.RadioSelect
        )
    )
    publish = forms.BooleanField(
        label=words(
            "本人同意公开（隐去个人信息）", "The person agrees that it is public, with nothing personal"
        ),
        required=False,
    )
    language = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)

    def __init__(
        self,
        found: Sequence[tuple[str, Text]],
        *args: Any,
        bodies: Sequence[tuple[str, Text]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kind, category, place = (self.fields[n] for n in ("kind", "category", "place"))
        kind.choices = [(k.name, Text.of(k.title)) for k in intake.kinds().values()]  # type: ignore[attr-defined]
        kind.hints = {k.name: Text.of(k.hint) for k in intake.kinds().values()}  # type: ignore[attr-defined]
        unsure = Text("还不清楚，由系统建议", "Not sure: the system proposes")
        category.choices = [("", unsure), *((code, category_words(code)) for code in intake.categories())]  # type: ignore[attr-defined]
        _offer(place, found)
        _offer(self.fields["against"], bodies, Text("不针对某个单位", "No body in particular"))
        for name, choices in (("place", found), ("against", bodies)):
            sought = str(self.data.get(f"{name}_words") or self.initial.get(f"{name}_words") or "").strip()
            if sought and not choices:
                self.fields[f"{name}_words"].help_text = str(NOT_FOUND.with_values(words=sought[:60]))

    def clean(self) -> dict[str, Any]:
        """A name that was typed is a place or a body that was meant: it is chosen, or taken out; never dropped."""
        data = super().clean() or self.cleaned_data
        for name in ("place", "against"):
            if data.get(f"{name}_words") and not data.get(name) and name not in self.errors:
                offered = not isinstance(self.fields[name].widget, forms.HiddenInput)
                self.add_error(f"{name}_words", str(CHOOSE if offered else NONE_THERE))
        if data.get("against") == NOBODY:
            data["against"] = ""
        return data

    def said(self, *, channel: str, mode: str, key: str) -> Said:
        """The voice, ready to be handed in."""
        data = self.cleaned_data
        return Said(
            kind=data["kind"], text=data["text"], channel=Channel(channel, mode=mode), category=data["category"],
            place=data["place"], address=data["address"], phone=data["phone"], consent=data["consent"],
            publish=data["publish"], language=data["language"] or "zh-hans", key=key, against=data["against"],
        )  # fmt: skip

    def hidden_again(self) -> list[tuple[str, str]]:
        """Every value as it was sent, to be sent once more from the read-back."""
        return [(name, value) for name, value in self.data.items() if name not in NEVER_BACK]


def pairs_of(form: SayingForm) -> list[Pair]:
    """What will be read back, in the order it is said."""
    data = form.cleaned_data
    kind = intake.kinds()[data["kind"]]
    yes, no = Text("同意", "Yes"), Text("不同意", "No")
    found = [
        Pair(Text("要做什么", "What it is"), Text.of(kind.title)),
        Pair(Text("内容", "What was said"), data["text"]),
        Pair(Text("地点", "Place"), _said_choice(form, "place")),
        Pair(Text("具体地址", "Address"), data["address"]),
        Pair(Text("类别", "Category"), category_words(data["category"]) if data["category"] else ""),
        Pair(Text("投诉的单位", "Complaint about"), _said_choice(form, "against")),
        Pair(Text("电话", "Telephone"), data["phone"]),
        Pair(Text("保存电话", "Keep the number"), yes if data["consent"] else no),
        Pair(Text("公开", "Make it public"), yes if data["publish"] else no),
    ]
    extra = (
        ("transferred_to", Text("三方通话", "Joined to the call")),
        ("transfer_note", Text("三方通话内容", "What was said with it")),
        ("answer", Text("当场答复", "Answered at once")),
    )
    return [*found, *(Pair(label, data[name]) for name, label in extra if data.get(name))]


def _said_choice(form: SayingForm, name: str) -> Text | str:
    chosen = form.cleaned_data[name]
    return dict(form.fields[name].choices).get(chosen, "") if chosen else ""  # type: ignore[attr-defined]
