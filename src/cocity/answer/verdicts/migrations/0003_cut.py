from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('answer_verdicts', '0002_why_and_of_what'),
    ]

    operations = [
        migrations.AddField(
            model_name='sample',
            name='cut',
            field=models.CharField(blank=True, default='', help_text='drawn is what ranks below it', max_length=64),
        ),
        migrations.AlterField(
            model_name='sample',
            name='frame',
            field=models.CharField(blank=True, default='', help_text='empty for a list of one or two', max_length=64),
        ),
    ]
