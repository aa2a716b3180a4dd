"""Figures in words: rounded for reading, with everything needed to check them one click away."""

from collections.abc import Sequence
from math import isfinite

from cocity.doors.open.words import PARTS, rule_words
from cocity.kit.amounts import counted, percent
from cocity.kit.dates import day_words, moment_words
from cocity.kit.parts import Download, Figure, Pair, Words
from cocity.kit.text import Text
from cocity.learn.performance import api as performance

NO_DATA = Text("没有数据", "No data")
UNKNOWN = Text("还不知道", "not known yet")
UNITS = {
    "stars": Text("{n} 星", "{n} stars"),
    "hours": Text("{n} 小时", "{n} h"),
    "days": Text("{n} 天", "{n} days"),
    "count": Text("{n}", "{n}"),
}


def amount(value: float | None, unit: str) -> Text:
    """A value in its unit, rounded: shares to 0.1 %, stars to 0.01, times to 0.1."""
    if value is None:
        return NO_DATA
    if not isfinite(value):
        return UNKNOWN
    if unit == "share":
        return Text(percent(value), percent(value))
    if unit == "count" and float(value).is_integer():
        number = counted(value)
    else:
        number = f"{value:,.2f}" if unit in {"stars", "count"} else f"{value:,.1f}"
    return UNITS[unit].with_values(n=number)


def title(code: str) -> Text:
    """What residents read for an indicator."""
    return performance.indicators()[code].title


def period_words(period: performance.Period) -> Text:
    """The days of a period, both ends in it."""
    last = period.end - (period.end - period.start) / 10**9
    both = {"first": day_words(period.start), "last": day_words(last)}
    return Text("{first} 至 {last}", "{first} to {last}").with_values(**both)


def opened(figure: performance.Figure, downloads: Sequence[Download] = ()) -> Figure:
    """A figure that opens to how it was made."""
    between = figure.interval
    return Figure(
        label=figure.title,
        value=headline(figure),
        formula=figure.formula,
        population=figure.population,
        period=period_words(figure.period),
        numerator=_plain(figure.numerator),
        denominator=_plain(figure.denominator) if figure.value is not None else "",
        low=amount(between.lo, figure.unit) if between else "",
        high=amount(between.hi, figure.unit) if between else "",
        missing=figure.missing or "",
        small_sample=figure.small,
        downloads=downloads,
        more=tuple(_more(figure)),
    )


def headline(figure: performance.Figure) -> Text:
    """The value; for what is overdue, how many and how long together."""
    if figure.code == "overdue_exposure" and figure.value is not None:
        return Text("{n} 件，共超过 {days} 天", "{n} matters, {days} days together").with_values(
            n=counted(figure.denominator), days=f"{figure.value:,.1f}"
        )
    return amount(figure.value, figure.unit)


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:,.15g}" if number % 1 else counted(number)


def _more(figure: performance.Figure) -> list[Pair]:
    rows: list[tuple[Text, Words | None]] = [
        (Text("按规则剔除", "Left out by rule"), left_out(figure)),
        (Text("分开看", "Taken apart"), _taken_apart(figure)),
        (
            Text("加权后", "Weighted"),
            amount(figure.adjusted, figure.unit) if figure.adjusted is not None else None,
        ),
        (
            Text("小样本收缩后", "Drawn towards the whole"),
            amount(figure.shrunk, figure.unit) if figure.shrunk is not None else None,
        ),
        (Text("目标", "Target"), amount(figure.target, figure.unit) if figure.target is not None else None),
        (Text("没办完的算到", "Unfinished as of"), moment_words(figure.as_of) if figure.as_of else None),
    ]
    return [Pair(label, value) for label, value in rows if value is not None]


def left_out(figure: performance.Figure) -> Text:
    """How many were left out, by rule; says so when nobody was."""
    if not figure.excluded:
        return Text("没有", "None")
    return _listed([(rule_words(rule), counted(n)) for rule, n in figure.excluded.items()])


def _taken_apart(figure: performance.Figure) -> Text | None:
    if any(part.of is not None or " × " in part.name for part in figure.parts):
        return Text("按类别和渠道分层，见下载的文件", "By category and channel: see the file to download")
    known = [part for part in figure.parts if part.count is not None or part.value is not None]
    return _listed([(_part_words(p), _part_value(p, figure)) for p in known]) if known else None


def _part_words(part: performance.Part) -> Text:
    name = part.name
    if name[:1].isdigit() or name.startswith(">"):
        return Text("{n} 天", "{n} days").with_values(n=name)
    return (
        Text(name, name)
        if name.startswith("P") and name[1:].isdigit()
        else PARTS.get(name) or rule_words(name)
    )


def _part_value(part: performance.Part, figure: performance.Figure) -> Text | str:
    if part.value is not None:
        return amount(part.value, figure.unit)
    return UNKNOWN if part.name.startswith("P") else counted(part.count or 0)


def _listed(pairs: Sequence[tuple[Text, Text | str]]) -> Text:
    return Text(
        "；".join(f"{name.zh} {_in(value, 'zh')}" for name, value in pairs),
        "; ".join(f"{name.en} {_in(value, 'en')}" for name, value in pairs),
    )


def _in(value: Text | str, language: str) -> str:
    return value if isinstance(value, str) else str(getattr(value, language))
