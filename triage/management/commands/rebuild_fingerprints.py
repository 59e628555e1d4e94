"""`rebuild_fingerprints`: make the fingerprints that reports lack, while the hub runs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hatehub.accounts.actors import HUB
from reports.models import Report
from triage.management.progress import Progress
from triage.services import rebuilding

MOST_VERSIONS = 32_767


class Command(BaseCommand):
    """Can be stopped and run again at any time; what is done is passed over. Exit 0 done, 2 misuse."""

    help = "Make the fingerprints that reports lack, of one kind or of all; --drop-old removes those no lookup reads."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Let --version be that of the prints, not Django's own."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --kind, --version and --drop-old."""
        parser.add_argument("--kind", choices=sorted(rebuilding.KINDS), help="one kind only (default: all)")
        parser.add_argument("--version", type=int, dest="prints", help="a version of the prints, beside the active one")
        parser.add_argument("--drop-old", action="store_true", help="remove the prints of words no lookup reads")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild kind after kind, then drop what is old where asked."""
        kind, version = options["kind"], options["prints"]
        if version is not None and not 1 <= version <= MOST_VERSIONS:
            raise CommandError(f"A version is a number from 1 to {MOST_VERSIONS}.", returncode=2)
        for name in [kind] if kind else sorted(rebuilding.KINDS):
            self._rebuild(name, version)
        if options["drop_old"]:
            dropped = sum(rebuilding.drop_old())
            self.stderr.write(f"{dropped:,} old prints dropped", style_func=str)

    def _rebuild(self, name: str, version: int | None) -> None:
        progress = Progress(self.stderr, title=name, total=Report.objects.count(), unit="reports")
        for count in rebuilding.rebuild(kind=name, by=HUB, at=timezone.now(), version=version):
            progress.add(count)
        progress.end()
