"""The questions, one a page. Each knows how it shows what was answered, and what it adds to the draft."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from cocity.act.dispatch.api import guess
from cocity.doors.resident import names
from cocity.ground.calendar import api as calendar
from cocity.ground.files import api as files
from cocity.ground.people import api as people
from cocity.ground.places import api as places
from cocity.kit.errors import Invalid, NotFound
from cocity.kit.forms import Form, words
from cocity.kit.text import Text
from cocity.listen.intake import api as intake
from cocity.listen.web.api import AGE_BANDS, ORIGINS, SEXES, Draft

NOWHERE = "-"
SURE_ENOUGH = 0.25
LONGEST_ADDRESS = 200
MOST_PHOTOS = 3
TOO_LARGE = Text("照片太大，请换一张小一些的", "The photo is too large; choose a smaller one")


class Plain(forms.CharField):
    """Text as people send it: a line end is one character, and no invisible characters."""

    def to_python(self, value: Any) -> str:
        return intake.tidy((super().to_python(value) or "").replace("\r\n", "\n"))


class Question(Form):
    """One question. `title` asks it; `about` explains; `answers` is what the draft takes over."""

    title: ClassVar[Text]
    about: ClassVar[Text | None] = None
    part: ClassVar[str] = ""  # a template of its own, where the question needs one

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        sent: MultiValueDict[str, Any] | None = None,
        *,
        draft: Draft,
        seek: str = "",
    ) -> None:
        self.draft, self.seek = draft, seek
        super().__init__(data, sent, initial=self.shown(draft))
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that come from the city's data."""

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        """What was answered before, by field."""
        return {name: getattr(draft, name) for name in cls.base_fields if hasattr(draft, name)}

    def answers(self) -> dict[str, Any]:
        """The answers by field of the draft; only of a valid form."""
        return dict(self.cleaned_data)

    def choices(self, name: str, found: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - a slip in this file, not in what was sent
        field.choices = list(found)
        return field


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


class AreaForm(Question):
    title = Text("事情在哪个区？", "Which district is it in?")
    area = forms.ChoiceField(
        label=words("区", "District"),
        help_text=words(
            "有了地点，才能交给最近的单位。", "With a place we can send it to the office nearest to it."
        ),
    )

    def prepare(self) -> None:
        named = [(place.code, place.name) for place in names.districts()]
        self.choices("area", [("", Text("请选择", "Please choose")), (NOWHERE, names.NO_PLACE), *named])

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        return {"area": draft.area or (NOWHERE if "area" in draft.done else "")}

    def answers(self) -> dict[str, Any]:
        chosen = self.cleaned_data["area"]
        return {"area": "" if chosen == NOWHERE else chosen}


class PlaceForm(Question):
    title = Text("具体在哪里？", "Where exactly?")
    about = Text(
        "知道多少填多少，都不填也可以继续。", "Fill in what you know; you may also leave it all empty."
    )
    part = "place"
    place = forms.ChoiceField(label=words("街道或镇", "Street or town"), required=False)
    address = Plain(
        label=words("地址或附近的标志", "Address, or what is near"),
        max_length=LONGEST_ADDRESS,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    lon = forms.FloatField(
        label=words("经度", "Longitude"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"}),
    )
    lat = forms.FloatField(
        label=words("纬度", "Latitude"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"}),
    )

    def prepare(self) -> None:
        try:
            streets = places.children(self.draft.area)
        except NotFound:
            streets = ()
        named = [(place.code, place.name) for place in streets]
        self.choices("place", [("", Text("不知道", "I do not know")), *named])
        for name in ("lon", "lat"):
            self.fields[name].error_messages["invalid"] = Text(
                "请填写数字，如 121.47；也可以不填", "Write a number such as 121.47, or leave it empty"
            )  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        lon, lat = given.get("lon"), given.get("lat")
        if "lon" in self.errors or "lat" in self.errors:
            return given
        if (lon is None) != (lat is None):
            missing = "lon" if lon is None else "lat"
            both = Text("经度和纬度要一起填，或都不填", "Give both longitude and latitude, or neither")
            self.refuse(Invalid(both, field=missing))
        elif lon is not None and lat is not None:
            self._check_point(lon, lat)
        return given

    def _check_point(self, lon: float, lat: float) -> None:
        try:
            city = places.get(self.draft.area).path.strip("/").split("/")[0]
            places.check_point(lon, lat, "WGS84", city)
        except Invalid as error:
            self.refuse(error)
        except NotFound:
            return  # the district has ended since it was chosen: intake says so


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


class ContactForm(Question):
    title = Text("怎么联系您？", "How can we reach you?")
    about = Text(
        "可以不留。留了联系方式，承办单位会先联系您，办完会来问您满不满意；不留的话，请保管好回执，那是查询的唯一凭证。",
        "You need not say. If you do, the office contacts you first and asks you afterwards whether it is solved. "
        "If you do not, keep the receipt: it is the only way to look this up.",
    )
    part = "contact"
    phone = Plain(
        label=words("手机或电话", "Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=words("电子邮箱", "E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    consent = forms.BooleanField(
        label=words(
            "我同意为办理这件事保存并使用我的联系方式",
            "I agree that my contact is kept and used for this matter",
        ),
        required=False,
    )

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone:
            try:
                people.normal_phone(phone)
            except Invalid as error:
                raise forms.ValidationError(str(error.message)) from error
        return phone

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        left = given.get("phone") or given.get("email")
        if left and not given.get("consent"):
            ask = Text(
                "留下联系方式需要您同意我们保存它；不同意请清空上面的内容",
                "To keep your contact we need your consent; otherwise clear what you wrote above",
            )
            self.refuse(Invalid(ask, field="consent"))
        if not left:
            given["consent"] = False
        return given


class PublishForm(Question):
    title = Text("可以公开吗？", "May others read it?")
    part = "publish"
    publish = forms.ChoiceField(
        label=words("是否公开", "May it be public"),
        choices=[
            ("yes", words("可以公开", "Yes, others may read it")),
            ("no", words("不公开", "No, keep it between us")),
        ],
        widget=forms.RadioSelect,
        help_text=words(
            "公开不影响办理快慢。您的联系方式任何时候都不公开。",
            "It changes nothing about how fast it is handled. Your contact is never public.",
        ),
    )

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        return {"publish": ("yes" if draft.publish else "no") if "publish" in draft.done else ""}

    def answers(self) -> dict[str, Any]:
        return {"publish": self.cleaned_data["publish"] == "yes"}


def _optional(label: Any, found: Mapping[str, Text]) -> forms.ChoiceField:
    untold = ("", words("不说", "Rather not say"))
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[untold, *((code, words(text.zh, text.en)) for code, text in found.items())],
    )


class YouForm(Question):
    title = Text("关于您（都可以不填）", "About you (all optional)")
    about = Text(
        "我们想知道谁的声音还没有被听见，所以问这几项。只用来统计，承办的人看不到，不影响办理。",
        "We ask so as to learn whose voice is not heard yet. It is only counted; those who handle your matter do not "
        "see it, and it changes nothing.",
    )
    age_band = _optional(words("年龄", "Age"), AGE_BANDS)
    sex = _optional(words("性别", "Sex"), SEXES)
    origin = _optional(words("来自", "Where you are from"), ORIGINS)
    disability = _optional(
        words("是否有残疾", "Do you have a disability"), {"yes": Text("是", "Yes"), "no": Text("否", "No")}
    )


QUESTIONS: Mapping[str, type[Question]] = {
    "kind": KindForm,
    "words": WordsForm,
    "photo": PhotoForm,
    "area": AreaForm,
    "place": PlaceForm,
    "category": CategoryForm,
    "about": AboutForm,
    "contact": ContactForm,
    "publish": PublishForm,
    "you": YouForm,
}
