"""Counting tries: all that one try counts for is written by one statement, so that none is lost and none slips past.

Whoever writes several counts writes them in the order of their purposes: no two tries wait for each other in a circle.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from django.db import connection, transaction
from django.db.models import F, Q

from cocity.ground.entry import rules
from cocity.ground.entry.models import Tries
from cocity.kit import statements

# `{over}`: whether the window that counts is over; `{most}`: its limit. A count that has reached it is left as it is and
# not returned, yet held until the transaction ends.
COUNT = """INSERT INTO {table} ("purpose", "key", "since", "count") VALUES {rows}
ON CONFLICT ("purpose", "key") DO UPDATE SET
"count" = CASE WHEN {over} THEN 1 ELSE {table}."count" + 1 END,
"since" = CASE WHEN {over} THEN EXCLUDED."since" ELSE {table}."since" END
WHERE {over} OR {table}."count" < {most}
RETURNING "purpose\""""


def more(keys: Mapping[str, str], now: datetime) -> set[str]:
    """One more for each purpose and key; the purposes whose limit was not reached. One statement."""
    ordered = sorted(keys.items())
    moment = connection.ops.adapt_datetimefield_value
    rows = [value for purpose, key in ordered for value in (purpose, key, moment(now))]
    begun = [moment(now - rules.LIMITS[purpose].per) for purpose, _ in ordered]
    with statements.cursor() as opened:
        opened.execute(_count(tuple(purpose for purpose, _ in ordered)), [*rows, *begun, *begun, *begun])
        return {purpose for (purpose,) in opened.fetchall()}


@lru_cache
def _count(purposes: tuple[str, ...]) -> str:
    table = connection.ops.quote_name(Tries._meta.db_table)
    begun = _by_purpose(table, dict.fromkeys(purposes, "%s"))
    most = _by_purpose(table, {purpose: str(rules.LIMITS[purpose].most) for purpose in purposes})
    rows = ", ".join(["(%s, %s, %s, 1)"] * len(purposes))
    return COUNT.format(table=table, rows=rows, over=f'{table}."since" <= {begun}', most=most)


def _by_purpose(table: str, values: Mapping[str, str]) -> str:
    """The value of the row's purpose; purposes are our own names."""
    whens = " ".join(f"WHEN '{purpose}' THEN {value}" for purpose, value in values.items())
    return f'CASE {table}."purpose" {whens} END'


def less(keys: Mapping[str, str]) -> None:
    """One less for each purpose and key, never below none. One statement."""
    held = Tries.objects.filter(_any_of(keys), count__gt=0).order_by("purpose").select_for_update()
    with transaction.atomic(savepoint=False):
        Tries.objects.filter(pk__in=held.values("pk")).update(count=F("count") - 1)


def undo(keys: Mapping[str, str], now: datetime) -> None:
    """As if `more` had not counted these at `now`; in its transaction, which holds them. Two statements."""
    rows = Tries.objects.filter(_any_of(keys))
    rows.filter(since=now, count=1).delete()  # windows that this try began
    rows.update(count=F("count") - 1)


def since(purpose: str, key: str) -> datetime:
    """When the window of a count began."""
    return Tries.objects.values_list("since", flat=True).get(purpose=purpose, key=key)


def _any_of(keys: Mapping[str, str]) -> Q:
    found = Q()
    for purpose, key in keys.items():
        found |= Q(purpose=purpose, key=key)
    return found
