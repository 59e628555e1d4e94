"""`load_guidance`: add the guidance that ships with the hub, as drafts."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from intel.services import guidance_writing


class Command(BaseCommand):
    """Doing it twice changes nothing. A supervisor reads and publishes each piece before it goes with a case."""

    help = "Add the guidance that ships with the hub and is not there yet, as drafts to be reviewed."
    needs_servers = True

    def handle(self, *args: Any, **options: Any) -> None:
        """Add, and say on standard error what is new."""
        added = guidance_writing.load_shipped(at=timezone.now())
        self.stderr.write(f"load_guidance: {len(added)} new.", style_func=str)
