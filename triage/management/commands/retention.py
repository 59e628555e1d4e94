"""Say how many closed cases are in each class of retention, and how they stand."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from hatehub.accounts.actors import HUB
from triage.selectors.retention import counts_by_class, proposed_count
from triage.selectors.retention_table import get_table
from triage.selectors.time_bars import local_day
from triage.services import retaining


class Command(BaseCommand):
    """Prints one line of JSON for each class, and one for all."""

    help = "Print how many closed cases are in each class of retention: due, kept, destroyed. --count counts first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("--count", action="store_true", help="count now, as is done each night")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the counts."""
        at = timezone.now()
        if options["count"]:
            retaining.count_all(by=HUB, at=at)
        table, counts = get_table(on=local_day(at)), counts_by_class()
        for code in {**table.classes, **counts}:
            self.stdout.write(json.dumps({"class": code, **_numbers(counts.get(code, {}))}))
        total = {name: sum(_numbers(each)[name] for each in counts.values()) for name in NUMBERS}
        self.stdout.write(json.dumps({"class": None, **total, "proposed": proposed_count(), "version": table.version}))


NUMBERS = ("total", "due", "kept", "destroyed")


def _numbers(counts: Any) -> dict[str, int]:
    return {name: int(counts.get(name, 0)) for name in NUMBERS}
