import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Samples drawn before stay valid by the seed alone and say so."""

    dependencies = [
        ('answer_verdicts', '0004_at_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='sample',
            name='scheme',
            field=models.CharField(
                choices=[('seed', '只用公开的种子（旧办法）'), ('secret', '公开的种子加暗号')], default='seed', max_length=8
            ),
        ),
        migrations.AlterField(
            model_name='sample',
            name='scheme',
            field=models.CharField(
                choices=[('seed', '只用公开的种子（旧办法）'), ('secret', '公开的种子加暗号')], default='secret', max_length=8
            ),
        ),
        migrations.AlterField(
            model_name='sample',
            name='seed',
            field=models.CharField(blank=True, default='', help_text='empty until it was drawn', max_length=120),
        ),
        migrations.AddField(
            model_name='sample',
            name='seed_from',
            field=models.CharField(blank=True, default='', help_text='where the seed comes from', max_length=200),
        ),
        migrations.AddField(
            model_name='sample',
            name='seed_on',
            field=models.DateField(null=True, help_text='the day on which the seed becomes known'),
        ),
        migrations.AddField(
            model_name='sample',
            name='ask_until',
            field=models.DateField(null=True, help_text='the last day of asking'),
        ),
        migrations.AddField(
            model_name='sample',
            name='size',
            field=models.PositiveIntegerField(null=True, help_text='how many were wanted; older samples kept none'),
        ),
        migrations.AddField(model_name='sample', name='announced_at', field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name='sample', name='announced_by', field=models.CharField(blank=True, default='', max_length=60)
        ),
        migrations.AlterField(model_name='sample', name='drawn_at', field=models.DateTimeField(null=True)),
        migrations.AlterField(
            model_name='sample', name='drawn_by', field=models.CharField(blank=True, default='', max_length=60)
        ),
        migrations.AddField(
            model_name='sample',
            name='commit',
            field=models.CharField(blank=True, default='', help_text='fingerprint of terms and secret', max_length=64),
        ),
        migrations.AddField(
            model_name='sample',
            name='secret',
            field=models.CharField(blank=True, default='', help_text='empty until it was opened', max_length=64),
        ),
        migrations.AddField(model_name='sample', name='ended_at', field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name='sample',
            name='ended',
            field=models.CharField(
                blank=True,
                choices=[('done', '问完了'), ('late', '到期'), ('withdrawn', '撤回'), ('lapsed', '过期没有抽')],
                default='',
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name='sample',
            name='ended_why',
            field=models.TextField(blank=True, default='', help_text='screened; everyone may read it'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(
                condition=Q(secret='') | Q(ended_at__isnull=False), name='no_secret_before_the_end'
            ),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(
                condition=Q(drawn_at__isnull=True) | ~Q(seed=''), name='drawn_with_a_seed'
            ),
        ),
        migrations.CreateModel(
            name='Envelope',
            fields=[
                (
                    'sample',
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='envelope',
                        serialize=False, to='answer_verdicts.sample',
                    ),
                ),
                ('sealed', models.BinaryField()),
                ('numbers', models.BinaryField()),
            ],
        ),
    ]
