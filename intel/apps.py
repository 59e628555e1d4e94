"""App configuration of intel."""

from django.apps import AppConfig


class IntelConfig(AppConfig):
    """Subscribes the handlers and adds the tab of intelligence."""

    name = "intel"

    def ready(self) -> None:
        """Fill the registries."""
        from intel import handlers, tabs  # noqa: PLC0415 - models must be loaded first
        from intel.web import navigation  # noqa: PLC0415 - as above

        handlers.subscribe_all()
        tabs.register_all()
        navigation.register_all()
