"""Django's registration of the reference data."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """The tables that an administrator can correct, and that every other app reads."""

    name = "hatehub.reference"
    label = "reference"
    verbose_name = "Reference data"
    default_auto_field = "django.db.models.BigAutoField"
