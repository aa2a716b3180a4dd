"""The form of a step, made from what its procedure asks for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, cast

from django import forms

from cocity.answer.replies.contracts import How, Words
from cocity.ground.commitments.contracts import DaysAsked, EvidenceGiven, Given
from cocity.kit.dates import day_words
from cocity.kit.forms import Form, says_when, words
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

LONGEST = 2000
Choices = Sequence[tuple[str, Any]]
OUTCOMES = (
    ("yes", words("已解决", "Solved")),
    ("partly", words("部分解决", "Partly solved")),
    ("no", words("未解决", "Not solved")),
)
FINDINGS = (
    ("true", words("属实，已办好", "True: it is done")),
    ("false", words("不属实，退回重办", "Not true: it goes back to be done again")),
)
DISPOSITIONS = (
    ("adopted", words("采纳", "Adopted")),
    ("partly", words("部分采纳", "Partly adopted")),
    ("not_adopted", words("不予采纳", "Not adopted")),
)
METHODS = (
    ("written", words("书面答复", "In writing")),
    (
        "telephone",
        words(
            "电话里答复，已把下面的话念给本人听", "By telephone; I read the words below back to the person"
        ),
    ),
)
SCREENED = words("电话号码、证件号码会自动隐去。", "Telephone and identity numbers are hidden by themselves.")


def _long(zh: str, en: str, *, required: bool = True, rows: int = 4) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": rows, "maxlength": LONGEST, "data-draft": ""})
    return forms.CharField(
        label=words(zh, en), required=required, max_length=LONGEST, widget=box, help_text=SCREENED
    )


def _choice(zh: str, en: str, choices: Choices, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=words(zh, en), choices=choices, widget=forms.RadioSelect, required=required
    )


def _bodies(choices: Choices) -> dict[str, forms.Field]:
    label = words("参与单位", "Bodies that take part")
    box = forms.CheckboxSelectMultiple
    return {"bodies": forms.MultipleChoiceField(label=label, choices=choices, widget=box)}


def _until(_: Choices) -> dict[str, forms.Field]:
    return {"until": forms.DateField(label=words("到哪一天", "Until which day"), widget=forms.DateInput)}


def _until_within(days: DaysAsked) -> forms.DateField:
    """The limit is said before anything is sent, as a date; browsers offer no other day."""
    limits = {"max": days.last.isoformat()}
    said = Text("最晚 {last}（一年之内）", "{last} at the latest (within a year)")
    if days.after:
        limits["min"] = (days.after + timedelta(days=1)).isoformat()
        said = Text(
            "现在的期限是 {after}；最晚延到 {last}（一年之内）",
            "It is due on {after} now; {last} at the latest (within a year)",
        )
    if days.after and days.added:
        said = Text(
            "现在的期限是 {after}；最多延长 {n} 天，最晚延到 {last}",
            "It is due on {after} now; at most {n} days may be added, {last} at the latest",
        )
    after = day_words(days.after) if days.after else ""
    hint = said.with_values(after=after, last=day_words(days.last), n=days.added)
    return forms.DateField(
        label=words("到哪一天", "Until which day"),
        widget=forms.DateInput(attrs=limits),
        help_text=words(hint.zh, hint.en),
    )


def _evidence(_: Choices) -> dict[str, forms.Field]:
    look = forms.FileField(
        label=words("现场照片", "A photo from the spot"),
        required=False,
        help_text=words(
            "JPEG、PNG 或 WebP；拍摄地点等隐藏信息会自动去掉。",
            "JPEG, PNG or WebP; hidden data such as where it was taken is removed.",
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )
    told = _long(
        "办理证据（文字或照片，至少一样）", "Evidence: words or a photo, at least one", required=False
    )
    for each in (told, look):
        says_when(each)
    return {
        "evidence": told,
        "photo": look,
        "photo_kept": forms.CharField(required=False, widget=forms.HiddenInput),
    }


def reasons_field(hint: Any = SCREENED) -> forms.Field:
    """Why; needed by what the step says, which nobody knows before it is said."""
    field = _long(
        "理由（没有全部解决或采纳时必填）",
        "Why (needed where it is not wholly solved or adopted)",
        required=False,
    )
    field.help_text = hint
    return says_when(field)


def _answer() -> dict[str, forms.Field]:
    return {
        "public": _long("给市民的答复", "The answer to the person", rows=6),
        "reasons": reasons_field(),
        "personal": _long("只给本人看的内容", "For the person alone", required=False, rows=3),
        "method": forms.ChoiceField(
            label=words("怎样答复的", "How it was answered"),
            choices=METHODS,
            initial="written",
            widget=forms.RadioSelect,
            required=False,
        ),
    }


_ASKED: Mapping[str, Callable[[Choices], dict[str, forms.Field]]] = {
    "body": lambda bodies: {"body": _choice("单位", "Body", bodies)},
    "bodies": _bodies,
    "finding": lambda _: {"finding": _choice("核查结果", "What the check found", FINDINGS)},
    "claim": lambda _: {"claim": _choice("本单位认为", "Your unit says it is", OUTCOMES)},
    "disposition": lambda _: {"disposition": _choice("采纳情况", "Is it adopted", DISPOSITIONS)},
    "until": _until,
    "evidence": _evidence,
    "reason": lambda _: {"reason": _long("理由", "Reason")},
    "note": lambda _: {"note": _long("情况记录", "What was done or said")},
}


class StepForm(Form):
    """What a step needs, with the version seen and a key so that sending twice does it once."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(
        self,
        needs: Iterable[str],
        bodies: Choices,
        *args: Any,
        disposes: str = "",
        days: DaysAsked | None = None,
        **kwargs: Any,
    ) -> None:
        self.needs, self.disposes = tuple(needs), disposes
        asked = {
            name: field
            for need, make in _ASKED.items()
            if need in self.needs
            for name, field in make(bodies).items()
        }
        if days and "until" in asked:
            asked["until"] = _until_within(days)
        if disposes:
            del asked["disposition"]  # the step itself says it
        if self.answers:
            asked = {
                name: field for name, field in asked.items() if name not in {"note", "reason"}
            } | _answer()
        elif "finding" in self.needs:  # whoever gets it back must know what was found, and how
            asked["note"] = _long("怎样核查的，看到了什么", "How it was checked and what was found")
        elif not {"note", "reason"} & set(self.needs):
            asked["note"] = _long("补充说明", "Anything to add", required=False, rows=3)
        cast(Any, self).base_fields = {**type(self).base_fields, **asked}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Evidence is a statement or a photo."""
        data = super().clean() or self.cleaned_data
        given = any(data.get(name) for name in ("evidence", "photo", "photo_kept"))
        if "evidence" in self.needs and not given:
            self.add_error(
                "evidence",
                str(Text("请写下办理证据，或传一张照片", "Write the evidence down, or send a photo")),
            )
        return data

    @property
    def answers(self) -> bool:
        """The step answers the person: it says whether it is solved, or whether it is adopted."""
        return bool({"claim", "disposition"} & set(self.needs))

    @property
    def asks_for_body(self) -> bool:
        return bool({"body", "bodies"} & set(self.needs))

    def given(self) -> Given:
        """What the worker handed in, tidied and screened."""
        data = self.cleaned_data
        return Given(
            reason=_clean(data.get("reason")),
            note=_clean(data.get("note")),
            body=int(data["body"]) if data.get("body") else None,
            bodies=tuple(int(body) for body in data.get("bodies", ())),
            evidence=self.evidence(),
            claim=data.get("claim", ""),
            finding=data["finding"] == "true" if data.get("finding") else None,
            disposition=self.disposes or data.get("disposition", ""),
            until=data.get("until"),
        )

    def evidence(self, photo: str = "") -> tuple[EvidenceGiven, ...]:
        """The statement and the photo as evidence; `photo` is the digest of the stored one."""
        told = _clean(self.cleaned_data.get("evidence"))
        return (EvidenceGiven(text=told, file=photo),) if told or photo else ()

    def reply(self) -> Words:
        """What the person is answered."""
        said = {name: self.cleaned_data.get(name, "") for name in ("public", "reasons", "personal")}
        return Words(**said)

    def how(self) -> How:
        """How the person was answered; the choice of the telephone says that it was read back."""
        method = self.cleaned_data["method"] or "written"
        return How(method=method, read_back=method == "telephone")

    def typed(self) -> list[tuple[str, str]]:
        """(label, words) of every long text as it was typed, so that nothing written is lost."""
        return [
            (str(field.label), self.data.get(name, ""))
            for name, field in self.fields.items()
            if isinstance(field.widget, forms.Textarea) and self.data.get(name, "").strip()
        ]


def _clean(text: str | None) -> str:
    return intake.screened(intake.tidy(text or ""))
