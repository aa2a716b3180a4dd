"""Figures to take away, with everything needed to check them."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from cocity.kit.text import Text
from cocity.learn.performance.contracts import Figure
from cocity.learn.performance.heard import FEW


def as_rows(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """Plain values, one row a figure; unknown values are None."""
    return [_row(figure) for figure in figures]


def as_json(figures: Iterable[Figure]) -> str:
    """A JSON array; floats to their last digit, an unbounded interval as null."""
    return json.dumps(as_rows(figures), ensure_ascii=False, allow_nan=False)


def as_csv(figures: Iterable[Figure]) -> str:
    """Comma-separated, with a byte order mark so that spreadsheets read the Chinese; unknown values are empty."""
    rows = as_rows(figures)
    out = io.StringIO()
    out.write("\ufeff")
    if rows:
        writer = csv.DictWriter(out, rows[0], lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(
            {
                k: json.dumps(v, ensure_ascii=False) if isinstance(v, dict | list) else v
                for k, v in row.items()
            }
            for row in rows
        )
    return out.getvalue()


def _row(f: Figure) -> dict[str, Any]:
    between, drawn = f.interval, f.shrunk_interval
    return {
        "indicator": f.code, "number": f.number, "key": f.key,
        "start": f.period.start.isoformat(), "end": f.period.end.isoformat(),
        "as_of": f.as_of.isoformat() if f.as_of else None,
        "value": f.value, "unit": f.unit, "numerator": f.numerator,
        # How few answered is as unknown as what they said: 0 would be a number, and not the true one.
        "denominator": None if f.missing == FEW else f.denominator,
        "lo": between.lo if between else None, "hi": _finite(between.hi) if between else None,
        "method": between.method if between else None,
        "small": f.small, "shrunk": f.shrunk, "shrunk_lo": drawn.lo if drawn else None,
        "shrunk_hi": drawn.hi if drawn else None, "adjusted": f.adjusted, "target": f.target,
        "excluded": dict(f.excluded),
        "parts": [{"name": p.name, "count": p.count, "value": p.value, "of": p.of} for p in f.parts],
        **_said("title", f.title), **_said("formula", f.formula), **_said("population", f.population),
        **_said("missing", f.missing),
    }  # fmt: skip


def _finite(value: float) -> float | None:
    return None if value == float("inf") else value


def _said(name: str, text: Text | None) -> dict[str, str | None]:
    return {f"{name}_zh": text.zh if text else None, f"{name}_en": text.en if text else None}
