"""App configuration of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Subscribes reports' own handlers, and refuses to start with limits that cannot be used."""

    name = "reports"

    def ready(self) -> None:
        """Fill the registries."""
        from hatehub.vault import erasures  # noqa: PLC0415 - models must be loaded first
        from reports import handlers  # noqa: PLC0415
        from reports.selectors.limit_tables import get_flood_table  # noqa: PLC0415
        from reports.services import erasing_again  # noqa: PLC0415

        handlers.subscribe_all()
        get_flood_table()
        erasures.register(erasing_again.erase_again)
