"""Fills a table beside a live one and puts it in the live one's place, under the same names, while others read.

Everything happens in the caller's transaction: until it commits, readers see the old table, and a crash leaves nothing.
"""

import time
from collections.abc import Sequence

from django.db import DatabaseError, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

LOCK_MILLISECONDS = 500  # readers that come meanwhile wait behind us no longer than that
LOCK_TRIES = 120
PAUSE_SECONDS = 0.5

_INDEXES = """
    SELECT cls.relname, pg_get_indexdef(idx.indexrelid), con.contype
    FROM pg_index idx
    JOIN pg_class cls ON cls.oid = idx.indexrelid
    LEFT JOIN pg_constraint con ON con.conindid = idx.indexrelid AND con.conrelid = idx.indrelid
    WHERE idx.indrelid = %s::regclass
    ORDER BY cls.relname
"""
_KEYS = {"p": "PRIMARY KEY", "u": "UNIQUE"}


class TablesInUse(Exception):
    """The live tables could not be locked: somebody holds them in a transaction that doesn't end."""


class Replacement:
    """An empty copy of a model's table, without its indexes until they are built."""

    def __init__(self, cursor: CursorWrapper, model: type[Model]) -> None:
        """Make the copy."""
        self._cursor, self.live = cursor, model._meta.db_table
        self.name = f"{self.live}_incoming"
        self._indexes: list[tuple[str, str]] = []
        cursor.execute(f'CREATE TABLE "{self.name}" (LIKE "{self.live}" INCLUDING ALL EXCLUDING INDEXES)')

    def build_indexes(self) -> None:
        """Build what the live table has. Raises IntegrityError where a key is there twice."""
        self._cursor.execute(_INDEXES, [self.live])
        for number, (name, definition, kind) in enumerate(self._cursor.fetchall()):
            new, what = f"{self.name}_{number}", definition.split(" USING ", 1)[1]
            unique = "UNIQUE" if definition.startswith("CREATE UNIQUE") else ""
            self._cursor.execute(f'CREATE {unique} INDEX "{new}" ON "{self.name}" USING {what}')
            if kind in _KEYS:
                key = f'ADD CONSTRAINT "{new}" {_KEYS[kind]} USING INDEX "{new}"'
                self._cursor.execute(f'ALTER TABLE "{self.name}" {key}')
            self._indexes.append((new, name))
        self._cursor.execute(f'ANALYZE "{self.name}"')

    def take_the_place(self) -> None:
        """Drop the live table and take its name and those of its indexes."""
        self._cursor.execute(f'DROP TABLE "{self.live}"')
        self._cursor.execute(f'ALTER TABLE "{self.name}" RENAME TO "{self.live}"')
        for new, name in self._indexes:
            self._cursor.execute(f'ALTER INDEX "{new}" RENAME TO "{name}"')


def swap_in(cursor: CursorWrapper, *, replacements: Sequence[Replacement]) -> None:
    """Put filled and indexed copies in the place of the live tables, all at once. Raises TablesInUse.

    The lock is asked for in short tries: a long transaction that has read the tables delays the swap, never a reader.
    """
    _lock(cursor, [replacement.live for replacement in replacements])
    for replacement in replacements:
        replacement.take_the_place()


def _lock(cursor: CursorWrapper, tables: Sequence[str]) -> None:
    names = ", ".join(f'"{table}"' for table in tables)
    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_MILLISECONDS}ms"])
    for _ in range(LOCK_TRIES):
        try:
            with transaction.atomic():
                cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", None) != "55P03":  # lock_not_available
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return
    raise TablesInUse("The postcode tables are held by a transaction that does not end")
