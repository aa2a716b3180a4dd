"""Keyset paging: the next page begins after a row, so page one thousand costs what page one costs."""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from cocity.kit.errors import Invalid
from cocity.kit.text import Text


def cursor_of(values: Sequence[Any]) -> str:
    """An opaque mark for the row with these sort values."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def read_cursor(text: str, kinds: Sequence[type]) -> list[Any]:
    """The sort values of a mark. Raises Invalid(cursor) for anything this city did not make."""
    try:
        raw = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(raw, list) or len(raw) != len(kinds):
            raise ValueError
        return [_as(value, kind) for value, kind in zip(raw, kinds, strict=True)]
    except (ValueError, TypeError, UnicodeDecodeError) as error:
        raise Invalid(
            Text("翻页标记无效，请从第一页开始", "The page mark is not valid; start from the first page"),
            field="cursor",
        ) from error


def _as(value: Any, kind: type) -> Any:
    if kind is datetime:
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError
        return at
    if kind is int and isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        return value
    if kind is str and isinstance(value, str):
        return value
    raise ValueError


def beyond(fields: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after `values` in the order `fields` (a leading "-" is descending), as a filter an index can serve."""
    first, value = fields[0], values[0]
    name, step = first.lstrip("-"), "lt" if first.startswith("-") else "gt"
    here = Q(**{f"{name}__{step}": value})
    if len(fields) == 1:
        return here
    tie = Q(**{name: value}) & beyond(fields[1:], values[1:])
    # The first comparison, repeated with equality, lets the database start in the middle of the index.
    return Q(**{f"{name}__{step}e": value}) & (here | tie)
