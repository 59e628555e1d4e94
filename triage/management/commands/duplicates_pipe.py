"""`duplicates_pipe`: measure the search for near-identical words over JSON lines, on a database of its own."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone

from hatehub.accounts.actors import HUB
from triage.management.scratch import rows
from triage.management.scratch.corpus import SOURCE, Corpus, copy_rows
from triage.management.scratch.database import scratch_database
from triage.rules.words.scoring import Verdict
from triage.services import words
from triage.services.words.counts import count_new

Asked = Mapping[str, Any]
Answer = dict[str, Any]
SIZES = "SELECT sum(pg_total_relation_size(name)) FROM unnest(%s::text[]) AS name"


class Pipe:
    """Answers one line after another. A text of the corpus is the post of a report whose id is its number plus one."""

    def __init__(self) -> None:
        self._corpus: Corpus | None = Corpus(at=timezone.now())
        self._spent = 0.0
        self._is_counted = True
        self._answers: dict[str, Callable[[Asked], Answer | None]] = {
            "corpus": self._take,
            "build": self._build,
            "add": self._add,
            "query": self._query,
            "size": self._size,
        }

    def answer(self, asked: Asked) -> Answer | None:
        """Return what one line asks for, None where nothing is to be said. Raises KeyError for what nobody asks."""
        return self._answers[asked["op"]](asked)

    def _take(self, asked: Asked) -> None:
        started = time.perf_counter()
        if self._corpus is None:
            raise KeyError("corpus after build")
        self._corpus.take(_report(asked), asked["text"])
        self._spent += time.perf_counter() - started

    def _build(self, _asked: Asked) -> Answer:
        started = time.perf_counter()
        if self._corpus is not None:
            self._corpus.finish()
            self._corpus = None
        self._spent += time.perf_counter() - started
        return {"seconds": round(self._spent, 3)}

    def _add(self, asked: Asked) -> Answer:
        now, report = timezone.now(), _report(asked)
        made = rows.Maker(at=now).rows(report, asked["text"])
        with transaction.atomic():
            copy_rows({table: [row] for table, row in made.items()})
            words.write(report_ids=[report], by=HUB, at=now)
        self._is_counted = False
        return {}

    def _query(self, asked: Asked) -> Answer:
        if not self._is_counted:
            self._count()
        found = words.candidates(text=asked["text"], source=SOURCE)
        matches = [{"id": one.report_id.int - 1, "score": one.comparison.score} for one in found]
        is_same = bool(found) and found[0].comparison.verdict == Verdict.SAME_WORDS
        return {"id": asked["id"], "matches": matches, "dup": is_same}

    def _count(self) -> None:
        """Do what the hub's task does every minute."""
        while count_new():
            pass
        self._is_counted = True

    def _size(self, _asked: Asked) -> Answer:
        with connection.cursor() as cursor:
            cursor.execute(SIZES, [[rows.PRINTS, rows.COUNTS]])
            index = int(cursor.fetchone()[0])
            cursor.execute(SIZES, [[rows.PRINTS, rows.COUNTS, "triage_uncountedtext", *rows.TABLES]])
            return {"index_bytes": index, "total_bytes": int(cursor.fetchone()[0])}


def _report(asked: Asked) -> UUID:
    return UUID(int=int(asked["id"]) + 1)


class Command(BaseCommand):
    """Reads the lines that docs/duplicates.md lists. Exit status 2 on any other; the database is dropped."""

    help = "Build, fill and query a scratch database of texts, over JSON lines."
    needs_servers = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer line by line until the input ends."""
        with scratch_database():
            pipe = Pipe()
            for number, line in enumerate(sys.stdin, start=1):
                if not line.strip():
                    continue
                try:
                    answer = pipe.answer(json.loads(line))
                except (ValueError, KeyError, TypeError) as error:
                    self.stderr.write(f"Line {number} cannot be read: {type(error).__name__} {error}.")
                    sys.exit(2)
                if answer is not None:
                    sys.stdout.write(json.dumps(answer) + "\n")
                    sys.stdout.flush()
