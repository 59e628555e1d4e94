"""The index of what is due in its turn, built while the hub goes on: a flood is when it is needed."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ('outbox', '0002_request_id'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['position', 'id'], name='delivery_in_turn'),
        ),
    ]
