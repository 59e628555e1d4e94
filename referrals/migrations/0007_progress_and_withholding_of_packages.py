from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0006_redactions'),
        ('reports', '0012_exhibits_kept_and_made'),
    ]

    operations = [
        migrations.AddField(
            model_name='evidencepackage',
            name='step',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('reading', 'Reading'), ('copying', 'Copying'), ('writing', 'Writing'), ('sealing', 'Sealing')], db_default='waiting', default='waiting', max_length=10),
        ),
        migrations.AddField(
            model_name='evidencepackage',
            name='step_done',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='How many of what the step counts'),
        ),
        migrations.AddField(
            model_name='evidencepackage',
            name='step_total',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='Of how many; 0 where nothing is counted'),
        ),
        migrations.AddField(
            model_name='evidencepackage',
            name='withholds_subject',
            field=models.BooleanField(db_default=False, default=False, help_text='Whether it was built without whom the case is about'),
        ),
        migrations.AlterField(
            model_name='evidencepackage',
            name='left_out',
            field=models.JSONField(db_default=[], default=list, help_text='What was diverted or in quarantine when it was built, as `exhibit:12` or `post:7`'),
        ),
        migrations.AddConstraint(
            model_name='evidencepackage',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['waiting', 'reading', 'copying', 'writing', 'sealing'])), name='package_step_known'),
        ),
    ]
