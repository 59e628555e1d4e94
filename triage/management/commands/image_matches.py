"""`image_matches`: which pictures of one folder are copies of those in another."""

import hashlib
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from reports.rules.refusals import Refusal
from reports.rules.uploads import HEAD_BYTES, recognise
from triage.rules.pictures.prints import Print, make_print
from triage.services.pictures import scratch
from triage.services.pictures.reading import NoPicture, read_grey

MOST_BYTES = 100 * 1024 * 1024
ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".webp"})


class Command(BaseCommand):
    """Answers one line of JSON for each query file: `{"query", "match", "score"}`. Exit status 2 without two folders.

    A match is named only where the rules call the pictures the same; the score is the likest one's in any case.
    """

    help = "Find for each picture in QUERY_DIR the one in CORPUS_DIR that it is a copy of."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the two folders."""
        parser.add_argument("corpus", type=Path, metavar="CORPUS_DIR")
        parser.add_argument("query", type=Path, metavar="QUERY_DIR")

    def handle(self, *args: Any, corpus: Path, query: Path, **options: Any) -> None:
        """Index the corpus in temporary tables, then answer file by file."""
        for folder in (corpus, query):
            if not folder.is_dir():
                self.stderr.write(f"{folder} is no folder.")
                sys.exit(2)
        with scratch.scratch_index():
            names, same_bytes = self._index(corpus)
            for path in _pictures(query):
                self._answer(path, names, same_bytes)

    def _index(self, corpus: Path) -> tuple[dict[int, str], dict[str, str]]:
        """Fill the scratch index; return the files' names by number, and by the hash of their bytes."""
        names: dict[int, str] = {}
        same_bytes: dict[str, str] = {}
        for path in _pictures(corpus):
            digest, print_ = self._read(path)
            if digest:
                same_bytes.setdefault(digest, path.name)
            if print_ is not None:
                names[scratch.add([print_])[0]] = path.name
        scratch.settle()
        return names, same_bytes

    def _answer(self, path: Path, names: dict[int, str], same_bytes: dict[str, str]) -> None:
        digest, print_ = self._read(path)
        match, score = same_bytes.get(digest), 1.0
        if match is None:
            found = scratch.find_likest(print_) if print_ is not None else None
            score = found[1].score if found else 0.0
            match = names[found[0]] if found and found[1].is_same else None
        self.stdout.write(json.dumps({"query": path.name, "match": match, "score": score}))
        self.stdout.flush()

    def _read(self, path: Path) -> tuple[str, Print | None]:
        """Return the hash of a file's bytes and its print; of what cannot be read neither, and a line of error."""
        try:
            with path.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
                if len(content) > MOST_BYTES:
                    raise NoPicture("too large")
                digest = hashlib.sha256(content).hexdigest()
                file.seek(0)
                return digest, make_print(read_grey(file, media_type=recognise(content[:HEAD_BYTES])))
        except (OSError, Refusal, NoPicture) as error:
            self.stderr.write(f"{path.name}: not read ({type(error).__name__})")
            return "", None


def _pictures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in ENDINGS)
