"""App configuration of referrals."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Subscribes the handlers, and adds the tab of packages and the page of late time stamps."""

    name = "referrals"

    def ready(self) -> None:
        """Fill the registries."""
        from hatehub.vault import erasures  # noqa: PLC0415 - models must be loaded first
        from referrals import handlers, tabs  # noqa: PLC0415
        from referrals.api import case_sections  # noqa: PLC0415
        from referrals.services import access_parts, erasing_again, keeping, notarising  # noqa: PLC0415
        from referrals.web import (  # noqa: PLC0415
            advice_answer_pages,
            force_tab,
            navigation,
            support_answer_pages,
            support_tab,
            takedown_answer_pages,
            takedown_tab,
        )

        handlers.subscribe_all()
        notarising.register_all()
        access_parts.register_all()
        tabs.register_all()
        case_sections.register_all()
        navigation.register_all()
        advice_answer_pages.register_all()
        support_answer_pages.register_all()
        support_tab.register_all()
        force_tab.register_all()
        takedown_answer_pages.register_all()
        takedown_tab.register_all()
        keeping.register_all()
        erasures.register(erasing_again.erase_again)
