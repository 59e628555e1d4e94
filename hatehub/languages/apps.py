"""App configuration of languages."""

from django.apps import AppConfig


class LanguagesConfig(AppConfig):
    """Holds the command that keeps the catalogues."""

    name = "hatehub.languages"
