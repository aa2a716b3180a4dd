from django.db import migrations

from cocity.kit.spare import DropSpareIndexes


class Migration(migrations.Migration):

    dependencies = [
        ('ground_people', '0004_one_person_an_email'),
    ]

    operations = [
        DropSpareIndexes('resident', 'pseudonym', 'contact_key', 'email_key'),
    ]
