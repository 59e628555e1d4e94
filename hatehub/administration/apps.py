"""App configuration of the administration."""

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    """The pages under /admin/."""

    name = "hatehub.administration"
    label = "administration"
