"""App configuration of triage."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    """Subscribes triage's handlers, and fills the case page and the navigation."""

    name = "triage"

    def ready(self) -> None:
        """Fill the registries."""
        from hatehub.vault import erasures  # noqa: PLC0415 - models must be loaded first
        from triage import handlers  # noqa: PLC0415
        from triage.services import forgetting  # noqa: PLC0415
        from triage.services.access_requests import giving, own_parts  # noqa: PLC0415
        from triage.services.retaining import keepers  # noqa: PLC0415
        from triage.web import (  # noqa: PLC0415
            case_pages,
            duplicate_tab,
            message_pages,
            navigation,
            note_pages,
            retention_tab,
        )

        handlers.subscribe_all()
        case_pages.register_all()
        duplicate_tab.register_all()
        message_pages.register_all()
        navigation.register_all()
        note_pages.register_all()
        retention_tab.register_all()
        keepers.register_own()
        own_parts.register_all()
        erasures.register(forgetting.erase_again)
        erasures.register(giving.erase_again)
