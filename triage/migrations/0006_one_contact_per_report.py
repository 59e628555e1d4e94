from django.db import migrations, models
from django_migration_linter.operations import IgnoreMigration


class Migration(migrations.Migration):

    dependencies = [
        ('triage', '0005_decisions_of_cases'),
    ]

    operations = [
        IgnoreMigration(),  # the table is small: a few rows for each case that was ever assigned
        migrations.RemoveConstraint(
            model_name='responsibility',
            name='responsibility_one_current',
        ),
        migrations.AddConstraint(
            model_name='responsibility',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True), ('report__isnull', True)), fields=('case', 'role'), name='responsibility_one_for_case'),
        ),
        migrations.AddConstraint(
            model_name='responsibility',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True), ('report__isnull', False)), fields=('case', 'report'), name='responsibility_one_contact'),
        ),
        migrations.AddConstraint(
            model_name='responsibility',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('report__isnull', False), ('role', 'victim_contact')), models.Q(models.Q(('role', 'victim_contact'), _negated=True), ('report__isnull', True)), _connector='OR'), name='responsibility_contact_has_report'),
        ),
    ]
