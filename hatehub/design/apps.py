"""The Django app that holds the design system."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "hatehub.design"
    label = "design"
    verbose_name = "Design"
