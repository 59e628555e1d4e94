"""How often pieces and words are met: read by lookups, kept by a task."""

from collections import Counter
from collections.abc import Collection, Iterable

from django.db import connection, transaction

from triage.models import NumberCount, UncountedText
from triage.rules.words.counting import GRAM_STEP, WORD_STEP, tally
from triage.services.words.numbering import numbering

COUNTED_AT_ONCE = 1_000
LOCK = 0x776F7264  # "word": one counter at a time
READ = "SELECT number, count FROM triage_numbercount WHERE version = %s AND number = ANY(%s)"
ADD = """
    INSERT INTO triage_numbercount (version, number, count)
    SELECT %s, * FROM unnest(%s::int[], %s::int[])
    ON CONFLICT (version, number) DO UPDATE SET count = triage_numbercount.count + excluded.count
"""


def counts_of(numbers: Collection[int], *, version: int) -> dict[int, int]:
    """Return in how many texts each number is met, for those that are counted."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [version, list(numbers)])
        return dict(cursor.fetchall())


def count_new() -> int:
    """Count up to 1,000 texts that came since, each exactly once; return how many. Another counter's turn: none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        rows = list(UncountedText.objects.order_by("id")[:COUNTED_AT_ONCE])
        for version in sorted({row.version for row in rows}):
            _add(version, [row for row in rows if row.version == version])
        UncountedText.objects.filter(id__in=[row.id for row in rows]).delete()
    return len(rows)


def _add(version: int, rows: list[UncountedText]) -> None:
    numbers = {number for row in rows for number in (*row.grams, *row.words)}
    counted = counts_of(numbers, version=version)
    grown = tally(((row.id, row.grams) for row in rows), counted=counted, step=GRAM_STEP)
    grown += tally(((row.id, row.words) for row in rows), counted=counted, step=WORD_STEP)
    grown += Counter(numbering(source=row.source, version=version).every_text for row in rows)
    add_counts(grown.items(), version=version)


def add_counts(grown: Iterable[tuple[int, int]], *, version: int) -> None:
    """Add to the counts, in one order whoever adds."""
    ordered = sorted(grown)
    with connection.cursor() as cursor:
        cursor.execute(ADD, [version, [number for number, _by in ordered], [by for _number, by in ordered]])


def forget_version(*, version: int) -> None:
    """Remove what is counted and waits to be counted of a version that is no longer read."""
    UncountedText.objects.filter(version=version).delete()
    NumberCount.objects.filter(version=version).delete()
