"""Charts as plain SVG made on the server: readable without script, sharp on paper, always with their table.

Nothing is scaled: positions across are per cent of the width and positions down are `em`, so letters keep the
reader's size on a phone and in 长者版. Colours come from the stylesheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cocity.kit.parts import Column, Words
from cocity.kit.text import Text

_ROW, _BAR_DOWN, _BAR_HIGH = 3.2, 1.45, 0.8
_LINE_HIGH, _LINE_TOP = 8.0, 1.2


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `value` sets its length, `shown` says it; `low` and `high` draw its interval."""

    label: Words
    value: float
    shown: Words
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a line, in order; None where nothing was measured, and the line breaks there."""

    label: Words
    value: float | None
    shown: Words = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """What `<c-chart>` shows: the drawing, and the same numbers as a table."""

    title: Words
    svg: SafeString
    head: tuple[Column, ...]
    rows: tuple[tuple[Words, ...], ...]


def bars(title: Words, data: Sequence[Bar], *, about: Words = "", top: float | None = None) -> Chart:
    """Horizontal bars from zero to `top` (by default the largest value or interval end).

    Raises ValueError for a negative value: a bar cannot show one.
    """
    if any(bar.value < 0 for bar in data):
        raise ValueError("a bar cannot show a negative value")
    largest = top or max((max(bar.value, bar.high or 0) for bar in data), default=0) or 1.0
    body = format_html_join("", "{}", ((_bar(i, bar, largest),) for i, bar in enumerate(data)))
    head = (Column(Text("项目", "Item")), Column(Text("数值", "Value"), number=True))
    rows: tuple[tuple[Words, ...], ...] = tuple((bar.label, bar.shown) for bar in data)
    return Chart(title, _drawing(title, about, len(data) * _ROW, body), head, rows)


def line(title: Words, data: Sequence[Point], *, about: Words = "", top: float | None = None) -> Chart:
    """A line over equal steps, from zero to `top`, with its first, last and largest values said."""
    known = [point.value for point in data if point.value is not None]
    largest = top or max(known, default=0) or 1.0
    places = _places(data, largest)
    body = format_html(
        '<line class="axis" x1="0%" x2="100%" y1="{0}em" y2="{0}em"/>{1}{2}{3}',
        _LINE_TOP + _LINE_HIGH,
        _segments(places, "trace"),
        _last_dot(places),
        _ends(data),
    )
    head = (Column(Text("时间", "When")), Column(Text("数值", "Value"), number=True))
    rows: tuple[tuple[Words, ...], ...] = tuple((point.label, _said(point)) for point in data)
    return Chart(title, _drawing(title, about, _LINE_TOP + _LINE_HIGH + 1.8, body), head, rows)


def sparkline(title: Words, values: Sequence[float | None]) -> SafeString:
    """A line as small as a word, from its lowest to its highest value; `title` must say what it shows."""
    known = [value for value in values if value is not None]
    lowest = min(known, default=0.0)
    reach = (max(known, default=0.0) - lowest) or 1.0
    step = 100 / max(len(values) - 1, 1)
    places = [
        None if value is None else (round(i * step, 2), round(1.3 - (value - lowest) / reach * 1.1, 3))
        for i, value in enumerate(values)
    ]
    return format_html(
        '<span class="chart"><svg class="spark" role="img"><title>{}</title>{}</svg></span>',
        title,
        _segments(places, "trace"),
    )


def _drawing(title: Words, about: Words, height: float, body: SafeString) -> SafeString:
    described = format_html("<desc>{}</desc>", about) if about else ""
    return format_html(
        '<svg role="img" width="100%" height="{}em"><title>{}</title>{}{}</svg>',
        round(height, 2),
        title,
        described,
        body,
    )


def _bar(index: int, bar: Bar, largest: float) -> SafeString:
    top = index * _ROW
    return format_html(
        '<text x="0" y="{text}em">{label}</text><text x="100%" y="{text}em" text-anchor="end">{shown}</text>'
        '<rect class="track" x="0" y="{down}em" width="100%" height="{high}em"/>'
        '<rect class="bar-value" x="0" y="{down}em" width="{width}%" height="{high}em"/>{spread}',
        text=round(top + 1, 2),
        down=round(top + _BAR_DOWN, 2),
        high=_BAR_HIGH,
        width=_across(bar.value, largest),
        label=bar.label,
        shown=bar.shown,
        spread=_spread(top + _BAR_DOWN, bar, largest),
    )


def _spread(top: float, bar: Bar, largest: float) -> SafeString | str:
    if bar.low is None or bar.high is None:
        return ""
    low, high = _across(bar.low, largest), _across(bar.high, largest)
    middle, first, last = (round(top + part, 2) for part in (_BAR_HIGH / 2, 0.1, _BAR_HIGH - 0.1))
    lines = ((low, high, middle, middle), (low, low, first, last), (high, high, first, last))
    return format_html_join("", '<line class="spread" x1="{}%" x2="{}%" y1="{}em" y2="{}em"/>', lines)


def _across(value: float, largest: float) -> float:
    return round(min(max(value / largest, 0), 1) * 100, 2)


def _places(data: Sequence[Point], largest: float) -> list[tuple[float, float] | None]:
    step = 100 / max(len(data) - 1, 1)
    return [
        None
        if point.value is None
        else (round(i * step, 2), round(_LINE_TOP + _LINE_HIGH * (1 - min(point.value / largest, 1)), 2))
        for i, point in enumerate(data)
    ]


def _segments(places: Sequence[tuple[float, float] | None], name: str) -> SafeString:
    pairs = ((name, a[0], b[0], a[1], b[1]) for a, b in pairwise(places) if a and b)
    return format_html_join("", '<line class="{}" x1="{}%" x2="{}%" y1="{}em" y2="{}em"/>', pairs)


def _last_dot(places: Sequence[tuple[float, float] | None]) -> SafeString | str:
    last = next((place for place in reversed(places) if place), None)
    return format_html('<circle class="dot" cx="{}%" cy="{}em" r=".3em"/>', *last) if last else ""


def _ends(data: Sequence[Point]) -> SafeString | str:
    if not data:
        return ""
    under = round(_LINE_TOP + _LINE_HIGH + 1.4, 2)
    return format_html(
        '<text class="faint" x="0" y="{0}em">{1}</text>'
        '<text class="faint" x="100%" y="{0}em" text-anchor="end">{2}</text>'
        '<text x="0" y=".6em">{3}</text><text x="100%" y=".6em" text-anchor="end">{4}</text>',
        under,
        data[0].label,
        data[-1].label,
        _said(data[0]),
        _said(data[-1]),
    )


def _said(point: Point) -> Words:
    if point.value is None:
        return Text("没有数据", "No data")
    return point.shown or f"{point.value:g}"
