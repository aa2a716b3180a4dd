"""Everything as files: figures, tables, months and public matters, CSV and JSON."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cocity.doors.open import register, samples
from cocity.doors.open.compare import choices
from cocity.doors.open.matters import filters_of, matter_url
from cocity.doors.open.pages import TAKES, ask, downloads, page, periods
from cocity.doors.open.words import GROUPINGS
from cocity.ground.commitments import api as commitments
from cocity.ground.people.api import ANONYMOUS
from cocity.kit.errors import NotFound
from cocity.kit.parts import Download
from cocity.kit.tables.sent import csv_lines
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.kit.web.names import check_taken
from cocity.learn.performance import api as performance

KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
Asking = Callable[[HttpRequest, performance.Asked], tuple[performance.Figure, ...]]


@public
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """What can be taken away: every table as CSV and JSON, the licence, and what each file says about itself."""
    asked = ask(request)
    whole: list[tuple[Text, Sequence[Download]]] = [
        (Text("全部指标，全市", "Every indicator, whole city"), downloads("figures", asked)),
        (Text("全部指标，近 12 个月逐月", "Every indicator, the last 12 months"), downloads("months", asked)),
        (Text("全部公开事项", "All public matters"), downloads("matters", asked)),
        (
            Text("已过期限的公开事项", "Public matters past their date"),
            downloads("matters", asked, standing="overdue"),
        ),
        (Text("全部抽样回访", "All samples"), samples.files()),
        (Text("单位名册", "Register of bodies"), downloads("bodies", asked)),
    ]
    tables = [(g.title, downloads("table", asked, by=g.name)) for g in GROUPINGS.values()]
    shown = {
        "whole": whole,
        "tables": tables,
        "licence": settings.DATA_LICENCE,
        "asked": asked,
        "api": reverse("api-1:openapi-json"),
        **periods(request, asked),
    }
    return page(request, "data", shown)


@public
@require_GET
def download(request: HttpRequest, what: str, kind: str) -> StreamingHttpResponse:
    """One table as a file that says what it is: formula, period, licence, what is missing; sent as it is made."""
    if kind not in KINDS or what not in {*ASKING, *LISTS}:
        raise NotFound(Text("没有这个文件", "There is no such file"), field="file")
    check_taken(request, TAKES[what])
    pieces = LISTS[what](request, kind) if what in LISTS else _figures(request, what, kind)
    response = StreamingHttpResponse(pieces, content_type=KINDS[kind])
    response.headers["Content-Disposition"] = (
        f'attachment; filename="cocity-{what}-{timezone.localdate()}.{kind}"'
    )
    return response


def _one(request: HttpRequest, asked: performance.Asked) -> tuple[performance.Figure, ...]:
    (found,) = performance.series(_codes(request), [asked.period], asked.filters)
    return found


def _table(request: HttpRequest, asked: performance.Asked) -> tuple[performance.Figure, ...]:
    by = request.GET.get("by", "")
    wanted = _codes(request)
    kept = [code for code in wanted if code in choices()]
    return performance.table(kept or wanted, asked.period, by, asked.filters)


def _months(request: HttpRequest, asked: performance.Asked) -> tuple[performance.Figure, ...]:
    spans = _spans()
    return tuple(f for made in performance.series(_codes(request), spans, asked.filters) for f in made)


def _spans() -> list[performance.Period]:
    return [period for _, period in performance.months(12, now=timezone.now())]


ASKING: Mapping[str, Asking] = {"figures": _one, "table": _table, "months": _months}


def _codes(request: HttpRequest) -> tuple[str, ...]:
    code = request.GET.get("indicator", "")
    return (code,) if code else tuple(performance.indicators())


def _figures(request: HttpRequest, what: str, kind: str) -> Iterator[str]:
    asked = ask(request)
    found = ASKING[what](request, asked)
    if what == "months":  # which takes no period: it speaks of these twelve
        spans = _spans()
        asked = replace(asked, period=performance.Period(spans[0].start, spans[-1].end))
    written = performance.csv_lines if kind == "csv" else performance.json_pieces
    return written(found, asked)


HEAD = (
    "number", "title", "procedure", "state_zh", "state_en", "category", "place_zh", "place_en", "holder_zh",
    "holder_en", "opened_at", "due_at", "claimed_at", "ended_at", "unit_says", "person_says", "stars", "link",
)  # fmt: skip


def _matters(request: HttpRequest, kind: str) -> Iterator[str]:
    filters = filters_of(request, timezone.now())
    rows = commitments.stream_rows(ANONYMOUS, filters)
    note = {
        "licence": settings.DATA_LICENCE,
        "what": "公开事项（本人同意公开的） public matters (published with the person's consent)",
        "missing": "没有公开的事项不在此列 matters that are not public are not in this list",
        "made_at": timezone.now().isoformat(),
        "synthetic": str(settings.SYNTHETIC).lower(),
    }
    return _as_csv(rows, note) if kind == "csv" else _as_json(rows, note)


LISTS: Mapping[str, Callable[[HttpRequest, str], Iterator[str]]] = {
    "matters": _matters,
    "samples": samples.pieces,
    "bodies": lambda _request, kind: register.pieces(kind),
}


def _as_csv(rows: Iterable[commitments.CommitmentRow], note: Mapping[str, str]) -> Iterator[str]:
    about = (f"{name}: {value}" for name, value in note.items())
    return csv_lines(chain([HEAD], map(_cells, rows)), about=about)


def _as_json(rows: Iterable[commitments.CommitmentRow], note: Mapping[str, str]) -> Iterator[str]:
    yield '{"about": ' + json.dumps(note, ensure_ascii=False) + ', "matters": ['
    for n, row in enumerate(rows):
        plain = dict(zip(HEAD, _cells(row), strict=True))
        yield (",\n" if n else "\n") + json.dumps(plain, ensure_ascii=False)
    yield "\n]}\n"


def _cells(row: commitments.CommitmentRow) -> tuple[Any, ...]:
    place = row.place_name or {"zh": "", "en": ""}
    return (
        row.number, row.title, row.procedure, row.state_title["zh"], row.state_title["en"], row.category,
        place["zh"], place["en"], row.holder_name["zh"], row.holder_name["en"], row.opened_at.isoformat(),
        row.due_at.isoformat(), row.claimed_at.isoformat() if row.claimed_at else None,
        row.ended_at.isoformat() if row.ended_at else None, row.claim or None, row.confirmed or None, row.stars,
        settings.PUBLIC_URL + matter_url(row.number),
    )  # fmt: skip
