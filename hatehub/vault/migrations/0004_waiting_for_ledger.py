"""The index of what waits for the ledger, built while the hub goes on: keys are made with every report."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ('vault', '0003_ledger_of_erasures'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='datakey',
            index=models.Index(condition=models.Q(('ledgered_at__isnull', True), ('wrapped__isnull', True)), fields=['id'], name='datakey_waiting_for_ledger'),
        ),
    ]
