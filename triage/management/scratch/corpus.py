"""Filling a scratch database with many reports and their prints, quickly."""

import io
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

from django.db import connection, connections, transaction

from triage.management.scratch import rows
from triage.models import TextFingerprint
from triage.rules.words.choosing import to_store
from triage.rules.words.counting import GRAM_STEP, WORD_STEP
from triage.rules.words.grams import numbers, pieces
from triage.rules.words.normal import normalise
from triage.selectors.word_tables import active_version, get_folding
from triage.services.words.numbering import numbering

BATCH = 2_000
SOURCE = int(TextFingerprint.Source.POST)
INDEX = "fingerprint_by_gram"
LOADED = (*rows.TABLES, rows.PRINTS, rows.COUNTS)


class Corpus:
    """Texts as they come in; a batch is loaded while the next is made. The counts are as the task would leave them."""

    def __init__(self, *, at: datetime) -> None:
        self._maker, self._version = rows.Maker(at=at), active_version()
        self._how = numbering(source=SOURCE, version=self._version)
        self._lines: dict[str, list[str]] = defaultdict(list)
        self._numbers: dict[str, int] = {}
        self._grams: dict[int, int] = {}
        self._words: dict[str, int] = {}
        self._texts = 0
        self._loader = ThreadPoolExecutor(max_workers=1, initializer=connections.close_all)
        self._loading: Future[None] | None = None
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {INDEX}")

    def take(self, report: UUID, text: str) -> None:
        """Take one more text, as the post of a report of its own."""
        for table, row in self._maker.rows(report, text).items():
            self._lines[table].append(row)
        normal = normalise(text, folding=get_folding())
        grams, counts = self._number(pieces(normal.compact)), self._grams
        if grams:
            stored = to_store(grams, counts)
            self._lines[rows.PRINTS].append(rows.print_row(report, source=SOURCE, version=self._version, grams=stored))
            _count(counts, grams)
            _count(self._words, set(normal.words))
        self._texts += 1
        if self._texts % BATCH == 0:
            self._load()

    def finish(self) -> None:
        """Load the rest and the counts, make the index, and let the planner know the tables."""
        self._load()
        self._wait()
        self._loader.submit(connections.close_all).result()
        self._loader.shutdown()
        lines = [rows.line(self._version, number, count) for number, count in self._counts().items()]
        _copy({rows.COUNTS: lines})
        with connection.cursor() as cursor:
            # In one great sorted run the pages of a GIN index stay half empty; in many small ones they fill.
            cursor.execute("SET maintenance_work_mem = '16MB'; SET max_parallel_maintenance_workers = 0")
            index = next(index for index in TextFingerprint._meta.indexes if index.name == INDEX)
            cursor.execute(str(index.create_sql(TextFingerprint, connection.schema_editor())))
            for table in LOADED:
                cursor.execute(f"VACUUM (ANALYZE) {table}")
            cursor.execute("RESET maintenance_work_mem; RESET max_parallel_maintenance_workers")
            cursor.execute("CHECKPOINT")

    def _number(self, parts: list[str]) -> list[int]:
        """Return the numbers of pieces, each worked out once: a million texts share most of theirs."""
        known = self._numbers
        new = [part for part in parts if part not in known]
        known.update(zip(new, numbers(new, key=self._how.gram_key), strict=True))
        return [known[part] for part in parts]

    def _counts(self) -> Counter[int]:
        """Return the counts of all that is common. A word may have the number of a piece: then they are one."""
        counts = Counter({number: count for number, count in self._grams.items() if count >= GRAM_STEP})
        common = [(word, count) for word, count in self._words.items() if count >= WORD_STEP]
        for number, (_word, count) in zip(self._how.words(word for word, _count in common), common, strict=True):
            counts[number] += count
        counts[self._how.every_text] += self._texts
        return counts

    def _load(self) -> None:
        self._wait()
        lines, self._lines = self._lines, defaultdict(list)
        self._loading = self._loader.submit(_copy, lines)

    def _wait(self) -> None:
        if self._loading is not None:
            self._loading.result()


def copy_rows(lines: dict[str, list[str]]) -> None:
    """Load lines through COPY, table by table, in the transaction that is open."""
    columns = {**rows.TABLES, rows.PRINTS: rows.PRINT_COLUMNS, rows.COUNTS: rows.COUNT_COLUMNS}
    with connection.cursor() as cursor:
        for table, some in lines.items():
            names = ", ".join(columns[table])
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", io.StringIO("".join(some)))


def _copy(lines: dict[str, list[str]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            cursor.execute("SET LOCAL session_replication_role = replica")  # every key is there: look none up
        copy_rows(lines)


def _count(counts: dict, met: Iterable) -> None:  # type: ignore[type-arg]
    for each in met:
        counts[each] = counts.get(each, 0) + 1
