"""`add_force_client FORCE_CODE --name NAME`: make the API client of a force, its secret shown once."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hatehub.accounts.services import make_force_client
from hatehub.reference.models import Force


class Command(BaseCommand):
    """Prints `{"client_id", "client_secret"}`."""

    help = "Make an OAuth 2 client through which a force reads its cases."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the force and a name."""
        parser.add_argument("force_code", help="police force area code, for example E23000010")
        parser.add_argument("--name", required=True, help="whose system it is")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the client."""
        try:
            client, secret = make_force_client(force_code=options["force_code"], name=options["name"])
        except Force.DoesNotExist:
            sys.exit(f"There is no force {options['force_code']}.")
        self.stdout.write(json.dumps({"client_id": client.client_id, "client_secret": secret}))
