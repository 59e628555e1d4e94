"""An account has its name on its platform alone."""

from django.db import migrations, models
from django_migration_linter.operations import IgnoreMigration


class Migration(migrations.Migration):
    """One row for each name in use."""

    dependencies = [("intel", "0004_keys_of_accounts")]

    operations = [
        IgnoreMigration(),  # the keys are made unique by the migration before, on a small table
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(condition=models.Q(('handle_key', ''), _negated=True), fields=('platform_code', 'handle_key'), name='account_once_a_name'),
        ),
    ]
