"""`draw_takedowns`: draw the machine of requests to platforms into docs/takedowns.md."""

import re
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from referrals.rules.takedowns.steps import WAITING_FOR, draw

FENCE = re.compile(r"```mermaid\n.*?\n```", re.DOTALL)
TABLE = re.compile(r"(\| state \| who has to act \|\n\|---\|---\|\n)(?:\|.*\|\n)+")


class Command(BaseCommand):
    """Replaces the drawing and the table of states, and leaves the words."""

    help = "Draw the machine of requests to platforms into docs/takedowns.md."
    needs_servers = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw."""
        path = settings.BASE_DIR / "docs" / "takedowns.md"
        rows = "".join(f"| {state} | {who} |\n" for state, who in WAITING_FOR.items())
        drawn = FENCE.sub(lambda _found: f"```mermaid\n{draw()}\n```", path.read_text(encoding="utf-8"))
        path.write_text(TABLE.sub(lambda found: found[1] + rows, drawn), encoding="utf-8")
