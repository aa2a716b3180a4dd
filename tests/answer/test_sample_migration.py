"""A database of before there were secrets: its samples keep their way and say so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts import ending

APP, BEFORE, AFTER = "answer_verdicts", "0004_at_first", "0005_secret"
AT = datetime(2026, 11, 1, tzinfo=UTC)


def migrated(to: str) -> MigrationExecutor:
    executor = MigrationExecutor(connection)
    executor.migrate([(APP, to)])
    return MigrationExecutor(connection)


@pytest.mark.django_db(transaction=True)
def test_an_older_sample_stays_valid_and_is_marked() -> None:
    try:
        older = migrated(BEFORE).loader.project_state([(APP, BEFORE)]).apps.get_model(APP, "Sample")
        sample = older.objects.create(
            seed="03 11", method="电话", reason="抽查", since=AT, until=AT + timedelta(days=1), population=7,
            frame="ab" * 32, cut="4f", drawn_at=AT + timedelta(days=2), drawn_by="worker:1",
        ).pk  # fmt: skip
    finally:
        migrated(AFTER)
    shown = verdicts.published_sample(sample, step=5)
    assert (shown.scheme, shown.seed, shown.cut, shown.frame) == ("seed", "03 11", "4f", "ab" * 32)
    assert (shown.commit, shown.secret, shown.ended, shown.unopened) == ("", "", "", False)
    assert ending.fire(AT + timedelta(days=900)) == 0
