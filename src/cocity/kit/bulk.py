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

from django.db import connection, transaction
from django.db.models import BinaryField, CharField, Field, JSONField, Model, TextField
from django.db.models.base import ModelState
from django.db.models.expressions import DatabaseDefault

from cocity.kit import statements
from cocity.kit.batches import batched

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
    fields = tuple(field for field in _written(model) if not _left_to_database(field, rows))
    numbers = _stored(model, fields, map(attrgetter(*(field.attname for field in fields)), rows), len(rows))
    for row, number in zip(rows, numbers, strict=True):
        row.pk = number
        row._state.adding, row._state.db = False, connection.alias


def find_or_make(row: Model, *, unique: str) -> int:
    """The key of the stored row with this value of the `unique` field; `row` is stored where there is none. One
    statement, so two at one moment share the row."""
    model = type(row)
    fields = tuple(field for field in _written(model) if not _left_to_database(field, [row]))
    values = [getattr(row, field.attname) for field in fields]
    return statements.insert(model, fields, [values], unique=unique)[0]


def insert(model: type[Model], names: Sequence[str], values: Sequence[Values]) -> list[int]:
    """Insert rows given as tuples of the fields `names`; their keys, in order. Other fields must have a default
    in the database. Raises IntegrityError."""
    return _stored(model, statements.fields_of(model, tuple(names)), values, len(values))


def _stored(model: type[Model], fields: Any, values: Iterable[Values], count: int) -> list[int]:
    if connection.vendor == "postgresql" and count >= WORTH_COPYING:
        return _copied(model, fields, values, count)
    with transaction.atomic(savepoint=False) if count > BATCH else nullcontext():
        return [key for part in batched(values, BATCH) for key in statements.insert(model, fields, part)]


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
    return None


@cache
def _written(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _link(model: type[Model], rows: Sequence[Any]) -> None:
    """A row made before the one it belongs to was stored takes that one's key now."""
    for field in _written(model):
        if field.is_relation:
            for row in rows:
                if getattr(row, field.attname) is None and field.is_cached(row):
                    other = getattr(row, field.name)
                    setattr(row, field.attname, other.pk if other is not None else None)


def _left_to_database(field: "Field[Any, Any]", rows: Sequence[Any]) -> bool:
    """Whether the database gives the field's value. Raises ValueError where only some rows bring one of their own."""
    if not field.has_db_default():
        return False
    left = {isinstance(getattr(row, field.attname), DatabaseDefault) for row in rows}
    if len(left) > 1:
        raise ValueError(f"{field.name}: give it in every row or in none")
    return left.pop()
