from django.db import migrations, models
from django_migration_linter.operations import IgnoreMigration

# What was before knows one contact for a case: that with the report that leads. The others end, and stay as history.
ONE_CONTACT = """
UPDATE triage_responsibility SET replaced_at = now()
FROM reports_case
WHERE reports_case.id = triage_responsibility.case_id AND triage_responsibility.replaced_at IS NULL
  AND triage_responsibility.report_id IS NOT NULL AND triage_responsibility.report_id <> reports_case.lead_id
"""


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
        migrations.RunSQL(migrations.RunSQL.noop, reverse_sql=ONE_CONTACT),
    ]
