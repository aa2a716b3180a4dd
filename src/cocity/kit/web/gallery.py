"""Every component in its states on one page, for those who build pages; served only when DEBUG is on."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from cocity.kit import charts
from cocity.kit.dates import left_words
from cocity.kit.forms import Form, words
from cocity.kit.icons import STROKES
from cocity.kit.parts import Column, Download, Event, Figure, Link, NextStep, Pair, Task
from cocity.kit.proof.paper import sheet
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.kit.web.errors import PAGES, error_response

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NUMBER = "2611234810576393"
RECEIPT = (  # of an empty proof, by nobody: only to be drawn
    f"c2sp.org/tlog-proof@v1\nindex 0\n\nlog.example/sample\n1\n{'A' * 43}=\n\n— log.example/sample AAAAAAA=\n"
)


class SampleForm(Form):
    """One field of every kind."""

    text = forms.CharField(
        label=words("发生了什么", "What happened"),
        help_text=words("请写清时间、地点和您希望怎么办", "Say when, where, and what you would like done"),
        max_length=2000,
        widget=forms.Textarea(attrs={"data-draft": "", "rows": 6}),
    )
    place = forms.CharField(label=words("地点", "Where"), required=False)
    phone = forms.CharField(
        label=words("手机号", "Mobile number"),
        help_text=words("只用来通知您办理结果", "Only used to tell you the result"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    kind = forms.ChoiceField(
        label=words("您想做什么", "What you would like"),
        widget=forms.RadioSelect,
        choices=[
            ("help", words("求助或投诉", "Ask for help or complain")),
            ("idea", words("提建议", "Suggest")),
        ],
    )
    told_by = forms.MultipleChoiceField(
        label=words("怎样告诉您", "How to tell you"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("sms", words("短信", "Text message")), ("letter", words("信件", "Letter"))],
    )
    language = forms.ChoiceField(
        label=words("语言", "Language"), choices=[("zh", "中文"), ("en", "English")], required=False
    )
    day = forms.DateField(
        label=words("哪一天", "On which day"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    photo = forms.FileField(label=words("照片", "Photo"), required=False)
    public = forms.BooleanField(
        label=words(
            "可以公开我写的内容（不含联系方式）", "What I wrote may be shown to all, without my contact"
        ),
        required=False,
    )


class QuestionForm(Form):
    """A single question, as a page asks it."""

    text = SampleForm.base_fields["text"]


def _parts() -> dict[str, Any]:
    late, soon = NOW - timedelta(days=3), NOW + timedelta(days=5)
    return {
        "number": NUMBER,
        "proof": sheet(RECEIPT.encode(), "https://city.example/verify/"),
        "due": {
            "soon": soon,
            "soon_words": left_words(soon, NOW),
            "late": late,
            "late_words": left_words(late, NOW),
        },
        "tasks": [
            Task(Text("您想说的事", "What you would like to say"), "#a", Text("已填写", "Done"), "done"),
            Task(Text("地点", "Where it is"), "#b", Text("进行中", "In progress"), "working"),
            Task(
                Text("联系方式", "How to reach you"),
                "#c",
                Text("未开始", "Not started"),
                hint=Text("可以不留", "You need not leave one"),
            ),
        ],
        "pairs": [
            Pair(Text("发生了什么", "What happened"), "楼道灯坏了三天，晚上老人上下楼看不见。", "#a"),
            Pair(Text("地点", "Where"), Text("幸福路 12 弄 3 号", "No. 3, Lane 12, Xingfu Road"), "#b"),
            Pair(Text("联系方式", "How to reach you"), "", "#c"),
        ],
        "steps": [
            NextStep(
                Text("承办单位与您联系", "The unit in charge gets in touch with you"),
                NOW + timedelta(days=1),
                Text("由街道城市运行中心指派", "Assigned by the street's operations centre"),
            ),
            NextStep(Text("办结并告诉您结果", "It is done and you are told"), soon, provisional=True),
            NextStep(Text("我们回访，由您说办没办好", "We call you back; you say whether it is solved")),
        ],
        "events": [
            Event(
                Text("已收到", "Received"), NOW - timedelta(days=2), Text("市民服务热线", "Citizens' hotline")
            ),
            Event(
                Text("正在办理", "Being worked on"),
                NOW - timedelta(days=1),
                Text("物业管理科 · 承办人", "Property office · person in charge"),
                Text("已联系物业，约定周三上门换灯。", "The manager will replace the lamp on Wednesday."),
                "now",
            ),
            Event(Text("回访", "Call-back"), state="to-come"),
        ],
    }


def _figures() -> dict[str, Any]:
    names = [Text("街道甲", "Street A"), Text("街道乙", "Street B"), Text("镇丙", "Town C")]
    data = list(zip(names, (91.2, 86.4, 71.0), (89.0, 83.9, 60.2), (93.1, 88.6, 80.1), strict=True))
    months = [Text(f"{m} 月", f"Month {m}") for m in range(1, 12)]
    values = [81.0, 82.5, 80.2, 84.0, 85.1, None, 86.0, 87.7, 86.9, 88.4, 89.2]
    return {
        "bars": charts.bars(
            Text("按时办结率，按街镇", "Done in time, by street"),
            [charts.Bar(name, v, f"{v} %", low, high) for name, v, low, high in data],
            about=Text("黑线为 95% 区间", "Black lines are 95% intervals"),
            top=100,
        ),
        "line": charts.line(
            Text("按时办结率，按月", "Done in time, by month"),
            [charts.Point(m, v, f"{v} %" if v else "") for m, v in zip(months, values, strict=True)],
            top=100,
        ),
        "spark": charts.sparkline(Text("近 11 个月走势", "The last 11 months"), values),
        "figure": Figure(
            Text("按时办结率", "Done in time"),
            "87.3 %",
            Text("按时办结的件数 ÷ 到期的件数", "Matters done in time ÷ matters due"),
            Text("全部求助与投诉，不含重复件", "All help and complaints, without duplicates"),
            Text("2026年10月", "October 2026"),
            "4,812",
            "5,512",
            "86.4 %",
            "88.2 %",
            Text("12 件尚在争议责任单位", "12 whose holder is still disputed"),
            True,
            [Download("CSV", "#csv"), Download("JSON", "#json")],
        ),
        "head": [
            Column(Text("事项", "Matter")),
            Column(Text("承办单位", "Unit")),
            Column(Text("期限", "Due")),
            Column(Text("件数", "Count"), number=True),
        ],
        "rows": [
            [
                Link(Text("楼道灯不亮", "Stair light out"), "#1"),
                Text("房管局", "Housing bureau"),
                NOW,
                "1,204",
            ],
            [Link(Text("井盖松动", "Loose manhole cover"), "#2"), Text("水务局", "Water bureau"), NOW, "87"],
        ],
    }


@public
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in its states."""
    context: dict[str, Any] = {
        **_parts(),
        **_figures(),
        "form": SampleForm(),
        "wrong": SampleForm({"text": "", "kind": "x", "phone": ""}, prefix="wrong"),
        "icons": list(STROKES),
        "crumbs": [(Text("首页", "Home"), "/"), (Text("组件", "Components"), "")],
    }
    return render(request, "kit/gallery.html", context)


@public
def question(request: HttpRequest) -> HttpResponse:
    """The layout of one question a page; an empty answer shows the error summary."""
    form = QuestionForm(request.POST or None)
    title = Text("请告诉我们发生了什么", "Tell us what happened")
    return render(request, "kit/question.html", {"form": form, "title": title, "back_url": "/kit/"})


@public
def error(request: HttpRequest, status: int) -> HttpResponse:
    """An error page as people see it."""
    return error_response(request, status if status in PAGES else 404)


urlpatterns: list[URLPattern] = [
    path("", gallery, name="gallery"),
    path("question", question, name="question"),
    path("error/<int:status>", error, name="error"),
]
