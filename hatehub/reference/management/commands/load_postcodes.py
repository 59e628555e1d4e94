"""Imports a postcode directory, ONSPD or NSPL, so that each postcode leads to its force."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hatehub.reference.data_files import BadReferenceFile
from hatehub.reference.management.progress_bar import ProgressBar
from hatehub.reference.postcode_loading import AnotherLoadIsRunning, PostcodeLoad, load_postcodes
from hatehub.reference.services import load
from hatehub.reference.table_swap import TablesInUse


class Command(BaseCommand):
    """`load_postcodes FILE [--force]`: exit 0 done or nothing new, 1 refused with line and reason, nothing changed."""

    help = "Import a postcode directory (ONSPD or NSPL) from its CSV, also in gzip or in the ZIP as published."
    needs_servers = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the CSV, or the gzip or ZIP that holds it")
        parser.add_argument("--force", action="store_true", help="load it again, or though it is much smaller")

    def handle(self, *args: Any, file: Path, force: bool = False, **options: Any) -> None:
        """Load, with a progress bar, and say on standard error what came of it."""
        if settings.EMBEDDED_POSTGRES:
            call_command("migrate", verbosity=0, interactive=False)
        load()
        bar = ProgressBar(self.stderr)
        try:
            done = load_postcodes(path=file, at=timezone.now(), tell=bar.tell, is_forced=force)
        except (BadReferenceFile, AnotherLoadIsRunning, TablesInUse) as error:
            bar.end()
            raise CommandError(f"{error}; what was loaded before still stands.") from error
        bar.end()
        self.stderr.write(_summary(done), style_func=str)


def _summary(done: PostcodeLoad) -> str:
    edition = done.edition
    if done.is_skipped:
        return f"load_postcodes: 0 rows changed, {edition.name} is loaded already."
    words = (
        f"load_postcodes: {edition.postcodes:,} postcodes of {edition.name}, {edition.live:,} of them in use; "
        f"{edition.left_out:,} rows left out."
    )
    if done.is_part:
        words += " That is part of a directory: the built-in table answers for the districts that are not in it."
    return words
