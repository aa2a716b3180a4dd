"""Figures side by side: by place, body, category, channel and procedure; grouped, never ranked."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from cocity.doors.open import order
from cocity.doors.open.drawn import interval
from cocity.doors.open.map import district_map
from cocity.doors.open.names import Named, named
from cocity.doors.open.pages import Tab, ask, downloads, page, periods, query
from cocity.doors.open.said import amount, headline, opened, period_words, title
from cocity.doors.open.words import GROUPINGS
from cocity.kit.amounts import counted
from cocity.kit.errors import Invalid, NotFound
from cocity.kit.parts import Link, Words
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.learn.performance import api as performance

FIRST = "on_time_confirmed"
SORTS = (
    ("name", Text("按名称", "By name")),
    ("value", Text("按数值", "By value")),
    ("cases", Text("按件数", "By cases")),
)
WHOLE = ("connect_rate", "channel_time_gap", "channel_same_clock")  # of the whole city only


@dataclass(frozen=True, slots=True)
class Line:
    """One row: who, how much, how sure. `marked` says how to read a small one."""

    name: Words | Link
    value: Words
    cases: str
    spread: Words
    drawing: SafeString | str
    marked: Words
    missing: Words


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that stand together; `title` is empty when the order says nothing."""

    title: Words
    lines: tuple[Line, ...]


@public
@require_GET
def by_place(request: HttpRequest) -> HttpResponse:
    """Leads to the districts, the first way to look side by side."""
    return redirect(reverse("open:by", args=["district"]))


@public
@require_GET
def by(request: HttpRequest, grouping: str) -> HttpResponse:
    """One figure for each place, body, category, channel or procedure, with intervals; grouped, never ranked."""
    if grouping not in GROUPINGS:
        raise NotFound(Text("不能按这一项分开看", "Figures are not kept by that"), field="by")
    asked, code, sort = ask(request), chosen(request), _sort(request)
    found = performance.table(code, asked.period, grouping, asked.filters)
    (whole,) = performance.series([code], [asked.period], asked.filters)
    names = named(grouping, {f.key for f in found}, query(asked))
    shown = {
        "grouping": GROUPINGS[grouping],
        "tabs": _tabs(grouping, asked, code, sort),
        "sorts": [Tab(query(asked, indicator=code, sort=name), words, name == sort) for name, words in SORTS],
        "parts": parts(found, names, sort),
        "whole": opened(whole[0], downloads("table", asked, indicator=code, by=grouping)),
        "title": title(code),
        "codes": [(name, title(name), name == code) for name in choices()],
        "sort": sort,
        "asked": asked,
        "period": period_words(asked.period),
        **_map(grouping, found, whole[0], names),
        **periods(request, asked),
    }
    return page(request, "compare", shown)


def chosen(request: HttpRequest) -> str:
    """The indicator asked for. Raises Invalid(indicator)."""
    code = request.GET.get("indicator") or FIRST
    if code not in choices():
        raise Invalid(Text("没有这个指标", "There is no such indicator"), field="indicator")
    return code


def choices() -> tuple[str, ...]:
    """Indicators that can be kept apart by place, body …"""
    return tuple(code for code in performance.indicators() if code not in WHOLE)


def _sort(request: HttpRequest) -> str:
    sort = request.GET.get("sort") or "name"
    if sort not in {name for name, _ in SORTS}:
        raise Invalid(Text("排序应是 name、value 或 cases", "Sort by name, value or cases"), field="sort")
    return sort


def _tabs(here: str, asked: performance.Asked, code: str, sort: str) -> list[Tab]:
    same = query(asked, indicator=code, sort=sort)
    return [
        Tab(reverse("open:by", args=[g.name]) + same, g.title, g.name == here) for g in GROUPINGS.values()
    ]


def _map(
    grouping: str, found: Sequence[performance.Figure], whole: performance.Figure, names: Named
) -> dict[str, Any]:
    """The districts as a schematic map, where their boundaries are known."""
    return {"map": district_map(found, whole, names)} if grouping == "district" else {}


def parts(figures: Sequence[performance.Figure], names: Named, sort: str) -> list[Part]:
    """The rows in the order asked for; by value, in groups that can be told apart."""
    top = _top(figures)
    if sort != "value":
        ordered = sorted(figures, key=lambda f: (-f.denominator, f.key)) if sort == "cases" else figures
        return [Part("", tuple(_line(f, names, top) for f in ordered))] if figures else []
    made = order.groups(figures)
    return [
        Part(_heading(group, n, len(made)), tuple(_line(f, names, top) for f in group))
        for n, group in enumerate(made, 1)
    ]


def _heading(group: Sequence[performance.Figure], n: int, of: int) -> Text:
    if all(f.value is None for f in group):
        return Text("没有数据", "No data")
    if any(f.best_interval is None for f in group):
        return Text("从多到少（件数，不是评分）", "From most to fewest: counts, not marks")
    if len(group) == 1:
        return Text("第 {n} 组", "Group {n}").with_values(n=n)
    said = Text(
        "第 {n} 组：{many} 个，区间相连，排不出先后",
        "Group {n}: {many} whose intervals run into one another, so no order",
    )
    return said.with_values(n=n, many=len(group))


def _top(figures: Sequence[performance.Figure]) -> float:
    if any(f.unit == "share" for f in figures):
        return 1.0
    if any(f.unit == "stars" for f in figures):
        return 5.0
    ends = [e for f in figures for e in (f.value, f.interval.hi if f.interval else None) if e and isfinite(e)]
    return max(ends, default=1.0)


def _line(figure: performance.Figure, names: Named, top: float) -> Line:
    between = figure.best_interval
    shrunk = figure.small and figure.shrunk is not None
    spread: Words = ""
    if between:
        words = (
            Text("收缩后 {value}：{lo} – {hi}", "drawn to {value}: {lo} – {hi}")
            if shrunk
            else Text("{lo} – {hi}", "{lo} – {hi}")
        )
        spread = words.with_values(
            value=amount(figure.shrunk, figure.unit),
            lo=amount(between.lo, figure.unit),
            hi=amount(between.hi, figure.unit),
        )
    value = order.value_of(figure)
    return Line(
        name=names[figure.key],
        value=headline(figure),
        cases=counted(figure.denominator) if figure.value is not None else "",
        spread=spread,
        drawing=interval(value, between.lo, between.hi, top) if between and isfinite(value) else "",
        marked=Text("样本小", "Few cases") if figure.small else "",
        missing=(figure.missing or "") if figure.value is None else "",
    )
