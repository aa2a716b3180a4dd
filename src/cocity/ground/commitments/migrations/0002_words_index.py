"""PostgreSQL finds words by an index; SQLite looks through the rows."""

from typing import Any

from django.db import migrations

NAME = "commitment_words"


def build(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE INDEX {NAME} ON ground_commitments_commitment "
            "USING gin (to_tsvector('simple'::regconfig, COALESCE(words, '')))"
        )


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {NAME}")


class Migration(migrations.Migration):
    dependencies = [("ground_commitments", "0001_initial")]
    operations = [migrations.RunPython(build, drop)]
