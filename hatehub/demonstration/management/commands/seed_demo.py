"""`seed_demo`: make the demonstration's accounts and reports, once."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from hatehub.demonstration import services


class Command(BaseCommand):
    """Doing it twice changes nothing."""

    help = "Make the demonstration's accounts and invented reports (development only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, and say what happened."""
        made = services.seed(at=timezone.now())
        self.stderr.write("The demonstration is ready." if made else "The demonstration was there already.")
