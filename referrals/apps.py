"""App configuration of referrals."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Subscribes the handlers, and adds the tab of packages and the page of late time stamps."""

    name = "referrals"

    def ready(self) -> None:
        """Fill the registries."""
        from referrals import handlers, tabs  # noqa: PLC0415 - models must be loaded first
        from referrals.api import schema  # noqa: F401, PLC0415 - registers itself
        from referrals.web import navigation  # noqa: PLC0415

        handlers.subscribe_all()
        tabs.register_all()
        navigation.register_all()
