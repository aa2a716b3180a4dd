"""Questions about the person: how to reach them, what may be public, whose voice it is."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cocity.doors.resident.forms.base import Plain, Question
from cocity.ground.people import api as people
from cocity.kit.errors import Invalid
from cocity.kit.forms import words
from cocity.kit.text import Text
from cocity.listen.web.api import AGE_BANDS, ORIGINS, SEXES, Draft

# Of a complaint about a body nobody who handles it may know who spoke: the hotline and the callers ring.
ABOUT_A_BODY = Text(
    "可以不留。您投诉的是一个单位：留了联系方式，由市民热线联系您，办完由回访员问您满不满意，办理的人看不到是谁说的，也看不到"
    "联系方式。不留的话，请保管好回执，那是查询的唯一凭证。",
    "You need not say. Your complaint is about a body: if you do, the city's hotline contacts you and a caller asks you "
    "afterwards whether it is solved; those who handle it see neither who spoke nor your contact. If you do not, keep the "
    "receipt: it is the only way to look this up.",
)


class ContactForm(Question):
    title = Text("怎么联系您？", "How can we reach you?")
    about = Text(
        "可以不留。留了联系方式，承办单位会先联系您，办完由回访员问您满不满意；不留的话，请保管好回执，那是查询的唯一凭证。",
        "You need not say. If you do, the office contacts you first and a caller asks you afterwards whether it is solved. "
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

    def prepare(self) -> None:
        """What becomes of the contact depends on what it is about."""
        if self.draft.against:
            self.about = ABOUT_A_BODY

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
