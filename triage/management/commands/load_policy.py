"""`load_policy [FILE...]`: add versions of the assessment policy."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hatehub.accounts.actors import HUB
from triage.rules.policy_file import BadPolicy
from triage.services import policies


class Command(BaseCommand):
    """All files or none. Exit 0 done, 1 a file was refused and nothing was loaded."""

    help = "Load versions of the assessment policy from files; without a file, those that ship with the hub."
    needs_servers = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take any number of files."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a policy, as docs/deciding.md says")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        """Load, and say on standard error what is new."""
        at = timezone.now()
        try:
            if files:
                chosen = [policies.PolicyFile(name=file.name, content=file.read_bytes()) for file in files]
                added = policies.load(policy_files=chosen, by=HUB, at=at)
            else:
                added = policies.load_shipped(by=HUB, at=at)
        except BadPolicy as error:
            raise CommandError(f"{error}; nothing was loaded.") from error
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}; nothing was loaded.") from error
        names = ", ".join(row.version for row in added)
        self.stderr.write(f"load_policy: {len(added)} new ({names or 'all were loaded already'}).", style_func=str)
