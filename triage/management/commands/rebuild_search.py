"""`rebuild_search`: write what the officers' search looks in, while the hub runs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from hatehub.accounts.actors import HUB
from reports.models import Report
from triage.management.progress import Progress
from triage.services import search_documents


class Command(BaseCommand):
    """Can be stopped and run again at any time; what is done is passed over unless --anew is given. Exit 0 done."""

    help = "Write the search documents that reports lack; --anew writes all of them again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --anew."""
        parser.add_argument("--anew", action="store_true", help="write those that are there again as well")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write hundred after hundred, in the order in which the reports came."""
        progress = Progress(self.stderr, title="search", total=Report.objects.count(), unit="reports")
        for count in search_documents.rebuild(by=HUB, at=timezone.now(), is_anew=options["anew"]):
            progress.add(count)
        progress.end()
