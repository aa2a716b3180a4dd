"""Seconds to fold a journal, and to make figures by district. `python bench/performance.py [--quick]`

41,827 cases (with `--quick` 4,000) are told to the journal of a throw-away SQLite database as eight entries each;
the tables are made anew from it, then brought up to date after one more entry. Then figures are made over
1,000,000 matters in 16 districts that were drawn as columns.
"""

# ruff: noqa: E402  (Django is set up before the models are imported)
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

HOME = Path(tempfile.mkdtemp(prefix="cocity-bench-"))
os.environ["COCITY_HOME"] = str(HOME)
os.environ["COCITY_DATABASE"] = ""
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocity.config.settings")
sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "src")]

import django
import numpy as np
import polars as pl

django.setup()

from django.core.management import call_command
from django.db import transaction
from rich.console import Console
from rich.table import Table
from tests.learn.cases import Matter, matter

from cocity.ground.journal import api as journal
from cocity.learn.performance import api, columns
from cocity.learn.performance.catalogue import indicators, thresholds
from cocity.learn.performance.contracts import Period
from cocity.learn.performance.figures import make
from cocity.learn.performance.scope import EVERYTHING, scope
from cocity.learn.performance.state import micros

MILLION = 1_000_000
START = datetime(2026, 3, 2, tzinfo=UTC)
YEAR = Period(START, START + timedelta(days=365))


def cases(n: int) -> Iterator[Matter]:
    rng = np.random.default_rng(1)
    for number, (at, took) in enumerate(zip(rng.uniform(0, 120, n), rng.exponential(6, n), strict=True), 1):
        at, took = float(at), float(took)
        m = matter(
            number,
            place=f"/c/d{number % 16}/s{number % 200}/",
            category=f"k{number % 9}/x",
            person=number % 9000,
        )
        m.opened(at).offered_to(at + 0.01).accepted(at + 0.02).contacted(at + 0.3)
        yield m.claimed(at + 0.3 + took).checked(at + 0.5 + took).judged(at + 1 + took, "yes", 1 + number % 5)


def tell(n: int) -> int:
    """Into the journal; how many entries."""
    told = [each for m in cases(n) for each in m.told]
    told.sort(key=lambda each: each[0])
    for first in range(0, len(told), 20_000):
        with transaction.atomic():
            journal.record_at(told[first : first + 20_000])
    return len(told)


def drawn(n: int) -> pl.DataFrame:
    """Matters as columns; a tenth unfinished."""
    rng = np.random.default_rng(2)
    opened = micros(START) + rng.integers(0, 300 * columns.DAY, n)
    done = opened + rng.exponential(6 * columns.DAY, n).astype(np.int64)
    number = np.arange(n)
    never = pl.Series(number % 10 == 0)
    frame = pl.DataFrame({"id": number + 1}).join(columns.empty(), on="id", how="left", maintain_order="left")
    text = {name: pl.col(name).fill_null("") for name, kind in columns.SCHEMA.items() if kind is pl.String}
    flags = {
        name: pl.col(name).fill_null(value=False)
        for name, kind in columns.SCHEMA.items()
        if kind is pl.Boolean
    }
    numbers = {
        name: pl.col(name).fill_null(0)
        for name in ("dispatched", "returned", "accepted", "reopened", "calls")
    }
    finished = pl.Series(done)
    frame = frame.with_columns(**text, **flags, **numbers).with_columns(
        opened_at=pl.Series(opened), due_at=pl.Series(opened + 5 * columns.DAY),
        first_contact_due=pl.Series(opened + columns.DAY), first_contact_at=pl.Series(opened + columns.DAY // 2),
        done_at=pl.when(~never).then(finished), verdict_at=pl.when(~never).then(finished + 1),
        closed_at=pl.when(~never).then(finished + 2), closed_first_at=pl.when(~never).then(finished + 2),
        solved=pl.when(~never).then(pl.lit("yes")).otherwise(pl.lit("")), stars=pl.when(~never).then(pl.Series(number % 5 + 1)),
        place_path=pl.format("/c/d{}/s{}/", pl.Series(number % 16), pl.Series(number % 240)),
        category=pl.format("k{}/x", pl.Series(number % 40)), beneficiary=pl.Series(number % 700_000),
        channel=pl.Series(["web", "phone"])[pl.Series(number % 2)], mode=pl.Series(["online", "offline"])[pl.Series(number % 2)],
        calendar=pl.lit("CN"), holder=pl.Series(number % 300), offered_first_at=pl.Series(opened), disposes=pl.Series(number % 20 == 0),
    )  # fmt: skip
    return frame


def timed(do: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    done = do()
    return time.perf_counter() - begun, done


def main() -> None:
    n = 4000 if "--quick" in sys.argv else 41_827
    out = Table("what", "seconds", "of")
    call_command("migrate", verbosity=0)
    seconds, entries = timed(lambda: tell(n))
    out.add_row("told to the journal", f"{seconds:.1f}", f"{entries:,} entries, {n:,} cases")
    seconds, _ = timed(api.rebuild)
    out.add_row("tables made anew", f"{seconds:.2f}", f"{entries:,} entries")
    extra = matter(n + 1).opened(119)
    with transaction.atomic():
        journal.record_at(extra.told)
    seconds, _ = timed(api.update)
    out.add_row("brought up to date", f"{seconds:.2f}", "2 entries")
    seconds, _ = timed(lambda: api.figures(YEAR))
    out.add_row("every figure", f"{seconds:.2f}", f"{n:,} matters")
    codes = [code for code in indicators() if code != "connect_rate"]
    many = n * 10 if "--quick" in sys.argv else MILLION
    seconds, rows = timed(lambda: columns.derived(drawn(many)))
    out.add_row("drawn and derived", f"{seconds:.2f}", f"{many:,} matters")
    latest = micros(YEAR.end)
    for by in (EVERYTHING, "district", "street"):
        over = scope(rows, None, YEAR, latest, by, thresholds())
        seconds, _ = timed(lambda over=over: make(over, codes))
        out.add_row(f"every figure by {by}", f"{seconds:.2f}", f"{many:,} matters")
        seconds, _ = timed(lambda over=over: make(over, ["on_time_declared"]))
        out.add_row(f"on time by {by}", f"{seconds:.3f}", f"{many:,} matters")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    out.add_row("peak memory", f"{peak:,.0f} MB", "")
    Console().print(out)


if __name__ == "__main__":
    main()
