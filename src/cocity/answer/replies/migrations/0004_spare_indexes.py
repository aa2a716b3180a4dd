from django.db import migrations

from cocity.kit.spare import DropSpareIndexes


class Migration(migrations.Migration):

    dependencies = [
        ('answer_replies', '0003_by_telephone'),
    ]

    operations = [
        DropSpareIndexes('reply', 'commitment', 'key'),
        DropSpareIndexes('replyversion', 'reply', 'key'),
    ]
