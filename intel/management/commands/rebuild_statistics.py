"""`rebuild_statistics`: derive and count all figures, from nothing or only what has changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hatehub.accounts.actors import HUB
from intel.services.statistics import snapshots


class Command(BaseCommand):
    """All of it comes from the case tables, so it may be done at any time; nothing that was released changes."""

    help = "Take a snapshot of all figures, derived from nothing. Exits with 1 where they do not reconcile."
    needs_servers = True

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the option."""
        parser.add_argument("--changes", action="store_true", help="write only what differs, as each night does")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it, and say on standard error how many reports it has and what does not reconcile."""
        try:
            snapshot = snapshots.take(by=HUB, at=timezone.now(), rebuild=not options["changes"])
        except snapshots.BeingTaken as error:
            raise CommandError(str(error)) from error
        for check in snapshot.checks:
            for value, (facts, tables) in check["differing"].items():
                said = f"{check['name']}, {value or 'none'}: {facts} by the facts, {tables} by the case tables"
                self.stderr.write(said, style_func=str)
        said = f"rebuild_statistics: {snapshot.reports} reports, {snapshot.written} facts written"
        self.stderr.write(f"{said}, {snapshot.seconds} s.", style_func=str)
        if snapshot.differs:
            raise CommandError(f"{snapshot.differs} counts do not reconcile with the case tables.")
