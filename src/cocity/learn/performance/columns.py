"""The table of matters as columns: its schema, what is derived from several rows at once, and merging."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

import polars as pl

from cocity.learn.performance.catalogue import thresholds
from cocity.learn.performance.state import FIELDS, State

DAY = 86_400_000_000  # µs
_TYPES: dict[Any, type[pl.DataType]] = {
    str: pl.String,
    bool: pl.Boolean,
    int: pl.Int64,
    int | None: pl.Int64,
}
SCHEMA: dict[str, type[pl.DataType]] = {field.name: _TYPES[field.type] for field in fields(State)}
LEVELS = ("city", "district", "street", "community")


def empty() -> pl.DataFrame:
    """No matters yet."""
    return pl.DataFrame(schema=SCHEMA)


def frame_of(states: Iterable[State]) -> pl.DataFrame:
    """Rows of the given states, in the schema's types."""
    rows = list(states)
    return pl.DataFrame(
        {name: [getattr(row, name) for row in rows] for name in FIELDS}, schema=SCHEMA, strict=True
    )


def states_of(frame: pl.DataFrame, ids: Sequence[int]) -> dict[int, State]:
    """The rows with these ids, ready to be folded on."""
    rows = frame.select(FIELDS).filter(pl.col("id").is_in(ids))
    return {row[0]: State(*row) for row in rows.iter_rows()}


def merged(frame: pl.DataFrame, states: Iterable[State]) -> pl.DataFrame:
    """`frame` with the given rows put in or in place of the old ones, in order of id."""
    fresh = frame_of(states)
    kept = frame.select(FIELDS).join(fresh.select("id"), on="id", how="anti")
    return pl.concat([kept, fresh]).sort("id")


def derived(frame: pl.DataFrame) -> pl.DataFrame:
    """With the columns that group, and those that need other matters: what came before, what came back."""
    parts = pl.col("place_path").str.strip_chars("/").str.split("/")
    levels = [parts.list.get(n, null_on_oob=True).fill_null("").alias(name) for n, name in enumerate(LEVELS)]
    frame = frame.with_columns(
        *levels,
        body=pl.coalesce("holder_at_done", "holder"),
        category_top=pl.col("category").str.split("/").list.first().fill_null(""),
    )
    placed = pl.when((pl.col("place_path") != "") & (pl.col("category") != "")).then(
        pl.concat_str("place_path", "category", separator=" ")
    )
    said = pl.when(pl.col("beneficiary").is_not_null() & (pl.col("category") != "")).then(
        pl.concat_str(pl.col("beneficiary").cast(pl.String), "category", separator=" ")
    )
    frame = _with_repeats(frame, pl.col("need").cast(pl.String), "repeat_of_need", "back_of_need")
    frame = _with_repeats(frame, placed, "repeat_of_place", "back_at_place")
    return _with_repeats(frame, said, "repeat_of_person", "back_of_person")


def _with_repeats(frame: pl.DataFrame, key: pl.Expr, before: str, after: str) -> pl.DataFrame:
    """`before`: another matter of the same key was closed at most `repeat_days` before this one was opened;
    `after`: when the next one was opened within as many days of this one's first closing."""
    tolerance = thresholds().repeat_days * DAY
    keyed = frame.select("id", "opened_at", "closed_first_at", key=key).filter(pl.col("key").is_not_null())
    openings = keyed.filter(pl.col("opened_at").is_not_null()).sort("opened_at", "id")
    closings = keyed.filter(pl.col("closed_first_at").is_not_null()).sort("closed_first_at", "id")
    options: dict[str, Any] = {
        "by": "key", "tolerance": tolerance, "allow_exact_matches": False, "check_sortedness": False,
    }  # fmt: skip
    found = openings.select("id", "key", "opened_at").join_asof(
        closings.select("key", closed="closed_first_at"),
        left_on="opened_at",
        right_on="closed",
        strategy="backward",
        **options,
    )
    back = closings.select("id", "key", "closed_first_at").join_asof(
        openings.select("key", again="opened_at"),
        left_on="closed_first_at",
        right_on="again",
        strategy="forward",
        **options,
    )
    frame = frame.join(found.select("id", pl.col("closed").is_not_null().alias(before)), on="id", how="left")
    frame = frame.join(back.select("id", pl.col("again").alias(after)), on="id", how="left")
    return frame.with_columns(pl.col(before).fill_null(value=False)).sort("id")
