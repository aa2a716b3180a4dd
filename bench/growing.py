"""A city of a million matters in PostgreSQL within minutes: what intake stored, copied by the database itself, each copy
with a number, a time and rows of its own; three of four are in hand at a body of their own. Only the filling is
short-cut; what is measured afterwards is not."""

import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from cocity.ground.commitments.models import ClockRun, Commitment, Leg
from cocity.ground.journal.models import JournalEntry
from cocity.ground.people.models import Body
from cocity.kit.numbers import new_number
from cocity.listen.intake.models import Voice

DAYS = 90
# Column → SQL of its value in a copy; other columns are copied as they are. `m` maps old rows to new ones.
TIMES = ("opened_at", "due_at", "started_at", "offered_at", "answered_at", "received_at", "at")
OWN = {
    "number": "m.number",
    "holder_id": "coalesce(m.body, t.holder_id)",
    "body_id": "coalesce(m.body, t.body_id)",
    "commitment_id": "m.new_id",
    "subject": "'commitment:' || m.new_id",
    "because": "jsonb_build_array('voice:' || m.number)",
    "data": "t.data || jsonb_build_object('number', m.number, 'commitment', m.new_id)",
    "key": "NULL",
    "tx": "pg_current_xact_id()::text::bigint",
}
IN_HAND = {"state": "CASE WHEN m.body IS NULL THEN t.state ELSE 'working' END"}  # of the matter itself
ABOUT_A_MATTER = (ClockRun, Leg, Voice)


def multiply(total: int, *, progress: Callable[[int], None]) -> None:
    """Bring the number of matters to `total` by copies of those nobody has touched yet."""
    base = list(
        Commitment.objects.filter(state="opened", version=1).order_by("id").values_list("pk", flat=True)
    )
    base, have = base[:20_000], Commitment.objects.count()
    bodies = list(Body.objects.filter(kind="sub_district").values_list("pk", flat=True))
    used = set(Commitment.objects.values_list("number", flat=True).iterator())
    while have < total:
        batch = base[: total - have]
        with transaction.atomic(), connection.cursor() as cursor:
            _copy(cursor, batch, bodies, used)
        have += len(batch)
        progress(have)


def _copy(cursor: Any, old: list[int], bodies: list[int], used: set[str]) -> None:
    cursor.execute(
        "CREATE TEMP TABLE m (old_id bigint PRIMARY KEY, number varchar(16), shift interval, body bigint, new_id bigint) "
        "ON COMMIT DROP"
    )
    with cursor.copy("COPY m (old_id, number, shift, body) FROM STDIN") as rows:
        for n, each in enumerate(old):
            shift = timedelta(seconds=random.randrange(86_400))
            rows.write_row((each, _number(used), shift, random.choice(bodies) if n % 4 else None))
    cursor.execute(_insert(Commitment, "t.id = m.old_id", OWN | IN_HAND))
    cursor.execute(f"UPDATE m SET new_id = t.id FROM {_table(Commitment)} t WHERE t.number = m.number")
    cursor.execute("CREATE INDEX ON m ((" + "'commitment:' || old_id))")
    cursor.execute("ANALYZE m")
    for model in ABOUT_A_MATTER:
        cursor.execute(_insert(model, "t.commitment_id = m.old_id"))
    cursor.execute(_insert(JournalEntry, "t.subject = 'commitment:' || m.old_id"))


def _number(used: set[str]) -> str:
    while (number := new_number(timezone.localdate() - timedelta(days=random.randrange(DAYS)))) in used:
        pass
    used.add(number)
    return number


def _insert(model: type[Model], where: str, own: Mapping[str, str] = OWN) -> str:
    names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = [_value(name, own) for name in names]
    return (
        f"INSERT INTO {_table(model)} ({', '.join(map(_quoted, names))}) SELECT {', '.join(values)} "
        f"FROM {_table(model)} t JOIN m ON {where}"
    )


def _value(name: str, own: Mapping[str, str]) -> str:
    return f"t.{name} - m.shift" if name in TIMES else own.get(name, f"t.{_quoted(name)}")


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'
