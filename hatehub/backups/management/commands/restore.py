"""`restore SOURCE`: put a copy back into an empty hub, checked, with what was erased since erased again."""

import json
import sys
from contextlib import nullcontext
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from hatehub.backups.facts import DoesNotFit
from hatehub.backups.frames import BadCopy
from hatehub.backups.keys import NoBackupKey
from hatehub.backups.putting_back import NotEmpty, put_back
from hatehub.vault.ledger import LedgerUnreadable


class Command(BaseCommand):
    """Exit status 0 when all is back and checked, 1 where the copy or a store fails, 2 where it must not go in here."""

    help = "Put a copy back into an empty hub; - is standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the source, and whether the ledger is lost."""
        parser.add_argument("source", help="a copy that `backup` made, or - for standard input")
        parser.add_argument(
            "--ledger-lost",
            action="store_true",
            help="the ledger of erasures is lost for good: what was erased since the copy comes back",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and print what was done."""
        try:
            opened = nullcontext(sys.stdin.buffer) if options["source"] == "-" else open(options["source"], "rb")  # noqa: SIM115
        except OSError as error:
            self._end(2, f"{options['source']} cannot be read: {error.strerror}.")
        try:
            with opened as source:
                done = put_back(source=source, at=timezone.now(), is_ledger_lost=options["ledger_lost"])
        except (NotEmpty, NoBackupKey, DoesNotFit) as error:
            self._end(2, str(error))
        except (BadCopy, LedgerUnreadable) as error:
            self._end(1, f"{error} This hub is empty as before.")
        except OSError as error:
            self._end(1, f"The copy could not be put back: {error}. This hub is empty as before.")
        self.stdout.write(json.dumps(done))
        if done["audit_broken"]:
            self._end(1, f"All is back as it was, and its audit was broken already, at {done['audit_broken']}.")

    def _end(self, status: int, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(status)
