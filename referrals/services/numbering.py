"""Numbering rows that have committed, so that a feed that is read by number misses none."""

from django.db import connection, models, transaction

BATCH = 5000


def number_waiting(model: type[models.Model], *, lock: int, statement: str) -> int:
    """Give up to 5,000 rows without a position theirs by `statement`, which takes how many; return how many there were.

    Only what has committed gets a number, and only one numberer works at a time under `lock`, so that no position
    appears below one that was read. Where another one is at work, or nothing waits, it costs one short statement.
    """
    if not model._base_manager.filter(position__isnull=True).exists():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(statement, [BATCH])
        return int(cursor.rowcount)
