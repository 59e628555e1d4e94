"""`load_enquiry_methods`: bring the methods of enquiry that ship with the hub into their table."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from hatehub.accounts.actors import HUB
from intel.services import enquiry_methods


class Command(BaseCommand):
    """What was changed by hand stays; nothing is deleted; doing it twice changes nothing."""

    help = "Load the methods of enquiry that ship with the hub."
    needs_servers = True

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say on standard error how many rows were written."""
        written = enquiry_methods.load_shipped(by=HUB, at=timezone.now())
        self.stderr.write(f"load_enquiry_methods: {written} written.", style_func=str)
