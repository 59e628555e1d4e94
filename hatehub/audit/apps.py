"""App configuration of the audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit."""

    name = "hatehub.audit"
    label = "audit"
