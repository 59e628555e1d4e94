"""Each platform with an interface gets the channel that speaks it."""

from django.db import migrations

SPOKEN = ("mastodon", "bluesky", "youtube", "reddit", "lemmy")


def name_channels(apps, schema_editor):
    """Turn `api` into the platform's own channel; one whose interface nobody speaks is asked by its web form."""
    rows = apps.get_model("reference", "Platform").objects.filter(takedown_channel="api")
    for code in SPOKEN:
        rows.filter(code=code).update(takedown_channel=code)
    rows.update(takedown_channel="web_form")


def forget_channels(apps, schema_editor):
    """Turn the channels that the former code does not know back."""
    rows = apps.get_model("reference", "Platform").objects
    rows.filter(takedown_channel__in=SPOKEN).update(takedown_channel="api")
    rows.filter(takedown_channel="webhook").update(takedown_channel="web_form")


class Migration(migrations.Migration):

    dependencies = [
        ("reference", "0008_takedown_addresses"),
    ]

    operations = [
        migrations.RunPython(name_channels, forget_channels),
    ]
