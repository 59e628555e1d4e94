from django.db import migrations

CASES_OF_ASSESSMENTS = """
UPDATE triage_assessment SET case_id = reports_case.id
FROM reports_case
WHERE reports_case.lead_id = triage_assessment.report_id AND triage_assessment.case_id IS NULL
"""
REPORTS_OF_CONTACTS = """
UPDATE triage_responsibility SET report_id = reports_case.lead_id
FROM reports_case
WHERE reports_case.id = triage_responsibility.case_id
  AND triage_responsibility.role = 'victim_contact' AND triage_responsibility.report_id IS NULL
"""
CONTACTS_OF_CASES = "UPDATE triage_responsibility SET report_id = NULL WHERE report_id IS NOT NULL"


class Migration(migrations.Migration):
    """A decision made so far was made on the report that led its own case, and contact was with that report."""

    dependencies = [
        ('triage', '0004_merging'),
    ]

    operations = [
        migrations.RunSQL(CASES_OF_ASSESSMENTS, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(REPORTS_OF_CONTACTS, reverse_sql=CONTACTS_OF_CASES),
        migrations.RunSQL(
            "UPDATE triage_merge SET ended_as = 'unmerged' WHERE undone_at IS NOT NULL AND ended_as = ''",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
