"""Answers which police force each postcode belongs to, as JSON."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from hatehub.reference.selectors import find_force


class Command(BaseCommand):
    """`which_force POSTCODE...`: one JSON array on standard output, in the order of the arguments."""

    help = "Say which police force a postcode, district or area belongs to."
    needs_servers = False
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what was typed; none at all is misuse (exit 2)."""
        parser.add_argument("postcodes", nargs="+", metavar="POSTCODE", help="a postcode, or a part of one")

    def handle(self, *args: Any, postcodes: list[str], **options: Any) -> None:
        """Write the answers; what cannot be told has the force null."""
        self.stdout.write(json.dumps([asdict(find_force(typed)) for typed in postcodes]))
