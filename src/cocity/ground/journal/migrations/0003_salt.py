"""Each entry carries 32 random bytes, which alone may be erased; entries of earlier days have none."""

from importlib import import_module
from typing import Any

from django.db import migrations, models

from cocity.ground.journal import guard


def stand(apps: Any, schema_editor: Any) -> None:
    guard.stand(schema_editor.connection)


def stand_as_before(apps: Any, schema_editor: Any) -> None:
    guard.lift(schema_editor.connection)
    import_module("cocity.ground.journal.migrations.0002_append_only").stand(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("ground_journal", "0002_append_only")]
    operations = [
        migrations.AddField(
            "journalentry",
            "salt",
            models.BinaryField(null=True, help_text="32 random bytes; the one thing an entry may forget"),
        ),
        migrations.RunPython(stand, stand_as_before),
    ]
