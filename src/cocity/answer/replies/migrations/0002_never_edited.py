"""From here on the database refuses to change the words of a reply."""

from typing import Any

from django.db import migrations

from cocity.answer.replies import guard


def stand(apps: Any, schema_editor: Any) -> None:
    guard.stand(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("answer_replies", "0001_initial")]
    operations = [migrations.RunPython(stand, migrations.RunPython.noop)]
