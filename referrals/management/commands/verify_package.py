"""`verify_package FILE --key PEM`: the stand-alone check, run from the hub."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from referrals import verify_package


class Command(BaseCommand):
    """Prints `{"ok", "checks"}`; exit status 1 for a named failure, 2 for misuse."""

    help = "Check an evidence package against the hub's public key."
    needs_servers = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the package and the key."""
        parser.add_argument("file")
        parser.add_argument("--key", required=True, help="the hub's public key, a PEM file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify and print."""
        sys.exit(verify_package.main([options["file"], "--key", options["key"]]))
