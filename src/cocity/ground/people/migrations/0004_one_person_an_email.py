"""An e-mail names one person at most, and only one who left no telephone. Of several made by mistake the first keeps
the name; the others keep their own sealed address, so what is owed to them still reaches them."""

from typing import Any

from django.db import migrations, models


def once(apps: Any, schema_editor: Any) -> None:
    residents = apps.get_model("ground_people", "Resident").objects
    residents.filter(models.Q(email_key="") | models.Q(contact_key__isnull=False)).update(email_key=None)
    named = residents.filter(email_key__isnull=False).values("email_key").annotate(first=models.Min("pk"))
    residents.filter(email_key__isnull=False).exclude(pk__in=[each["first"] for each in named]).update(email_key=None)


class Migration(migrations.Migration):
    dependencies = [("ground_people", "0003_api_token")]
    operations = [
        migrations.AlterField("resident", "email_key", models.CharField(max_length=32, null=True)),
        migrations.RunPython(once, migrations.RunPython.noop),
        migrations.AlterField(
            "resident",
            "email_key",
            models.CharField(
                help_text="keyed hash of the e-mail of who left no phone", max_length=32, null=True, unique=True
            ),
        ),
    ]
