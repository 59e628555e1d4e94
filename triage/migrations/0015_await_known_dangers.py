from datetime import timedelta

from django.db import migrations

KINDS = {"danger": "threat_to_life", "child": "child_at_risk"}
WITHIN = timedelta(minutes=15)
BATCH = 1000


def await_known_dangers(apps, schema_editor):
    """Start the clock of every open report that said that somebody is in danger before hand-overs were kept."""
    Report, Handover = apps.get_model("reports", "Report"), apps.get_model("triage", "Handover")
    known = Report.objects.filter(danger__in=KINDS).exclude(state="closed").exclude(handovers__isnull=False)
    rows = (
        Handover(
            report_id=report.id,
            case_id=report.case_id,
            kind=KINDS[report.danger],
            since=report.submitted_at,
            due_at=report.submitted_at + WITHIN,
        )
        for report in known.only("id", "case_id", "danger", "submitted_at").iterator(chunk_size=BATCH)
    )
    Handover.objects.bulk_create(rows, batch_size=BATCH)


class Migration(migrations.Migration):

    dependencies = [
        ("triage", "0014_diversions_and_handovers"),
    ]

    operations = [
        migrations.RunPython(await_known_dangers, migrations.RunPython.noop),
    ]
