"""`audit_anchors [--since DAY]`: print the anchors of the audit, a line each, to be kept where the hub cannot reach."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hatehub.audit.anchoring import as_row
from hatehub.audit.models import Anchor


class Command(BaseCommand):
    """Prints JSON lines, the oldest first: what was signed, its hash, the signature, and the id of the key."""

    help = "Print the audit's anchors, to be kept elsewhere and given to verify_audit --anchors."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the first day."""
        parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="YYYY-MM-DD; without it all")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them."""
        anchors = Anchor.objects.order_by("day")
        if options["since"]:
            anchors = anchors.filter(day__gte=options["since"])
        for each in anchors.iterator():
            self.stdout.write(json.dumps(as_row(each)))
