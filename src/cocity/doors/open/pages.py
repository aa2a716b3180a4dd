"""What every open page shares: its sections, the question asked, how current the figures are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cocity.kit.errors import Invalid
from cocity.kit.parts import Download, Words
from cocity.kit.text import Text
from cocity.learn.performance import api as performance

SECTIONS = (
    ("open:overview", Text("总览", "Overview")),
    ("open:by_place", Text("分开看", "Side by side")),
    ("open:matters", Text("公开事项", "Public matters")),
    ("open:suggestions", Text("人民建议", "Suggestions")),
    ("open:samples", Text("抽样回访", "Samples")),
    ("open:procedures", Text("怎么承诺", "What is promised")),
    ("open:record", Text("公共存证", "Public record")),
    ("open:data", Text("数据", "Data")),
)
# Pages that belong to a section without lying below its address.
WITHIN = {"bodies": "open:by_place", "places": "open:by_place", "calendar": "open:procedures"}
CHOICES = (
    ("30", Text("近 30 天", "Last 30 days")),
    ("90", Text("近 90 天", "Last 90 days")),
    ("365", Text("近一年", "Last year")),
)
MONTHS_OFFERED = 36
NARROWINGS = ("place", "body", "category", "procedure")
# What can be asked of each file; `kit/web/names` refuses anything else.
TAKES: Mapping[str, tuple[str, ...]] = {
    "figures": ("period", "from", "to", *NARROWINGS, "indicator"),
    "table": ("period", "from", "to", *NARROWINGS, "indicator", "by"),
    "months": (*NARROWINGS, "indicator"),
    "matters": ("place", "category", "procedure", "standing", "words"),
    "samples": ("sample",),
    "bodies": (),
}
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Tab:
    """A link among others; `here` where one is."""

    href: str
    words: Words
    here: bool


def given(request: HttpRequest) -> dict[str, str]:
    """What the address asks for, the last value of each name. Raises Invalid naming one no page could have made."""
    asked: dict[str, str] = request.GET.dict()
    for name, value in asked.items():
        if len(value) > LONGEST or not value.isprintable():
            raise Invalid(
                Text("这一项太长，或含有不能用的字符", "Too long, or with characters that cannot be used"),
                field=name[:40] if name.isprintable() else "",
            )
    return asked


def ask(request: HttpRequest, **more: str) -> performance.Asked:
    """The question of this address. Raises Invalid or NotFound naming what cannot be read."""
    return performance.asked({**given(request), **more}, now=timezone.now())


def query(asked: performance.Asked, **more: str) -> str:
    """`?…` that asks the same period and narrowing again."""
    return "?" + urlencode(_same(asked, more))


def _same(asked: performance.Asked, more: Mapping[str, str]) -> dict[str, str]:
    same = (
        {"from": f"{asked.first:%Y-%m}", "to": f"{asked.last:%Y-%m}"}
        if asked.choice == "months"
        else {"period": asked.choice}
    )
    narrowed = {asked.narrowing: asked.value} if asked.narrowing else {}
    return {name: value for name, value in {**same, **narrowed, **more}.items() if value}


def downloads(what: str, asked: performance.Asked, **more: str) -> tuple[Download, ...]:
    """The same numbers as files, asked as far as such a file can be."""
    kept = {name: value for name, value in _same(asked, more).items() if name in TAKES[what]}
    which = "?" + urlencode(kept) if kept else ""
    return tuple(
        Download(kind.upper(), reverse("open:download", args=[what, kind]) + which)
        for kind in ("csv", "json")
    )


def periods(request: HttpRequest, asked: performance.Asked) -> dict[str, Any]:
    """What `open/period.html` shows: the choices as links, months to choose from, what is kept."""
    kept = {k: v for k, v in given(request).items() if k not in {"period", "from", "to", "cursor"}}
    tabs = [
        Tab("?" + urlencode({**kept, "period": name}), words, name == asked.choice) for name, words in CHOICES
    ]
    months = [day for day, _ in performance.months(MONTHS_OFFERED, now=timezone.now())]
    return {
        "period_tabs": tabs,
        "period_kept": kept,
        "first_months": _options(months, asked.first if asked.choice == "months" else months[-1]),
        "last_months": _options(months, asked.last if asked.choice == "months" else months[-1]),
        "by_months": asked.choice == "months",
    }


def _options(months: Sequence[date], chosen: date) -> list[tuple[str, Text, bool]]:
    return [
        (
            f"{day:%Y-%m}",
            Text(f"{day.year}年{day.month}月", f"{day:%Y-%m}"),
            (day.year, day.month) == (chosen.year, chosen.month),
        )
        for day in sorted(months, reverse=True)
    ]


def page(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """`open/<template>.html` with its sections and how current the figures are."""
    here = [reverse(name) for name, _ in SECTIONS]
    deepest = max((a for a in here if request.path.startswith(a)), key=len, default="")
    section = next((name for page, name in WITHIN.items() if request.path.startswith(f"/open/{page}/")), "")
    deepest = reverse(section) if section else deepest
    tabs = [Tab(a, words, a == deepest) for a, (_, words) in zip(here, SECTIONS, strict=True)]
    standing, limits = performance.standing(), performance.thresholds()
    shown = {"sections": tabs, "standing": standing, "limits": limits, **context}
    return render(request, f"open/{template}.html", shown)
