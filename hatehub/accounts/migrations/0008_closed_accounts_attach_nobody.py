from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_wrong_tries'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='is_attachable',
            field=models.BooleanField(db_default=True, default=True, help_text='Its name attaches who first comes with it from outside; once it was closed, somebody has to say so'),
        ),
    ]
