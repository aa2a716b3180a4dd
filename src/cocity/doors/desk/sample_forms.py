"""The forms of samples: what is announced, the seed, the end, and what came of asking one person."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from cocity.answer.verdicts import api as verdicts
from cocity.doors.desk.calling import STARS
from cocity.doors.desk.forms import OUTCOMES, SCREENED
from cocity.doors.desk.names import category_words
from cocity.ground.calendar import api as calendar
from cocity.ground.people import api as people
from cocity.ground.places import api as places
from cocity.kit.dates import day_words
from cocity.kit.forms import Form, says_when, words
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

PLACES = frozenset({"district", "street"})
BODIES = frozenset({"department", "district", "sub_district"})
LONGEST_WORD = 1000
ASKED = (
    ("answered", words("回答了", "Answered")),
    ("no_answer", words("没有人接", "No answer")),
    ("refused", words("不愿评价", "Would not say")),
    ("no_contact", words("没有联系方式", "No contact was left")),
)


class AnnounceForm(Form):
    """Which closed matters will be drawn from, how, by which seed to come, and why."""

    reason = forms.CharField(
        label=words("为什么抽样", "Why it is drawn"),
        max_length=500,
        help_text=words("会公开，请勿写个人信息", "Everyone may read it: write nothing personal"),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500, "data-draft": ""}),
    )
    since = forms.DateField(
        label=words("从哪一天办结的", "Closed from"), widget=forms.DateInput, help_text="2026-10-01"
    )
    until = forms.DateField(
        label=words("到哪一天办结的（含当天）", "Closed until, that day included"),
        widget=forms.DateInput,
        help_text=words("这一天要已经过去", "The day must have passed"),
    )
    place = forms.ChoiceField(label=words("哪里的事", "Where"), required=False)
    body = forms.ChoiceField(label=words("哪个单位及下级办的", "Held by, with those below"), required=False)
    category = forms.ChoiceField(label=words("哪类事", "What about"), required=False)
    size = forms.IntegerField(
        label=words("抽多少件", "How many"), widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    method = forms.CharField(label=words("方法", "Method"), max_length=200, widget=forms.TextInput)
    seed_from = forms.CharField(
        label=words("公开的种子会是什么", "What the public seed will be"),
        max_length=200,
        help_text=words(
            "现在谁也不知道、谁也不能挑的数，例如某天的开奖号码：写明哪一期",
            "What nobody knows yet and nobody can choose, such as the result of a lottery: say which",
        ),
        widget=forms.TextInput,
    )
    seed_on = forms.DateField(
        label=words("种子哪天才有", "The day on which it becomes known"),
        widget=forms.DateInput,
    )
    ask_until = forms.DateField(
        label=words("最迟问到哪一天", "The last day of asking"),
        widget=forms.DateInput,
        help_text=words(
            "到期自动结束并公开暗号，问不完也一样；最多在种子那天以后 92 天",
            "It ends by itself and the secret is opened, asked out or not; 92 days after the seed at most",
        ),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = day_words(today + verdicts.SEED_WITHIN)
        hint = Text(
            "明天以后，最晚 {last}；那天以后才能抽",
            "Tomorrow or later, {last} at the latest; drawn from then on",
        )
        self.fields["seed_on"].help_text = str(hint.with_values(last=last))
        around = [(p.code, p.name) for p in places.tree() if p.kind in PLACES]
        held = [body for body in people.bodies(on=today).values() if body.kind in BODIES]
        by = [(each.code, Text(each.name_zh, each.name_en or each.name_zh)) for each in held]
        self._offer("place", Text("不限地方", "Any place"), around)
        self._offer("body", Text("不限单位", "Any body"), by)
        self._offer(
            "category",
            Text("不限类别", "Any category"),
            [(c, category_words(c)) for c in intake.categories()],
        )

    def _offer(self, name: str, none: Text, choices: Sequence[tuple[str, Text]]) -> None:
        self.fields[name].choices = [("", none), *choices]  # type: ignore[attr-defined]

    def wanted(self) -> verdicts.SampleWanted:
        """The announcement, ready to be made: whole days of the city's clock."""
        data = self.cleaned_data
        return verdicts.SampleWanted(
            since=_midnight(data["since"]), until=_midnight(data["until"] + timedelta(days=1)), size=data["size"],
            method=data["method"], reason=data["reason"], category=data["category"], seed_from=data["seed_from"],
            seed_on=data["seed_on"], ask_until=data["ask_until"],
            place_path=places.get(data["place"]).path if data["place"] else "",
            body_path=people.body_by_code(data["body"]).path if data["body"] else "",
        )  # fmt: skip


class SeedForm(Form):
    """The seed, now that it is known."""

    seed = forms.CharField(
        label=words("公开的种子", "The public seed"),
        max_length=120,
        help_text=words(
            "照公布的原样填写，谁都会拿它核对；抽了不能改",
            "Copy it as it was published, everyone will hold it against that; once drawn it stays",
        ),
        widget=forms.TextInput,
    )


class EndForm(Form):
    """Why it ends; told to everyone."""

    why = says_when(
        forms.CharField(
            label=words(
                "为什么结束（还有人没有问到时必填）", "Why it ends (needed where not everybody was asked)"
            ),
            required=False,
            max_length=500,
            help_text=words("会公开，请勿写个人信息", "Everyone may read it: write nothing personal"),
            widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500, "data-draft": ""}),
        )
    )


class AskedForm(Form):
    """What came of asking one person who was drawn: the fields of a call-back."""

    outcome = forms.ChoiceField(
        label=words("询问结果", "What came of asking"), choices=ASKED, widget=forms.RadioSelect
    )
    solved = says_when(
        forms.ChoiceField(
            label=words("对方说是否解决（回答了才填）", "The person says it is (only if they answered)"),
            choices=OUTCOMES,
            widget=forms.RadioSelect,
            required=False,
        )
    )
    stars = forms.ChoiceField(
        label=words("满意程度", "How satisfied"), choices=STARS, widget=forms.RadioSelect, required=False
    )
    text = forms.CharField(
        label=words("对方的原话", "The person's own words"),
        required=False,
        max_length=LONGEST_WORD,
        help_text=SCREENED,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_WORD, "data-draft": ""}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def clean(self) -> dict[str, Any]:
        """An answer has a word, and nothing else has one: what was filled in is never dropped without a word."""
        data = super().clean() or self.cleaned_data
        said = any(data.get(name) for name in ("solved", "stars", "text"))
        if data.get("outcome") == "answered" and not data.get("solved") and "solved" not in self.errors:
            self.add_error(
                "solved", str(Text("请选择对方说是否解决", "Choose whether the person says it is solved"))
            )
        elif data.get("outcome") not in {None, "answered"} and said:
            self.add_error(
                "outcome",
                str(
                    Text(
                        "填了对方的评价，就要选“回答了”；没有回答，请清空评价",
                        "A word was filled in: choose “Answered”, or clear the word",
                    )
                ),
            )
        return data

    def word(self) -> verdicts.Word | None:
        """What the person said; None when they did not answer."""
        data = self.cleaned_data
        if data["outcome"] != "answered":
            return None
        stars = int(data["stars"]) if data["stars"] else None
        return verdicts.Word(solved=data["solved"], stars=stars, text=data["text"])


def today_of(now: datetime) -> date:
    """The day in the city."""
    return calendar.local_day(now, settings.CALENDAR)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
