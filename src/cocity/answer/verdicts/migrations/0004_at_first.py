from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('answer_verdicts', '0003_cut'),
    ]

    operations = [
        migrations.AddField(
            model_name='sample',
            name='at_first',
            field=models.PositiveIntegerField(
                null=True, help_text='answers when everybody had been asked once; noted when somebody answers after that'
            ),
        ),
        migrations.AlterField(
            model_name='sample',
            name='frame',
            field=models.CharField(
                blank=True, default='', help_text='empty where it would give a number away', max_length=64
            ),
        ),
    ]
