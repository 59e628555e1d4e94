"""`verify_audit [SUBJECT]`: check the audit's chains and name the first broken link."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hatehub.audit.selectors import verify


class Command(BaseCommand):
    """Prints `{"ok", "entries", "first_broken"}`; exit status 1 where a link is broken."""

    help = "Check every link of the audit, or of one subject's chain."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one optional subject."""
        parser.add_argument("subject", nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify and print."""
        verdict = verify(subject=options["subject"])
        answer = {
            "ok": verdict.first_broken is None,
            "entries": verdict.entries,
            "first_broken": verdict.first_broken,
        }
        self.stdout.write(json.dumps(answer))
        if verdict.first_broken:
            self.stderr.write(f"The audit is broken at {verdict.first_broken}.")
            sys.exit(1)
