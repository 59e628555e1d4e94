"""`access_table`: print docs/access.md as the code has it, or write it."""

from typing import Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from hatehub.accounts.access_page import write_page


class Command(BaseCommand):
    """Prints the table of roles, actions and scopes."""

    help = "Print docs/access.md from the table of roles; --write puts it there."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to write the file."""
        parser.add_argument("--write", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print or write the page."""
        scopes = cast(dict[str, str], settings.OAUTH2_PROVIDER["SCOPES"])
        page = write_page(scopes=scopes)
        if options["write"]:
            (settings.BASE_DIR / "docs" / "access.md").write_text(page, encoding="utf-8")
        else:
            self.stdout.write(page, ending="")
