"""`activate_policy VERSION --reason TEXT`: put a loaded version of the assessment policy in force."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hatehub.accounts.actors import HUB
from triage.selectors.policies import NoSuchPolicy
from triage.services import policies


class Command(BaseCommand):
    """Exit 0 done, 1 there is no such version, or it is in force already, or the reason is blank."""

    help = "Put a loaded version of the assessment policy in force, with a reason that the audit keeps."
    needs_servers = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the version and --reason."""
        parser.add_argument("policy", metavar="VERSION", help="the version, as its file names it")
        parser.add_argument("--reason", required=True, help="why it is put in force")

    def handle(self, *args: Any, policy: str, reason: str, **options: Any) -> None:
        """Put it in force, and say so on standard error."""
        try:
            made = policies.activate(version=policy, reason=reason, by=HUB, at=timezone.now())
        except (NoSuchPolicy, policies.AlreadyInForce, policies.ReasonNeeded) as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"activate_policy: {made.policy.version} is in force.", style_func=str)
