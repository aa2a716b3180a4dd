"""One place, one body: its figures over time, what is open and overdue, how often things came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cocity.doors.open.compare import chosen, parts
from cocity.doors.open.drawn import Month, months
from cocity.doors.open.matters import matters_of
from cocity.doors.open.names import named
from cocity.doors.open.pages import ask, downloads, page, periods, query
from cocity.doors.open.said import amount, opened, period_words, title
from cocity.doors.open.words import GROUPINGS
from cocity.ground.commitments import api as commitments
from cocity.ground.people import api as people
from cocity.ground.people.api import ANONYMOUS
from cocity.ground.places import api as places
from cocity.kit.amounts import counted
from cocity.kit.charts import Chart
from cocity.kit.parts import Column, Words
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.learn.performance import api as performance

MONTHS = 12
OVERDUE_SHOWN = 25
BELOW = {"city": "district", "district": "street"}
CODES = (
    "first_contact_rate", "on_time_declared", "on_time_confirmed", "declared_resolution_rate",
    "confirmed_resolution_rate", "satisfaction_rate", "verdict_response_rate", "return_rate", "mean_hops",
    "backlog", "overdue_exposure",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """Whom the page is about. `below` is the grouping one level down, empty at the lowest."""

    name: Words
    over: Words
    filters: commitments.Filters
    crumbs: tuple[tuple[Words, str], ...]
    below: str = ""


@public
@require_GET
def place(request: HttpRequest, code: str) -> HttpResponse:
    """One place: its figures over time, what lies below it, and public matters past their date."""
    asked = ask(request, place=code)
    found = places.get(code)
    below = BELOW.get(found.kind, "")
    trail = [(p.name, reverse("open:place", args=[p.code]) + _period(asked)) for p in places.ancestors(code)]
    about = About(
        found.name,
        places.names().levels[found.kind],
        commitments.Filters(place_path=found.path, overdue_at=timezone.now(), public_only=True),
        (*trail, (found.name, "")),
        below,
    )
    return _one(request, asked, about)


@public
@require_GET
def body(request: HttpRequest, code: str) -> HttpResponse:
    """One body: its figures over time, and the public matters it holds that are past their date."""
    asked = ask(request, body=code)
    found = people.body_by_code(code)
    name = Text(found.name_zh, found.name_en or found.name_zh)
    trail = (GROUPINGS["body"].title, reverse("open:by", args=["body"]) + _period(asked))
    about = About(
        name,
        GROUPINGS["body"].each,
        commitments.Filters(holder=found.id, overdue_at=timezone.now(), public_only=True),
        (trail, (name, "")),
    )
    return _one(request, asked, about)


def _period(asked: performance.Asked) -> str:
    return query(asked, **({asked.narrowing: ""} if asked.narrowing else {}))


def _one(request: HttpRequest, asked: performance.Asked, about: About) -> HttpResponse:
    known = [code for code in CODES if code in performance.indicators()]
    (found,) = performance.series(known, [asked.period], asked.filters)
    code = chosen(request)
    overdue = commitments.listed(ANONYMOUS, about.filters, order="due", size=OVERDUE_SHOWN)
    shown: dict[str, Any] = {
        "about": about,
        "crumbs": about.crumbs,
        "figures": [opened(f, downloads("figures", asked, indicator=f.code)) for f in found],
        "chart": over_time(code, asked.filters),
        "month_files": downloads("months", asked, indicator=code),
        "codes": [(name, title(name), name == code) for name in known],
        "code": code,
        "overdue": matters_of(overdue.rows, timezone.now()),
        "overdue_count": overdue.count,
        "overdue_capped": overdue.capped,
        "overdue_url": _overdue_url(asked),
        "asked": asked,
        "period": period_words(asked.period),
        **_below(asked, about, code),
        **periods(request, asked),
    }
    return page(request, "one", shown)


def _overdue_url(asked: performance.Asked) -> str:
    if asked.narrowing != "place":
        return ""
    return f"{reverse('open:matters')}?standing=overdue&place={asked.value}"


def _below(asked: performance.Asked, about: About, code: str) -> dict[str, Any]:
    """The places one level down, side by side."""
    if not about.below:
        return {}
    found = performance.table(code, asked.period, about.below, asked.filters)
    names = named(about.below, {f.key for f in found}, _period(asked))
    return {
        "below": GROUPINGS[about.below],
        "below_parts": parts(found, names, "name"),
        "below_title": title(code),
        "below_url": reverse("open:by", args=[about.below]) + query(asked, indicator=code),
    }


def over_time(code: str, filters: performance.Filters) -> Chart:
    """One figure for each of the last twelve months, with intervals and the table."""
    spans = performance.months(MONTHS, now=timezone.now())
    made = performance.series([code], [period for _, period in spans], filters)
    data = [_month(f"{day:%Y-%m}", figures[0]) for (day, _), figures in zip(spans, made, strict=True)]
    unit = performance.indicators()[code].unit
    head = (
        Column(Text("月份", "Month")),
        Column(Text("数值", "Value"), number=True),
        Column(Text("95% 区间", "95% interval"), number=True),
        Column(Text("件数", "Cases"), number=True),
    )
    words = Text("{title}：近 12 个月（本月还没有完）", "{title}: the last 12 months, this one unfinished")
    top = _top(unit, data)
    return months(words.with_values(title=title(code)), data, head, top, amount(top, unit))


def _top(unit: str, data: Sequence[Month]) -> float:
    if unit in {"share", "stars"}:
        return 1.0 if unit == "share" else 5.0
    known = [v for m in data for v in (m.value, m.high) if v is not None and isfinite(v)]
    return max(known, default=1.0) or 1.0


def _month(label: str, figure: performance.Figure) -> Month:
    between = figure.interval
    spread: Words = "—"
    if between:
        ends = {"lo": amount(between.lo, figure.unit), "hi": amount(between.hi, figure.unit)}
        spread = Text("{lo} – {hi}", "{lo} – {hi}").with_values(**ends)
    cells = (
        amount(figure.value, figure.unit),
        spread,
        counted(figure.denominator) if figure.value is not None else "—",
    )
    return Month(label, figure.value, between.lo if between else None, between.hi if between else None, cells)
