"""Loads the reference data; does nothing when it is loaded already."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hatehub.reference.data_files import BadReferenceFile
from hatehub.reference.services import LoadReport, load


class Command(BaseCommand):
    """`load_reference [--directory DIR]`: exit 0 done, 1 a file was refused and nothing was written."""

    help = "Load forces, offences, platforms, strands, outcomes, partners and bank holidays from their CSV files."
    needs_servers = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another directory of data files than the shipped one."""
        parser.add_argument("--directory", type=Path, help="a directory of CSV files (default: the shipped ones)")

    def handle(self, *args: Any, directory: Path | None = None, **options: Any) -> None:
        """Load, and say on standard error how many rows changed."""
        if directory is not None and not directory.is_dir():
            raise CommandError(f"{directory} is not a directory.")
        try:
            report = load(directory=directory)
        except BadReferenceFile as error:
            raise CommandError(f"{error}; nothing was loaded.") from error
        self.stderr.write(_summary(report), style_func=str)


def _summary(report: LoadReport) -> str:
    if report.is_skipped:
        return "load_reference: 0 rows changed, the files are those loaded last."
    return (
        f"load_reference: {report.changed} rows changed ({report.created} new, {report.updated} updated, "
        f"{report.deactivated} forces deactivated)."
    ) + (f" {report.kept} left as an administrator has set them; see /admin/." if report.kept else "")
