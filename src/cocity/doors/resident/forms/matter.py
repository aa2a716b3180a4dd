"""Questions about the matter: what it is, what happened, photos, its kind, the body it is about."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from cocity.act.dispatch.api import guess
from cocity.doors.resident import names
from cocity.doors.resident.forms.base import Plain, Question
from cocity.ground.calendar import api as calendar
from cocity.ground.files import api as files
from cocity.ground.people import api as people
from cocity.ground.places import api as places
from cocity.kit.errors import Invalid, NotFound
from cocity.kit.forms import words
from cocity.kit.text import Text
from cocity.listen.intake import api as intake
from cocity.listen.web.api import Draft

SURE_ENOUGH = 0.25
MOST_PHOTOS = 3
TOO_LARGE = Text("照片太大，请换一张小一些的", "The photo is too large; choose a smaller one")


class KindForm(Question):
    title = Text("您想说什么事？", "What would you like to say?")
    kind = forms.ChoiceField(label=words("事项种类", "Kind of matter"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        kinds = intake.kinds()
        field = self.choices("kind", ((name, Text.of(kind.title)) for name, kind in kinds.items()))
        field.hints = {name: Text.of(kind.hint) for name, kind in kinds.items()}  # type: ignore[attr-defined]


class WordsForm(Question):
    title = Text("请说说是怎么回事", "What happened?")
    text = Plain(
        label=words("您的话", "Your words"),
        max_length=intake.LONGEST_TEXT,
        help_text=words(
            "什么事、什么时候、您希望怎样解决。请不要写身份证号、银行卡号。",
            "What it is, since when, and what would solve it. Please leave out identity and bank card numbers.",
        ),
        widget=forms.Textarea(attrs={"rows": 9, "data-draft": ""}),
    )


class PhotoForm(Question):
    title = Text("有照片吗？", "Do you have a photo?")
    about = Text(
        "可以不加。拍摄地点和设备信息会去掉；请尽量不要拍到别人的脸和证件。",
        "You need not. Where and with what it was taken is removed; please leave out other people's faces and papers.",
    )
    photo = forms.FileField(
        label=words("照片", "Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    keep = forms.MultipleChoiceField(
        label=words("已经加上的，去掉勾就不用它", "Already added; untick to leave one out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        if not self.draft.files:
            del self.fields["keep"]
            return
        numbered = enumerate(self.draft.files, 1)
        self.choices("keep", ((digest, Text(f"照片 {n}", f"Photo {n}")) for n, digest in numbered))

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        return {"keep": list(draft.files)}

    def clean_photo(self) -> str:
        """The digest of the photo, stored; empty without one."""
        given = self.cleaned_data["photo"]
        if given is None:
            return ""
        try:
            if given.size > files.LARGEST:
                raise Invalid(TOO_LARGE, field="photo")
            return files.store_picture(given.read(), now=timezone.now(), field="photo")
        except Invalid as error:
            raise forms.ValidationError(str(error.message)) from error

    def answers(self) -> dict[str, Any]:
        kept = [each for each in self.draft.files if each in self.cleaned_data.get("keep", ())]
        fresh = self.cleaned_data["photo"]
        return {"files": tuple(dict.fromkeys([*kept, *([fresh] if fresh else [])]))[-MOST_PHOTOS:]}


class CategoryForm(Question):
    title = Text("这属于哪一类？", "What kind of thing is it?")
    category = forms.ChoiceField(label=words("类别", "Category"), required=False)

    def prepare(self) -> None:
        known = intake.categories()
        parents = {category.parent for category in known.values()}
        leaves = [code for code in known if code not in parents]
        self.choices(
            "category", [("", names.NOT_SURE), *((code, names.category_words(code)) for code in leaves)]
        )
        guessed = guess("", self.draft.text, {code: known[code].words for code in leaves})
        hint = Text("不确定也没关系，我们来定。", "It does not matter if you are not sure; we will decide.")
        if guessed is not None and guessed.certainty >= SURE_ENOUGH and "category" not in self.draft.done:
            self.initial["category"] = guessed.category
            found = names.category_words(guessed.category)
            hint = Text(
                f"从您的话看，像是“{found.zh}”。不对请改，不确定也没关系。",
                f"From your words it looks like “{found.en}”. Change it if that is wrong.",
            )
        self.fields["category"].help_text = words(hint.zh, hint.en)


class AboutForm(Question):
    title = Text("您投诉的是哪个单位？", "Which body is your complaint about?")
    part = "about"
    against = forms.ChoiceField(
        label=words("单位", "Body"),
        required=False,
        widget=forms.RadioSelect,
        help_text=words(
            "选了以后，这件事不会交给它自己办。", "If you name it, it will not be the one that handles this."
        ),
    )

    def prepare(self) -> None:
        day = calendar.local_day(timezone.now(), settings.CALENDAR)
        where = self.draft.place or self.draft.area
        try:
            path = places.get(where).path if where else ""
        except NotFound:
            path = ""
        found = people.find_bodies(self.seek, on=day, place_path=path)
        self.none_found = bool(self.seek) and not found
        kept = self._kept(self.data.get("against", "") if self.is_bound else self.draft.against)
        listed = {body.code: body for body in (*kept, *found)}
        nobody = Text("不针对某个单位，或说不清", "No body in particular, or I cannot say")
        self.choices(
            "against",
            [
                *((code, Text(body.name_zh, body.name_en or body.name_zh)) for code, body in listed.items()),
                ("", nobody),
            ],
        )

    def _kept(self, code: str) -> tuple[people.BodyInfo, ...]:
        try:
            return (people.body_by_code(code),) if code else ()
        except NotFound:
            return ()
