"""`check_exhibits`: read every stored exhibit, compare its hash, and quarantine what is not what was received."""

import json
import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from reports.services import checking


class Command(BaseCommand):
    """Prints `{"checked", "changed", "infected", "unscanned"}`.

    Exit status 1 where something was quarantined, or where the store or the scanner is away; 2 for a scan without a
    scanner. Can be broken off and taken up again with `--older-than`.
    """

    help = "Read every stored exhibit again and compare its hash."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to scan, and from when on a check still counts."""
        parser.add_argument("--scan", action="store_true", help="look for malware as well, with the scanner")
        parser.add_argument("--older-than", type=int, default=0, metavar="DAYS", help="only what was checked before")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check slice by slice, and print the sum."""
        if options["scan"] and not checking.can_scan():
            self.stderr.write("There is no scanner: CLAMD_ADDRESS is not set.")
            sys.exit(2)
        before = timezone.now() - timedelta(days=options["older_than"])
        total: dict[str, Any] = {"checked": 0, "changed": [], "infected": [], "unscanned": 0}
        refusal = self._check_all(before=before, scans=options["scan"], total=total)
        self.stdout.write(json.dumps(total))
        if refusal:
            self.stderr.write(f"Broken off: {refusal}.")
        if refusal or total["changed"] or total["infected"]:
            sys.exit(1)

    def _check_all(self, *, before: Any, scans: bool, total: dict[str, Any]) -> str:
        """Add up slices until none is left; return why it was broken off, or nothing."""
        while True:
            try:
                part = checking.check_slice(before=before, at=timezone.now(), scans=scans)
            except checking.CannotCheck as error:
                return str(error) or type(error).__name__
            if not part.checked:
                return ""
            total["checked"] += part.checked
            total["changed"] += part.changed
            total["infected"] += part.infected
            total["unscanned"] += part.unscanned
            self.stderr.write(f"{total['checked']} checked")
