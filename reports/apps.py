"""App configuration of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Subscribes reports' own handlers."""

    name = "reports"

    def ready(self) -> None:
        """Fill the registries."""
        from reports import handlers  # noqa: PLC0415 - models must be loaded first

        handlers.subscribe_all()
