"""`backup TARGET`: write one sealed copy of database and files to a file, or to standard output."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from hatehub.backups.keys import NoBackupKey
from hatehub.backups.taking import NothingToCopy, take

SHOWN = ("taken_at", "rows", "files", "file_bytes", "missing", "gone")


class Command(BaseCommand):
    """Exit status 0 for a whole copy, 1 where files were missing or it failed, 2 for misuse."""

    help = "Write one sealed, consistent copy of database and files to TARGET; - is standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the target."""
        parser.add_argument("target", help="a file that is not there yet, or - for standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the copy, then say what is in it: on standard error where the copy itself goes to standard output."""
        target = options["target"]
        if target != "-" and os.path.lexists(target):
            self.stderr.write(f"{target} is there already: a copy is never written over another.")
            sys.exit(2)
        try:
            with _written(target) as file:
                manifest = take(write=file.write, at=timezone.now())
        except (NoBackupKey, NothingToCopy) as error:
            self.stderr.write(str(error))
            sys.exit(2)
        except OSError as error:
            self.stderr.write(f"The copy could not be finished: {error}. Nothing of it was kept.")
            sys.exit(1)
        said = json.dumps({**{name: manifest[name] for name in SHOWN}, "tables": len(manifest["tables"])})
        (self.stderr if target == "-" else self.stdout).write(said)
        if manifest["missing"]:
            self.stderr.write(
                f"{len(manifest['missing'])} files are missing in storage; everything else is in the copy."
            )
            sys.exit(1)


@contextmanager
def _written(target: str) -> Iterator[BinaryIO]:
    """Open the target; a file gets its name when it is whole and on the disk."""
    if target == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    making = path.with_name(f"{path.name}.partial")
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        making.rename(path)
    except BaseException:
        making.unlink(missing_ok=True)
        raise
