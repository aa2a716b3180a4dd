from django.db import migrations

from cocity.kit.spare import DropSpareIndexes


class Migration(migrations.Migration):

    dependencies = [
        ('act_dispatch', '0001_initial'),
    ]

    operations = [
        DropSpareIndexes('routing', 'number'),
    ]
