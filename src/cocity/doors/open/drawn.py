"""Drawings of the open pages: an interval as small as a cell, and months as a line with their intervals.

As in kit/charts nothing is scaled: across in per cent, down in `em`; colours come from the stylesheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cocity.kit.charts import Chart
from cocity.kit.parts import Column, Words

HIGH, TOP = 9.0, 1.4


@dataclass(frozen=True, slots=True)
class Month:
    """One month; None where there is nothing to say."""

    label: Words
    value: float | None
    low: float | None
    high: float | None
    cells: tuple[Words, ...]


def interval(value: float | None, low: float, high: float, top: float) -> SafeString:
    """A line from `low` to `high` with a dot at `value`, on a scale from zero to `top`; the numbers stand beside it."""
    first, last = _across(low, top), _across(high, top)
    dot = (
        format_html('<circle class="dot" cx="{}%" cy=".6em" r=".28em"/>', _across(value, top))
        if value is not None
        else ""
    )
    return format_html(
        '<svg class="range" width="100%" height="1.2em" aria-hidden="true" focusable="false">'
        '<line class="track" x1="0" x2="100%" y1=".6em" y2=".6em"/>'
        '<line class="spread" x1="{0}%" x2="{1}%" y1=".6em" y2=".6em"/>'
        '<line class="spread" x1="{0}%" x2="{0}%" y1=".25em" y2=".95em"/>'
        '<line class="spread" x1="{1}%" x2="{1}%" y1=".25em" y2=".95em"/>{2}</svg>',
        first,
        last,
        dot,
    )


def months(title: Words, data: Sequence[Month], head: Sequence[Column], top: float, most: Words) -> Chart:
    """A line over months, each with its interval, and the table under it; `most` says the top of the scale."""
    step = 94 / max(len(data) - 1, 1)
    places = [round(3 + i * step, 2) for i in range(len(data))]
    spreads = [
        (x, _down(m.low, top), _down(m.high, top))
        for x, m in zip(places, data, strict=True)
        if m.low is not None and m.high is not None
    ]
    dots = [(x, _down(m.value, top)) for x, m in zip(places, data, strict=True) if m.value is not None]
    body = format_html(
        '<line class="axis" x1="0%" x2="100%" y1="{0}em" y2="{0}em"/>'
        '<line class="axis" x1="0%" x2="100%" y1="{1}em" y2="{1}em"/>{2}{3}{4}{5}',
        TOP,
        TOP + HIGH,
        format_html_join("", '<line class="spread" x1="{0}%" x2="{0}%" y1="{1}em" y2="{2}em"/>', spreads),
        _trace(places, data, top),
        format_html_join("", '<circle class="dot" cx="{}%" cy="{}em" r=".3em"/>', dots),
        _ends(data, most),
    )
    svg = format_html(
        '<svg role="img" width="100%" height="{}em"><title>{}</title>{}</svg>', TOP + HIGH + 1.8, title, body
    )
    return Chart(title, svg, tuple(head), tuple((m.label, *m.cells) for m in data))


def _trace(places: Sequence[float], data: Sequence[Month], top: float) -> SafeString:
    known = list(zip(places, data, strict=True))
    lines = (
        (a[0], b[0], _down(a[1].value, top), _down(b[1].value, top))
        for a, b in pairwise(known)
        if a[1].value is not None and b[1].value is not None
    )
    return format_html_join("", '<line class="trace" x1="{}%" x2="{}%" y1="{}em" y2="{}em"/>', lines)


def _ends(data: Sequence[Month], most: Words) -> SafeString | str:
    if not data:
        return ""
    return format_html(
        '<text class="faint" x="0" y="{0}em">{1}</text>'
        '<text class="faint" x="100%" y="{0}em" text-anchor="end">{2}</text>'
        '<text class="faint" x="0" y="{3}em">{4}</text><text class="faint" x="0" y="{5}em">0</text>',
        TOP + HIGH + 1.4,
        data[0].label,
        data[-1].label,
        TOP - 0.35,
        most,
        TOP + HIGH - 0.35,
    )


def _down(value: float | None, top: float) -> float:
    return round(TOP + HIGH * (1 - _across(value or 0.0, top) / 100), 3)


def _across(value: float, top: float) -> float:
    return round(min(max(value / top, 0), 1) * 100, 2) if isfinite(value) and top else 100.0
