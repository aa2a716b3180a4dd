"""Statements spelled out once and sent often. Django writes the SQL of a row anew each time, and PostgreSQL plans it
anew; for a row or two that costs more than the storing itself. Here each is written once a process, and PostgreSQL
keeps its plan for as long as the connection lives.

Rows go in as they are: no signals (this house has none). Constraints, triggers and database defaults hold as ever,
and the statements count and log like Django's own.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
)

_AS_THEY_ARE = (BigIntegerField, BooleanField, CharField, FloatField, ForeignKey, IntegerField, TextField)
Fields = tuple["Field[Any, Any]", ...]
Names = tuple[
    str, ...
]  # of fields: what is kept is found by these, for a word's hash is known and a field's is not
Change = Callable[[Any, Any], Any]  # (value, this thread's connection) → what the database is given


def cursor() -> Any:
    """A cursor for statements sent again and again: PostgreSQL plans each once a connection."""
    here = connections[DEFAULT_DB_ALIAS]  # `connection` looks its thread up at every word
    if here.vendor != "postgresql":
        return here.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    here.ensure_connection()
    with here.wrap_database_errors:
        raw = ServerBindingCursor(here.connection)  # type: ignore[call-arg]
    return here._prepare_cursor(raw)  # type: ignore[attr-defined]


def insert(model: type[Model], names: Names, rows: Sequence[Sequence[Any]], *, unique: str = "") -> list[int]:
    """Insert a few rows, each the values of the fields `names` in order; their keys. A row that is there already by
    its `unique` field is left as it is and its key given. Raises IntegrityError."""
    values, here = [value for row in rows for value in row], connections[DEFAULT_DB_ALIAS]
    for at, change in _changes(here.vendor, model, names):
        for place in range(at, len(values), len(names)):
            values[place] = change(values[place], here)
    with cursor() as opened:
        opened.execute(_insert(here.vendor, model, names, len(rows), unique), values)
        return [key for (key,) in opened.fetchall()]


def update(model: type[Model], names: Names, row: Model) -> None:
    """Write the fields `names` of one stored row. Raises DatabaseError when it is not there any more."""
    here = connections[DEFAULT_DB_ALIAS]
    values = [getattr(row, field.attname) for field in fields_of(model, names)]
    for at, change in _changes(here.vendor, model, names):
        values[at] = change(values[at], here)
    with cursor() as opened:
        opened.execute(_update(here.vendor, model, names), [*values, row.pk])
        if opened.rowcount != 1:
            raise DatabaseError(f"{model.__name__} {row.pk} is not there any more")


@cache
def fields_of(model: type[Model], names: Names) -> Fields:
    """The fields of these names, in their order."""
    return tuple(model._meta.get_field(name) for name in names)  # type: ignore[misc]


@lru_cache(maxsize=512)
def _insert(vendor: str, model: type[Model], names: Names, count: int, unique: str) -> str:
    columns = ", ".join(map(_column, fields_of(model, names)))
    rows = ", ".join([f"({', '.join(['%s'] * len(names))})"] * count)
    # Writing the unique field as it is makes the row that is there answer, and waits for one being written now.
    same = _column(model._meta.get_field(unique)) if unique else ""
    clash = f"ON CONFLICT ({same}) DO UPDATE SET {same} = EXCLUDED.{same} " if unique else ""
    into = f"INSERT INTO {_table(model)} ({columns}) VALUES {rows} {clash}"  # noqa: S608 - the models' own names
    return f"{into}RETURNING {_column(model._meta.pk)}"


@lru_cache(maxsize=512)
def _update(vendor: str, model: type[Model], names: Names) -> str:
    changed = ", ".join(f"{_column(field)} = %s" for field in fields_of(model, names))
    return f"UPDATE {_table(model)} SET {changed} WHERE {_column(model._meta.pk)} = %s"  # noqa: S608 - as above


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(field: Any) -> str:
    return connection.ops.quote_name(field.column)


@lru_cache(maxsize=512)
def _changes(vendor: str, model: type[Model], names: Names) -> tuple[tuple[int, Change], ...]:
    """(place, what its values must be turned into for this database), for the fields whose values need it."""
    fields = enumerate(fields_of(model, names))
    return tuple((at, stored(vendor, field)) for at, field in fields if not _plain(field))


def _plain(field: "Field[Any, Any]") -> bool:
    """Whether the database takes the field's values as they are: nothing in its class changes them on the way."""
    kind = next((each for each in _AS_THEY_ARE if isinstance(field, each)), None)
    if kind is None or field.choices:
        return False
    return type(field).get_db_prep_value in {kind.get_db_prep_value, Field.get_db_prep_value}


def stored(vendor: str, field: "Field[Any, Any]") -> Change:
    """What a field's value must be turned into. PostgreSQL takes a day, or a moment with its zone, as it is; what else
    stands for one is Django's to read: the database would take its own zone and order of day and month."""

    def read(value: Any, here: Any) -> Any:
        return field.get_db_prep_save(value, connection=here)

    if vendor != "postgresql" or type(field) not in {DateField, DateTimeField}:
        return read
    if type(field) is DateField:
        return lambda value, here: value if value is None or type(value) is date else read(value, here)

    def moment(value: Any, here: Any) -> Any:
        known = value is None or (type(value) is datetime and value.tzinfo is not None)
        return value if known else read(value, here)

    return moment
