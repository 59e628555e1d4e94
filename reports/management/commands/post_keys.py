"""`post_keys`: read links as JSON lines, answer the key of each post."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from reports.rules.post_keys import recognise_post


class Command(BaseCommand):
    """Reads `{"id", "url"}` lines and answers `{"id", "key"}`, one for each, in order. Exit status 2 on other input."""

    help = "Tell which post each link names."
    needs_servers = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer line by line."""
        for number, line in enumerate(sys.stdin, start=1):
            if not line.strip():
                continue
            try:
                asked = json.loads(line)
                url = asked["url"]
                key = recognise_post(url).key if isinstance(url, str) else None
                answer = {"id": asked["id"], "key": key}
            except (ValueError, KeyError, TypeError):
                self.stderr.write(f'Line {number} is not {{"id", "url"}}.')
                sys.exit(2)
            self.stdout.write(json.dumps(answer))
