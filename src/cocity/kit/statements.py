"""Statements spelled out once and sent often. Django writes the SQL of a row anew each time, and PostgreSQL plans it
anew; for a row or two that costs more than the storing itself. Here each is written once a process, and PostgreSQL
keeps its plan for as long as the connection lives.

Rows go in as they are: no signals (this house has none). Constraints, triggers and database defaults hold as ever,
and the statements count and log like Django's own.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
)

_AS_THEY_ARE = (BigIntegerField, BooleanField, CharField, FloatField, ForeignKey, IntegerField, TextField)
Fields = tuple["Field[Any, Any]", ...]
Change = Callable[[Any], Any]


def cursor() -> Any:
    """A cursor for statements sent again and again: PostgreSQL plans each once a connection."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    with connection.wrap_database_errors:
        raw = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
    return connection._prepare_cursor(raw)  # type: ignore[attr-defined]


def insert(
    model: type[Model], fields: Fields, rows: Sequence[Sequence[Any]], *, unique: str = ""
) -> list[int]:
    """Insert a few rows, each the values of `fields` in order; their keys. A row that is there already by its
    `unique` field is left as it is and its key given. Raises IntegrityError."""
    values = [value for row in rows for value in row]
    for at, change in _changes(connection.vendor, fields):
        for place in range(at, len(values), len(fields)):
            values[place] = change(values[place])
    with cursor() as opened:
        opened.execute(_insert(connection.vendor, model, fields, len(rows), unique), values)
        return [key for (key,) in opened.fetchall()]


def update(model: type[Model], names: tuple[str, ...], row: Model) -> None:
    """Write the fields `names` of one stored row. Raises DatabaseError when it is not there any more."""
    fields = fields_of(model, names)
    values = [getattr(row, field.attname) for field in fields]
    for at, change in _changes(connection.vendor, fields):
        values[at] = change(values[at])
    with cursor() as opened:
        opened.execute(_update(connection.vendor, model, fields), [*values, row.pk])
        if opened.rowcount != 1:
            raise DatabaseError(f"{model.__name__} {row.pk} is not there any more")


@cache
def fields_of(model: type[Model], names: tuple[str, ...]) -> Fields:
    """The fields of these names, in their order."""
    return tuple(model._meta.get_field(name) for name in names)  # type: ignore[misc]


@lru_cache(maxsize=512)
def _insert(vendor: str, model: type[Model], fields: Fields, count: int, unique: str) -> str:
    columns = ", ".join(map(_column, fields))
    rows = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    # Writing the unique field as it is makes the row that is there answer, and waits for one being written now.
    same = _column(model._meta.get_field(unique)) if unique else ""
    clash = f"ON CONFLICT ({same}) DO UPDATE SET {same} = EXCLUDED.{same} " if unique else ""
    into = f"INSERT INTO {_table(model)} ({columns}) VALUES {rows} {clash}"  # noqa: S608 - the models' own names
    return f"{into}RETURNING {_column(model._meta.pk)}"


@lru_cache(maxsize=512)
def _update(vendor: str, model: type[Model], fields: Fields) -> str:
    changed = ", ".join(f"{_column(field)} = %s" for field in fields)
    return f"UPDATE {_table(model)} SET {changed} WHERE {_column(model._meta.pk)} = %s"  # noqa: S608 - as above


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(field: Any) -> str:
    return connection.ops.quote_name(field.column)


@lru_cache(maxsize=512)
def _changes(vendor: str, fields: Fields) -> tuple[tuple[int, Change], ...]:
    """(place, what its values must be turned into for this database), for the fields whose values need it."""
    return tuple((at, _stored(field)) for at, field in enumerate(fields) if not _plain(field))


def _plain(field: "Field[Any, Any]") -> bool:
    """Whether the database takes the field's values as they are: nothing in its class changes them on the way."""
    kind = next((each for each in _AS_THEY_ARE if isinstance(field, each)), None)
    if kind is None or field.choices:
        return False
    return type(field).get_db_prep_value in {kind.get_db_prep_value, Field.get_db_prep_value}


def _stored(field: "Field[Any, Any]") -> Change:
    return lambda value: field.get_db_prep_save(value, connection=connection)
