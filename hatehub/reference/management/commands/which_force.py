"""Answers which police force each postcode belongs to, as JSON."""

import contextlib
import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from hatehub import embedded
from hatehub.reference.selectors import ForceAnswer, find_force, find_force_built_in, get_postcode_edition


class Command(BaseCommand):
    """`which_force POSTCODE...`: one JSON array on standard output, in the order of the arguments.

    An imported directory answers where the database has one. The embedded database is started for that only where
    one was made before; where no database can be reached, the built-in table answers and standard error says so.
    """

    help = "Say which police force a postcode, district or area belongs to."
    needs_servers = False
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what was typed; none at all is misuse (exit 2)."""
        parser.add_argument("postcodes", nargs="+", metavar="POSTCODE", help="a postcode, or a part of one")

    def handle(self, *args: Any, postcodes: list[str], **options: Any) -> None:
        """Write the answers; what cannot be told has the force null."""
        with self._way_to_answer() as find:
            answers = [_told(find(typed)) for typed in postcodes]
        self.stdout.write(json.dumps(answers))

    @contextlib.contextmanager
    def _way_to_answer(self) -> Iterator[Callable[[str], ForceAnswer]]:
        """Give the answering function, and keep the database up for as long as it may be asked."""
        with contextlib.ExitStack() as stack:
            yield find_force if self._has_directory(stack) else find_force_built_in

    def _has_directory(self, stack: contextlib.ExitStack) -> bool:
        try:
            if settings.EMBEDDED_POSTGRES:
                if not embedded.has_database(settings.VAR_DIR):
                    return False
                stack.enter_context(embedded.servers(settings.VAR_DIR, postgres=True, redis=False))
                stack.callback(connection.close)
            return get_postcode_edition() is not None
        except (DatabaseError, embedded.ServerFailed) as error:
            reason = str(error).strip().splitlines()[0]
            self.stderr.write(f"No imported directory could be asked ({reason}): the built-in table answers.")
            return False


def _told(answer: ForceAnswer) -> dict[str, Any]:
    """Give what the contract names; the source with the edition of the directory that answered."""
    told = asdict(answer)
    edition = told.pop("edition")
    del told["shares"]
    return told | {"source": f"{answer.source}, {edition}" if edition else str(answer.source)}
