"""App configuration of intel."""

from django.apps import AppConfig


class IntelConfig(AppConfig):
    """Subscribes the handlers and adds what intel has to the case page, the navigation, packages, API and portal."""

    name = "intel"

    def ready(self) -> None:
        """Fill the registries."""
        from hatehub.vault import erasures  # noqa: PLC0415 - models must be loaded first
        from intel import handlers, tabs  # noqa: PLC0415
        from intel.api import guidance_sections, subject_sections  # noqa: PLC0415 - models must be loaded first
        from intel.services import access_parts, keeping  # noqa: PLC0415
        from intel.services.statistics import research  # noqa: PLC0415
        from intel.web import (  # noqa: PLC0415 - models must be loaded first
            guidance_navigation,
            navigation,
            portal_guidance,
            portal_intelligence,
            portal_products,
            start_figures,
        )

        handlers.subscribe_all()
        tabs.register_all()
        access_parts.register_all()
        navigation.register_all()
        guidance_sections.register_all()
        subject_sections.register_all()
        guidance_navigation.register_all()
        portal_guidance.register_all()
        portal_intelligence.register_all()
        portal_products.register_all()
        start_figures.register_all()
        keeping.register_all()
        erasures.register(research.erase_again)
