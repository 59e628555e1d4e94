from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_clients_of_partners_and_secrets'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='is_cleared_for_sources',
            field=models.BooleanField(db_default=False, default=False, help_text='May see who the sources of intelligence are; no role gives it'),
        ),
    ]
