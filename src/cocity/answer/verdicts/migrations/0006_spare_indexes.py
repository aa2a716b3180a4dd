from django.db import migrations

from cocity.kit.spare import DropSpareIndexes


class Migration(migrations.Migration):

    dependencies = [
        ('answer_verdicts', '0005_secret'),
    ]

    operations = [
        DropSpareIndexes('member', 'sample'),
        DropSpareIndexes('attempt', 'key'),
    ]
