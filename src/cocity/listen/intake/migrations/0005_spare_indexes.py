from django.db import migrations

from cocity.kit.spare import DropSpareIndexes


class Migration(migrations.Migration):

    dependencies = [
        ('listen_intake', '0004_voice_published_at_a_point'),
    ]

    operations = [
        DropSpareIndexes('voice', 'place', 'resident', 'number', 'key'),
    ]
