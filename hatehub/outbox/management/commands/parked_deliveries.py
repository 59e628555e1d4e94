"""`parked_deliveries [--retry ID ... | --retry-all]`: show what failed too often, and put it back in line by hand."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from hatehub.outbox.models import Delivery
from hatehub.outbox.selectors import list_parked
from hatehub.outbox.services import nudge, retry_parked


class Command(BaseCommand):
    """Prints one JSON object a line for each parked delivery; exit status 1 where one to be retried is not parked."""

    help = "List deliveries that failed too often and block their case; --retry puts them back in line."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take which to try again."""
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--retry", type=int, nargs="+", metavar="ID", help="try these again; mend the cause first")
        which.add_argument("--retry-all", action="store_true", help="try all of them again")

    def handle(self, *args: Any, **options: Any) -> None:
        """List, or put back in line and then list what is left."""
        chosen = options["retry"] or []
        if options["retry_all"]:
            chosen = [row["id"] for row in list_parked()]
        unknown = [number for number in chosen if not self._is_retried(number)]
        if len(chosen) > len(unknown):
            nudge()
        for row in list_parked():
            self.stdout.write(json.dumps(row))
        self.stderr.write(f"{len(chosen) - len(unknown)} put back in line.")
        if unknown:
            self.stderr.write(f"Not parked: {', '.join(map(str, unknown))}.")
            sys.exit(1)

    def _is_retried(self, number: int) -> bool:
        try:
            retry_parked(delivery_id=number, at=timezone.now())
        except Delivery.DoesNotExist:
            return False
        return True
