"""`rotate_signing_key`: a new key for packages; the old one is published as retired."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hatehub.accounts.actors import HUB
from referrals.clients.signing import BadSigningKey, KeyIsASetting, SigningKeyLost
from referrals.services import signing_keys


class Command(BaseCommand):
    """Changes the key in its file; every process signs with the new one from its next package on."""

    help = "Make a new key that signs evidence packages, and publish the one before as retired."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether the private key is lost."""
        parser.add_argument("--lost", action="store_true", help="the private key is gone, or no longer secret")

    def handle(self, *args: Any, **options: Any) -> None:
        """Change the key and say its id."""
        try:
            made = signing_keys.rotate(is_lost=options["lost"], by=HUB, at=timezone.now())
        except (BadSigningKey, KeyIsASetting, SigningKeyLost) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(made)
