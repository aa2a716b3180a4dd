"""A queryset compiled once. Django builds the SQL of a query anew each time, which costs more than the database's
answer where that is a row or two; the busiest reads freeze theirs."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from cocity.kit import statements

Rows = QuerySet[Any, tuple[Any, ...]]
Hole = str | int


class FrozenQuery:
    """`build(holes)` makes a `values_list` queryset in which each hole stands for a value of that name, given later.

    `kinds` names the holes and their type: `FrozenQuery(build, number=str)`.
    """

    def __init__(self, build: Callable[[Mapping[str, Any]], Rows], **kinds: type[str] | type[int]) -> None:
        self._build = build
        # Values no record has: they only mark their place among the parameters.
        self._holes: dict[str, Hole] = {
            name: f"\x01{name}\x01" if kind is str else -(2**40) - at
            for at, (name, kind) in enumerate(kinds.items())
        }
        self._own = threading.local()  # a compiler belongs to its thread's connection

    def rows(self, **values: Hole) -> list[tuple[Any, ...]]:
        """The rows with the holes filled."""
        sql, params, compiler, converters = self._compiled()
        filled = {hole: values[name] for name, hole in self._holes.items()}
        with statements.cursor() as cursor:
            cursor.execute(sql, [filled.get(p, p) if isinstance(p, str | int) else p for p in params])
            found = cursor.fetchall()
        return [tuple(row) for row in compiler.apply_converters(found, converters)] if converters else found

    def _compiled(self) -> Any:
        kept = getattr(self._own, "compiled", None)
        if kept is None:
            compiler = self._build(self._holes).query.get_compiler(using=connection.alias)
            sql, params = compiler.as_sql()
            kept = sql, params, compiler, compiler.get_converters([column[0] for column in compiler.select])
            self._own.compiled = kept
        return kept
