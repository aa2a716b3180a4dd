"""Telephone calls as columns: offered, answered or given up. One row a call, however often it was imported."""

from collections.abc import Sequence

import polars as pl

from cocity.ground.journal.api import Entry
from cocity.learn.performance.state import micros_of
from cocity.listen.calls.events import CallLogged

KINDS = (CallLogged.kind,)
SCHEMA = {"call": pl.String, "line": pl.String, "offered_at": pl.Int64, "answered_at": pl.Int64}


def empty() -> pl.DataFrame:
    """No calls yet."""
    return pl.DataFrame(schema=SCHEMA)


def take(rows: pl.DataFrame, entries: Sequence[Entry]) -> pl.DataFrame:
    """`rows` with these calls put in or corrected, in order of their names."""
    said = [
        (
            entry.subject,
            entry.data["line"],
            micros_of(entry.data["offered_at"]),
            micros_of(entry.data["answered_at"]) if entry.data["answered_at"] else None,
        )
        for entry in entries
    ]
    fresh = pl.DataFrame(said, schema=SCHEMA, orient="row").unique("call", keep="last")
    return pl.concat([rows.join(fresh, on="call", how="anti"), fresh]).sort("call")
