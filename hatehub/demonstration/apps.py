"""App configuration of the demonstration."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """Installed by the development settings alone."""

    name = "hatehub.demonstration"
    label = "demonstration"
