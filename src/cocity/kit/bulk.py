"""Rows stored at once: by statements kept ready, many by COPY on PostgreSQL. The rows get their keys either way.

`create` takes rows of a model. `insert` takes bare values and makes no objects of them: objects cost more time
than the database does.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import BinaryField, CharField, DateField, Field, JSONField, Model, TextField
from django.db.models.base import ModelState
from django.db.models.expressions import DatabaseDefault

from cocity.kit import statements
from cocity.kit.batches import batched
from cocity.kit.statements import Names

WORTH_COPYING = 50  # fewer rows go in one ordinary statement
BATCH = 100  # rows of one statement
Values = tuple[Any, ...]
M = TypeVar("M", bound=Model)


def fresh(model: type[M], **given: Any) -> M:
    """`model(**given)`, several times as fast: no signals are sent (this house has none), and values are taken as
    they are. Records may be named by field or by key (`holder_id`). Raises TypeError for a name that is no field.
    """
    row = model.__new__(model)
    row._state = state = ModelState()
    plain, made, related = _blank(model)
    values = row.__dict__
    values.update(plain)
    for name, make in made:
        if name not in given:
            values[name] = make()
    for name, value in given.items():
        if name in related:
            state.fields_cache[name] = value
            name, value = related[name], value.pk if value is not None else None
        elif name not in plain:
            raise TypeError(f"{model.__name__} has no field {name}")
        values[name] = value
    return row


@cache
def _blank(
    model: type[Model],
) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]], dict[str, str]]:
    """(plain defaults by attribute, those made anew for each row, relation → attribute of its key)."""
    plain: dict[str, Any] = {}
    made: list[tuple[str, Callable[[], Any]]] = []
    related: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        make = field.get_default
        first, second = make(), make()
        plain[field.attname] = first
        if first is not second or isinstance(first, list | dict):
            made.append((field.attname, make))
        if field.is_relation:
            related[field.name] = field.attname
    return plain, made, related


def create(model: type[Model], rows: Sequence[Any]) -> None:
    """Insert `rows` of `model`, none stored before; keys are set on them in their order.

    Constraints, triggers and database defaults hold as for any insert. Raises IntegrityError.
    """
    if not rows:
        return
    _link(model, rows)
    names = _names(model, _left_to_database(model, rows))
    numbers = _stored(model, names, map(_values(model, names), rows), len(rows))
    for row, number in zip(rows, numbers, strict=True):
        row.pk = number
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def find_or_make(row: Model, *, unique: str) -> int:
    """The key of the stored row with this value of the `unique` field; `row` is stored where there is none. One
    statement, so two at one moment share the row."""
    model = type(row)
    names = _names(model, _left_to_database(model, [row]))
    return statements.insert(model, names, [_values(model, names)(row)], unique=unique)[0]


def insert(model: type[Model], names: Sequence[str], values: Sequence[Values]) -> list[int]:
    """Insert rows given as tuples of the fields `names`; their keys, in order. Other fields must have a default
    in the database. Raises IntegrityError."""
    return _stored(model, tuple(names), values, len(values))


def _stored(model: type[Model], names: Names, values: Iterable[Values], count: int) -> list[int]:
    if count >= WORTH_COPYING and connection.vendor == "postgresql":
        return _copied(model, statements.fields_of(model, names), values, count)
    with transaction.atomic(savepoint=False) if count > BATCH else nullcontext():
        return [key for part in batched(values, BATCH) for key in statements.insert(model, names, part)]


def append(model: type[Model], names: Sequence[str], values: Sequence[Values]) -> None:
    """Insert rows given as tuples of the fields `names`, plain values with keys of their own. Raises IntegrityError."""
    quote, column_of = connection.ops.quote_name, {f.name: str(f.column) for f in model._meta.concrete_fields}
    table, columns = quote(model._meta.db_table), ", ".join(quote(column_of[name]) for name in names)
    with connection.cursor() as cursor:
        if _worth_copying(values):
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        elif values:
            places = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)  # noqa: S608


def _worth_copying(rows: Sequence[Any]) -> bool:
    return connection.vendor == "postgresql" and len(rows) >= WORTH_COPYING


def _copied(model: type[Model], fields: Sequence[Any], rows: Iterable[Values], count: int) -> list[int]:
    quote, table, key = connection.ops.quote_name, model._meta.db_table, str(model._meta.pk.column)
    changes = [(at, change) for at, field in enumerate(fields, 1) if (change := _as_stored(field))]
    names = ", ".join([quote(key), *(quote(field.column) for field in fields)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, key, count]
        )
        numbers = [number for (number,) in cursor.fetchall()]
        with (
            connection.wrap_database_errors,
            cursor.copy(f"COPY {quote(table)} ({names}) FROM STDIN") as copy,
        ):
            for number, row in zip(numbers, rows, strict=True):
                values = [number, *row]
                for at, change in changes:
                    values[at] = change(values[at])
                copy.write_row(values)
    return numbers


def _as_stored(field: "Field[Any, Any]") -> Callable[[Any], Any] | None:
    """What a value of a field must be turned into for PostgreSQL; None where it is taken as it is."""
    if isinstance(field, JSONField):
        return lambda value: None if value is None else json.dumps(value, cls=field.encoder)
    if isinstance(field, CharField | TextField) and field.choices:
        return lambda value: value.value if isinstance(value, Enum) else value
    if isinstance(field, BinaryField):
        return lambda value: None if value is None else bytes(value)
    if isinstance(field, DateField):  # and DateTimeField, which is one
        change = statements.stored("postgresql", field)
        return lambda value: change(value, connection)
    return None


@cache
def _names(model: type[Model], left: Names) -> Names:
    """The fields written, in their order: all but the key and those left to the database."""
    return tuple(f.name for f in model._meta.concrete_fields if not f.primary_key and f.name not in left)


@cache
def _values(model: type[Model], names: Names) -> Callable[[Any], Values]:
    """What a row holds in these fields."""
    held = attrgetter(*(field.attname for field in statements.fields_of(model, names)))
    return held if len(names) > 1 else lambda row: (held(row),)


@cache
def _relations(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.is_relation]


def _link(model: type[Model], rows: Sequence[Any]) -> None:
    """A row made before the one it belongs to was stored takes that one's key now."""
    for field in _relations(model):
        for row in rows:
            if getattr(row, field.attname) is None and field.is_cached(row):
                other = getattr(row, field.name)
                setattr(row, field.attname, other.pk if other is not None else None)


@cache
def _defaulted(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.has_db_default()]


def _left_to_database(model: type[Model], rows: Sequence[Any]) -> Names:
    """The fields whose values the database gives. Raises ValueError where only some rows bring one of their own."""
    left = []
    for field in _defaulted(model):
        found = {isinstance(getattr(row, field.attname), DatabaseDefault) for row in rows}
        if len(found) > 1:
            raise ValueError(f"{field.name}: give it in every row or in none")
        if found.pop():
            left.append(field.name)
    return tuple(left)
