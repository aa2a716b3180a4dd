"""Figures as anyone takes them away: what they mean stands in the file, and numbers keep their last digit."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings

from cocity.kit.tables.sent import csv_lines as sent_lines
from cocity.learn.performance.asking import Asked
from cocity.learn.performance.contracts import Figure
from cocity.learn.performance.export import as_rows
from cocity.learn.performance.store import standing


def about(asked: Asked) -> dict[str, str]:
    """What a file says of the question it answers: licence, period, filter, how current, whether synthetic."""
    current = standing()
    return {
        "licence": settings.DATA_LICENCE,
        "period": f"{asked.period.start.isoformat()} .. {asked.period.end.isoformat()}",
        "filter": f"{asked.narrowing}={asked.value}" if asked.narrowing else "",
        "computed_at": current.made_at.isoformat() if current.made_at else "",
        "journal_read_until": current.read_until.isoformat() if current.read_until else "",
        "synthetic": str(settings.SYNTHETIC).lower(),
    }


def document(figures: Sequence[Figure], asked: Asked) -> dict[str, Any]:
    """`about` and `figures`, plain values for JSON."""
    return {"about": about(asked), "figures": as_rows(figures)}


def json_pieces(figures: Sequence[Figure], asked: Asked) -> Iterator[str]:
    """The document as text, sent a figure at a time."""
    yield '{"about": ' + json.dumps(about(asked), ensure_ascii=False) + ', "figures": ['
    for n, figure in enumerate(figures):
        row = json.dumps(as_rows([figure])[0], ensure_ascii=False, allow_nan=False)
        yield (",\n" if n else "\n") + row
    yield "\n]}\n"


def csv_lines(figures: Sequence[Figure], asked: Asked) -> Iterator[str]:
    """A byte order mark, lines beginning with `#` that say what it is, then a row a figure.

    Unknown values are empty; parts and exclusions are JSON in their cell.
    """
    rows = (as_rows([figure])[0] for figure in figures)
    yield from sent_lines(_with_head(rows), about=_read_me(figures, about(asked)))


def _with_head(rows: Iterator[dict[str, Any]]) -> Iterator[list[Any]]:
    for n, row in enumerate(rows):
        if not n:
            yield list(row)
        yield [_plain(value) for value in row.values()]


def _read_me(figures: Sequence[Figure], said: dict[str, str]) -> Iterator[str]:
    yield from (f"{name}: {value}" for name, value in said.items())
    told: set[str] = set()
    for figure in figures:
        if figure.code not in told:
            told.add(figure.code)
            yield f"{figure.code} {figure.title.zh} = {figure.formula.zh}；统计对象：{figure.population.zh}"
            yield f"{figure.code} {figure.title.en} = {figure.formula.en}; population: {figure.population.en}"
    yield "空格：没有数据，原因见 missing_zh；人数太少的不公布。 empty: no data, see missing_en; too few people: not shown."


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
