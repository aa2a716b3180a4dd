"""From here on the database refuses to change or delete an entry."""

from typing import Any

from django.db import migrations

from cocity.ground.journal import guard

# The guard as it was before entries had salts (0003).
SQLITE = [
    f"""CREATE TRIGGER IF NOT EXISTS journal_no_{what} BEFORE {what.upper()} ON {guard.TABLE}
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
    for what in ("update", "delete")
]
POSTGRES = [
    """CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$""",
    *guard.POSTGRES_TRIGGERS,
]


def stand(apps: Any, schema_editor: Any) -> None:
    guard.run(schema_editor.connection, SQLITE, POSTGRES)


def lift(apps: Any, schema_editor: Any) -> None:
    guard.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("ground_journal", "0001_initial")]
    operations = [migrations.RunPython(stand, lift)]
