"""`add_staff USERNAME --role ROLE`: make an account for a member of staff, with a first password shown once."""

import secrets
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import IntegrityError

from hatehub.accounts.models.user import STAFF_ROLES
from hatehub.accounts.roles import Role
from hatehub.accounts.services import make_staff


class Command(BaseCommand):
    """Prints the first password; the second factor is set up at the first sign-in."""

    help = "Make an account for an officer, a supervisor or an administrator of the reference data."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name and the role."""
        parser.add_argument("username")
        parser.add_argument("--role", required=True, choices=[role.value for role in STAFF_ROLES])

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account."""
        password = secrets.token_urlsafe(15)
        try:
            make_staff(username=options["username"], role=Role(options["role"]), password=password)
        except IntegrityError:
            sys.exit(f"There is an account {options['username']} already.")
        self.stdout.write(f"Password of {options['username']}, shown this once: {password}")
