"""Cases of a real city, replayed: the figures equal columns computed straight from the file, unit by unit."""

import gzip
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from cocity.ground.people.api import SYSTEM, bodies
from cocity.learn.performance import api as performance
from cocity.listen.intake.api import replay_voices
from cocity.listen.open311.api import mapping
from tests.world import World, build

ZONE = ZoneInfo("America/New_York")
FROM, TO = datetime(2011, 7, 1, tzinfo=ZONE), datetime(2011, 10, 1, tzinfo=ZONE)
FORMAT = "%Y-%m-%d %H:%M:%S"


@pytest.fixture
def city(transactional_db: None, now: datetime) -> World:
    return build(now)


def cases(file: Path, most: int) -> pl.DataFrame:
    """Those with a limit of their own: the others are judged by ours, of which the file knows nothing."""
    with gzip.open(file) as opened:
        found = pl.read_csv(opened.read(), infer_schema_length=0)
    return found.filter(pl.col("target_dt").is_not_null()).head(most)


def by_hand(found: pl.DataFrame) -> dict[str, tuple[int, int, int]]:
    """Unit → (closed by its limit, due in the period, called ONTIME by the file itself)."""
    target, closed = (pl.col(name).str.to_datetime(FORMAT) for name in ("target_dt", "closed_dt"))
    due = found.filter(target >= FROM.replace(tzinfo=None), target < TO.replace(tzinfo=None))
    counted = due.group_by("department").agg(
        (closed <= target).sum().alias("kept"), pl.len().alias("all"), (pl.col("ontime") == "ONTIME").sum().alias("said")
    )  # fmt: skip
    return {unit: (kept, every, said) for unit, kept, every, said in counted.rows()}


@pytest.mark.shared
@pytest.mark.parametrize(
    "most", [1_000, pytest.param(50_000, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
@pytest.mark.django_db(transaction=True)
def test_done_on_time_by_unit_equals_the_columns_of_the_file(
    city: World, shared: Path, tmp_path: Path, most: int
) -> None:
    found = cases(shared / "requests311" / "boston_2011_jul_oct.csv.gz", most)
    file = tmp_path / "cases.csv"
    found.write_csv(file)
    rules = mapping("boston")
    report = replay_voices(file, rules, now=city.now, until=city.now, actor=SYSTEM)
    assert (report.added, report.bad) == (found.height, 0)

    performance.rebuild()
    made = performance.table(
        "on_time_declared", performance.Period(FROM, TO), "body", performance.Filters(source=rules.source)
    )
    codes = {str(body.id): body.code for body in bodies().values()}
    ours = {
        codes[figure.key]: (figure.numerator, figure.denominator) for figure in made if figure.denominator
    }
    theirs = by_hand(found)
    assert ours == {
        f"{rules.source}-{unit.lower().replace(' ', '-').strip('-')}": (kept, every)
        for unit, (kept, every, _) in theirs.items()
    }
    # The file's own word is the same: it calls on time exactly what was closed by its limit.
    assert all(kept == said for kept, _, said in theirs.values())

    [told] = [f for f in performance.figures(performance.Period(FROM, TO)) if f.code == "satisfaction_rate"]
    assert told.value is None, "nobody was asked, so nothing is said about satisfaction"
