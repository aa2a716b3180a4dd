"""Samples of closed matters: why and how each was drawn, how many answered and what they said; as pages and as files."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from shlex import quote
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from cocity.answer.verdicts import api as verdicts
from cocity.doors.open.pages import given, page
from cocity.doors.open.said import amount, opened
from cocity.kit.amounts import counted
from cocity.kit.dates import day_words
from cocity.kit.errors import NotFound
from cocity.kit.parts import Download
from cocity.kit.tables.sent import csv_lines
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.learn.performance import api as performance

KINDS = ("csv", "json")
TITLE = Text("抽样回访", "Samples")
DAY_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One sample in the list, in words."""

    id: int
    reason: str
    seed: str
    closed: Text
    announced_at: datetime | None
    drawn_at: datetime | None
    drawn: str
    of: Text
    answered: str
    rate: Text
    state: verdicts.StateWords


@public
@require_GET
def samples(request: HttpRequest) -> HttpResponse:
    """Every sample, newest first: why, from how many, how far it is, and how many answered."""
    cursor = given(request).get("cursor", "")
    found = verdicts.published_samples(step=_step(), cursor=cursor)
    shown = {
        "rows": [_line(each) for each in found.rows],
        "next_url": f"?cursor={found.next}" if found.next else "",
        "first_url": reverse("open:samples") if cursor else "",
        "files": files(),
    }
    return page(request, "samples", shown)


@public
@require_GET
def sample(request: HttpRequest, sample: int) -> HttpResponse:
    """One sample: why, from what, by which seed and secret, how to check that nobody picked, what came back."""
    found = _one(sample)
    shown = {
        "sample": found,
        "method": verdicts.how_drawn(found),
        "state": verdicts.state_words(found),
        "command": _command(found),
        "came": verdicts.came_of(found),
        "figures": [opened(f, files(sample)) for f in performance.sampled(found)] if found.drawn_at else [],
        "files": files(sample),
        "crumbs": [(TITLE, reverse("open:samples")), (found.reason or found.seed, "")],
    }
    return page(request, "sample", shown)


def _one(sample: int) -> verdicts.SampleSummary:
    if sample >= 2**63:  # more than a database can count
        raise NotFound(Text("没有这个样本", "There is no such sample"), field="sample")
    return verdicts.published_sample(sample, step=_step())


def _step() -> int:
    return performance.thresholds().hidden_below


def files(sample: int | None = None) -> tuple[Download, ...]:
    """All samples as files, or one."""
    which = f"?sample={sample}" if sample is not None else ""
    return tuple(
        Download(kind.upper(), reverse("open:download", args=["samples", kind]) + which) for kind in KINDS
    )


def _command(found: verdicts.SampleSummary) -> Text:
    """What ranks a number. Quoted: whatever a seed holds, who copies the line runs nothing else. The secret stands in
    it once it is open."""
    tool = "sha256sum"
    if found.scheme == "secret":
        tool = f"openssl dgst -sha256 -mac HMAC -macopt hexkey:{found.secret}"
    lines = (f"printf %s {quote(f'{found.seed}:{number}')} | {tool}" for number in ("编号", "NUMBER"))
    return Text(*lines)


def _line(found: verdicts.SampleSummary) -> Line:
    first, last = day_words(found.since), day_words(found.until - DAY_BEFORE)
    closed = Text("{a} 至 {b}", "{a} to {b}").with_values(a=first, b=last)
    of = Text("名单 {n}", "of {n}").with_values(n=counted(found.population))
    return Line(
        found.id, found.reason, found.seed, closed, found.announced_at, found.drawn_at, counted(found.drawn), of,
        counted(found.answered), amount(found.response_rate, "share"), verdicts.state_words(found),
    )  # fmt: skip


def pieces(request: HttpRequest, kind: str) -> Iterator[str]:
    """All samples, or the one asked for, as a file sent as it is made: how each was drawn beside every figure.

    Raises NotFound or Invalid before the first piece.
    """
    wanted = given(request).get("sample", "")
    if wanted and not (wanted.isascii() and wanted.isdecimal()):
        raise NotFound(Text("没有这个样本", "There is no such sample"), field="sample")
    rows = iter([_one(int(wanted))]) if wanted else _all()
    return _as_csv(rows) if kind == "csv" else _as_json(rows)


def _all() -> Iterator[verdicts.SampleSummary]:
    cursor = ""
    while True:
        found = verdicts.published_samples(step=_step(), cursor=cursor, size=200)
        yield from found.rows
        cursor = found.next
        if not cursor:
            return


def _as_csv(rows: Iterator[verdicts.SampleSummary]) -> Iterator[str]:
    """A row a figure, the drawing of its sample in front."""
    about = (f"{name}: {value}" for name, value in performance.about_samples().items())
    return csv_lines(_table(rows), about=about)


def _table(rows: Iterator[verdicts.SampleSummary]) -> Iterator[list[Any]]:
    for n, found in enumerate(rows):
        drawn = performance.sample_document(found)
        made = drawn.pop("figures")
        del drawn["committed"]  # of several lines, and too long for a cell
        if not n:
            yield [*drawn, *made[0]]
        yield from ([*drawn.values(), *map(_cell, row.values())] for row in made)


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _as_json(rows: Iterator[verdicts.SampleSummary]) -> Iterator[str]:
    yield '{"about": ' + json.dumps(performance.about_samples(), ensure_ascii=False) + ', "samples": ['
    for n, found in enumerate(rows):
        one = performance.sample_document(found)
        yield (",\n" if n else "\n") + json.dumps(one, ensure_ascii=False, allow_nan=False)
    yield "\n]}\n"
