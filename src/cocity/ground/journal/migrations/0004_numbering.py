"""Entries may be numbered ahead of the server's transactions, where a database brought greater numbers along."""

from typing import Any

from django.db import migrations, models

from cocity.ground.journal import guard, numbering
from cocity.ground.journal.models import EntryTransaction, TransactionId

DEFAULT = f"ALTER TABLE {guard.TABLE} ALTER COLUMN tx SET DEFAULT "


def count_ahead(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(numbering.AHEAD.format(0))
        schema_editor.execute(DEFAULT + EntryTransaction.on_postgresql)


def as_before(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DEFAULT + TransactionId.on_postgresql)
        schema_editor.execute("DROP FUNCTION journal_ahead()")


class Migration(migrations.Migration):
    dependencies = [("ground_journal", "0003_salt")]
    operations = [
        # SQLite keeps its default of 0; altering the field there would copy the table and lose its guard.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("journalentry", "tx", models.BigIntegerField(db_default=EntryTransaction()))
            ],
            database_operations=[migrations.RunPython(count_ahead, as_before)],
        ),
    ]
