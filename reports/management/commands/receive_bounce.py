"""`receive_bounce`: read one message that came back, and note it where it tells of a failure for good."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from reports.rules.bounces import LONGEST_BOUNCE, parse_bounce
from reports.services import bounces


class Command(BaseCommand):
    """Reads a message from standard input and answers `{"result", "code"}`.

    Exit status 0 where it was noted or ignored, 1 where it names no message of the hub's, 2 without a message.
    """

    help = "Read one bounced message from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address of the envelope, where the mail server tells it."""
        parser.add_argument("--recipient", default="", help="the address to which it came back")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer in one line."""
        raw = sys.stdin.buffer.read(LONGEST_BOUNCE)
        if not raw.strip():
            self.stderr.write("There is no message on standard input.")
            sys.exit(2)
        bounce = parse_bounce(raw, returned_to=options["recipient"])
        try:
            result = bounces.take_in(bounce=bounce, at=timezone.now())
        except bounces.NotOurs as refusal:
            self.stderr.write(str(refusal))
            sys.exit(1)
        self.stdout.write(json.dumps({"result": result, "code": bounce.code}))
