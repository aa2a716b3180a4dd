from django.db import migrations, models

from cocity.kit.spare import DropSpareIndexes


class Migration(migrations.Migration):

    dependencies = [
        ('ground_commitments', '0006_public_list'),
    ]

    operations = [
        DropSpareIndexes('commitment', 'against', 'beneficiary', 'offered_to', 'worker', 'number', 'key'),
        DropSpareIndexes('clockrun', 'commitment'),
        DropSpareIndexes('step', 'commitment', 'key'),
        DropSpareIndexes('verdict', 'commitment'),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['id'], include=('against',), name='open_in_order'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['procedure', 'state', 'due_at', 'id'], name='due_by_state'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('ended_at__isnull', True), ('supervised', True)), fields=['holder'], name='supervised_by_holder'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('worker__isnull', False)), fields=['worker'], name='of_worker'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('against__isnull', False)), fields=['against'], name='against_body'),
        ),
    ]
