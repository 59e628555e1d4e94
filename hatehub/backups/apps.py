"""App configuration of the copies."""

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """The copies of the whole hub; it has no tables of its own."""

    name = "hatehub.backups"
    label = "backups"
