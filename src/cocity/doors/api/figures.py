"""How promises are kept, for programs: the numbers of the open pages, in the shape of their files."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from cocity.doors.api import told
from cocity.doors.api.shapes import Problem
from cocity.kit.errors import Invalid
from cocity.kit.text import Text
from cocity.learn.performance import api as performance

router = Router(tags=["figures"])
PROBLEMS = {400: Problem, 404: Problem, 422: Problem}


class AskedIn(Schema):
    """Which days and which matters: `period`, or `from` and `to`; and at most one of the four filters."""

    period: str = Field("", max_length=8, description="the last 30, 90 or 365 days; 30 unless told")
    since: str = Field("", alias="from", max_length=7, description="first month, YYYY-MM")
    until: str = Field("", alias="to", max_length=7, description="last month, YYYY-MM")
    place: str = Field("", max_length=40, description="code of a place: it and all below")
    body: str = Field("", max_length=80, description="code of a body")
    category: str = Field("", max_length=80, description="a code of /categories: it and all below")
    procedure: str = Field("", max_length=60, description="name of a procedure")


class AboutOut(Schema):
    """What the answer says of itself; times are ISO 8601, empty before the first computation."""

    licence: str
    period: str
    filter: str
    computed_at: str
    journal_read_until: str
    synthetic: str


class FigureOut(Schema):
    """One figure. `value` is null without data, with the reason in `missing`; `lo`..`hi` is its 95 % interval."""

    indicator: str
    number: str
    key: str = Field(
        description="code of the place, id of the body, path of the category …; empty for the whole"
    )
    start: str
    end: str
    as_of: str | None
    value: float | None
    unit: str = Field(description="share | stars | hours | days | count")
    numerator: float | None
    denominator: int | None
    lo: float | None
    hi: float | None
    method: str | None
    small: bool
    shrunk: float | None
    shrunk_lo: float | None
    shrunk_hi: float | None
    adjusted: float | None
    target: float | None
    excluded: dict[str, int]
    parts: list[dict[str, Any]]
    title_zh: str
    title_en: str
    formula_zh: str
    formula_en: str
    population_zh: str
    population_en: str
    missing_zh: str | None
    missing_en: str | None


class FiguresOut(Schema):
    about: AboutOut
    figures: list[FigureOut]


def _asked(given: AskedIn) -> performance.Asked:
    plain: dict[str, str] = given.model_dump(by_alias=True)
    for name, value in plain.items():
        if not value.isprintable():
            raise Invalid(Text("含有不能用的字符", "There are characters that cannot be used"), field=name)
    return performance.asked(plain, now=timezone.now())


@router.get("", summary="Every figure, or one", response={200: FiguresOut, **PROBLEMS})
def figures(
    request: HttpRequest, given: Query[AskedIn], indicator: Annotated[str, Query("", max_length=60)]
) -> HttpResponse:
    """As on /open/: each with numerator, denominator, interval, what was left out and what is missing."""
    asked = _asked(given)
    codes = (indicator,) if indicator else tuple(performance.indicators())
    (found,) = performance.series(codes, [asked.period], asked.filters)
    return told.as_json(performance.document(found, asked))


@router.get(
    "/{indicator}/table", summary="One figure for each place, body …", response={200: FiguresOut, **PROBLEMS}
)
def table(
    request: HttpRequest,
    indicator: str,
    given: Query[AskedIn],
    by: Annotated[str, Query("district", max_length=20)],
) -> HttpResponse:
    """`by`: district | street | body | category | category_top | channel | mode | procedure. In order of key, never of
    value: where intervals overlap nothing can be put first."""
    asked = _asked(given)
    return told.as_json(
        performance.document(performance.table(indicator, asked.period, by, asked.filters), asked)
    )
