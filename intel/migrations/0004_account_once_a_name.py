"""An account has its name on its platform alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One row for each name in use."""

    dependencies = [("intel", "0003_keys_of_accounts")]

    operations = [
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(condition=models.Q(('handle_key', ''), _negated=True), fields=('platform_code', 'handle_key'), name='account_once_a_name'),
        ),
    ]
