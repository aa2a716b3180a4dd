from django.db import migrations

from cocity.kit.spare import DropSpareIndexes


class Migration(migrations.Migration):

    dependencies = [
        ('answer_notices', '0001_initial'),
    ]

    operations = [
        DropSpareIndexes('notice', 'commitment', 'resident', 'body'),
        DropSpareIndexes('delivery', 'notice', 'key'),
    ]
