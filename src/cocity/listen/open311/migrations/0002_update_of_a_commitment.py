import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ground_commitments", "0001_initial"), ("listen_open311", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="update", name="updates_of_request"),
        migrations.RenameField(model_name="update", old_name="number", new_name="commitment"),
        migrations.AlterField(
            model_name="update",
            name="commitment",
            field=models.ForeignKey(
                db_column="number",
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ground_commitments.commitment",
                to_field="number",
            ),
        ),
        migrations.AddIndex(
            model_name="update",
            index=models.Index(fields=["commitment", "-id"], name="updates_of_request"),
        ),
    ]
