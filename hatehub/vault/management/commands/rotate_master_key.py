"""`rotate_master_key [--new]`: wrap every data key anew by the active master key, while the hub runs."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hatehub.vault import keyring, services


class Command(BaseCommand):
    """Rewraps in batches; can be stopped and run again at any time."""

    help = "Wrap every data key by the active master key; --new makes one first (key file only)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --new."""
        parser.add_argument("--new", action="store_true", help="make a new master key and make it the active one")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rewrap batch after batch, saying how far it is."""
        try:
            if options["new"]:
                keyring.add_key()
        except keyring.BadMasterKeys as error:
            sys.exit(str(error))
        total = 0
        while count := services.rewrap_batch():
            total += count
            self.stderr.write(f"{total} data keys rewrapped")
        self.stderr.write(f"Done: every data key is wrapped by master key {keyring.active_key_id()}.")
