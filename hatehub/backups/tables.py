"""The tables of the hub as text, in an order that depends on nothing but the rows: read out, put back, compared."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

LEFT_OUT = frozenset(
    {
        "django_migrations",  # stands at the head of a copy; the hub that takes it in has its own
        # Who is signed in: everybody signs in again after a restore, and what was revoked stays revoked.
        "django_session",
        "oauth2_provider_accesstoken",
        "oauth2_provider_devicegrant",
        "oauth2_provider_grant",
        "oauth2_provider_idtoken",
        "oauth2_provider_refreshtoken",
    }
)
# How values are written depends on settings of a session: these make it the same everywhere.
WRITTEN_FORM = """
    SET LOCAL TimeZone TO 'UTC'; SET LOCAL DateStyle TO 'ISO, YMD'; SET LOCAL IntervalStyle TO 'postgres';
    SET LOCAL extra_float_digits TO 1; SET LOCAL bytea_output TO 'hex'; SET LOCAL statement_timeout TO 0;
    SET LOCAL idle_in_transaction_session_timeout TO 0
"""
_TABLES = """
    SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
_COLUMNS = """
    SELECT cls.relname, array_agg(att.attname::text ORDER BY att.attnum)
    FROM pg_attribute att JOIN pg_class cls ON cls.oid = att.attrelid
    WHERE cls.relname = ANY(%s) AND cls.relnamespace = 'public'::regnamespace
      AND att.attnum > 0 AND NOT att.attisdropped AND att.attgenerated = ''
    GROUP BY cls.relname
"""
_KEYS = """
    SELECT cls.relname, array_agg(
      quote_ident(att.attname) || CASE WHEN att.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END ORDER BY place.number)
    FROM pg_index idx JOIN pg_class cls ON cls.oid = idx.indrelid
    CROSS JOIN LATERAL unnest(idx.indkey) WITH ORDINALITY AS place (attnum, number)
    JOIN pg_attribute att ON att.attrelid = cls.oid AND att.attnum = place.attnum
    WHERE idx.indisprimary AND cls.relname = ANY(%s) AND cls.relnamespace = 'public'::regnamespace
    GROUP BY cls.relname
"""
_SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY sequencename"
_TRIGGERED = """
    SELECT DISTINCT cls.relname FROM pg_trigger trg JOIN pg_class cls ON cls.oid = trg.tgrelid
    WHERE NOT trg.tgisinternal AND cls.relname = ANY(%s) AND cls.relnamespace = 'public'::regnamespace
"""


@dataclass(frozen=True)
class Shape:
    """A table's name, the columns that are copied, and what its rows are ordered by."""

    name: str
    columns: list[str]
    order: list[str]

    @property
    def listed(self) -> str:
        """The columns, quoted."""
        return ", ".join(f'"{column}"' for column in self.columns)


@dataclass(frozen=True)
class Counted:
    """How many rows a table has, how many bytes they are written out, and the digest of those."""

    rows: int
    size: int
    sha256: str


class Meter:
    """Counts and hashes what passes through it, and is a file for PostgreSQL to write to."""

    def __init__(self, onward: Callable[[bytes], object] | None = None) -> None:
        self._onward, self._hash = onward, hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take bytes, and hand them on."""
        self._hash.update(data)
        self.size += len(data)
        if self._onward is not None:
            self._onward(data)
        return len(data)

    @property
    def sha256(self) -> str:
        """The digest so far, in hexadecimal digits."""
        return self._hash.hexdigest()


def list_tables() -> list[str]:
    """Return the tables that go into a copy; none in a database without any."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [name for (name,) in cursor.fetchall() if name not in LEFT_OUT]


@contextmanager
def snapshot(tables: list[str]) -> Iterator[CursorWrapper]:
    """See all tables as they stand at one moment, while the hub writes on.

    They are locked against being changed in shape or replaced before the moment is taken, never against being written.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(WRITTEN_FORM)
        names = ", ".join(f'"{name}"' for name in tables)
        cursor.execute(f"LOCK TABLE {names} IN ACCESS SHARE MODE")
        yield cursor


def shapes(cursor: CursorWrapper, tables: list[str]) -> list[Shape]:
    """Return the tables with their columns and keys."""
    cursor.execute(_COLUMNS, [tables])
    columns = dict(cursor.fetchall())
    cursor.execute(_KEYS, [tables])
    keys = dict(cursor.fetchall())
    return [
        Shape(name, columns[name], keys.get(name) or [f'"{column}"' for column in columns[name]]) for name in tables
    ]


def read_out(cursor: CursorWrapper, shape: Shape, onward: Callable[[bytes], object] | None = None) -> Counted:
    """Write a table's rows out in the order of its key; return what they come to."""
    meter = Meter(onward)
    order = ", ".join(shape.order)
    cursor.copy_expert(f'COPY (SELECT {shape.listed} FROM "{shape.name}" ORDER BY {order}) TO STDOUT', meter)  # noqa: S608
    return Counted(rows=cursor.rowcount, size=meter.size, sha256=meter.sha256)


def put_back(cursor: CursorWrapper, shape: Shape, source: Any) -> int:
    """Fill an empty table from a file; return how many rows it has now."""
    cursor.copy_expert(f'COPY "{shape.name}" ({shape.listed}) FROM STDIN', source, size=256 * 1024)
    return int(cursor.rowcount)


@contextmanager
def emptied(cursor: CursorWrapper, tables: list[str]) -> Iterator[None]:
    """Empty tables and let them be filled in any order; at the end every reference is checked.

    Triggers that keep rows from being changed stand aside meanwhile, in this transaction alone.
    """
    cursor.execute(WRITTEN_FORM)
    cursor.execute(_TRIGGERED, [tables])
    triggered = [name for (name,) in cursor.fetchall()]
    for name in triggered:
        cursor.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
    names = ", ".join(f'"{name}"' for name in tables)
    cursor.execute(f"TRUNCATE {names} CASCADE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for name in triggered:
        cursor.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')


def read_sequences(cursor: CursorWrapper) -> dict[str, list[Any]]:
    """Return where each sequence stands, and whether that number was given out."""
    cursor.execute(_SEQUENCES)
    found: dict[str, list[Any]] = {}
    for (name,) in cursor.fetchall():
        cursor.execute(f'SELECT last_value, is_called FROM "{name}"')  # noqa: S608
        found[name] = list(cursor.fetchone())
    return found


def set_sequences(cursor: CursorWrapper, sequences: dict[str, list[Any]]) -> None:
    """Let each sequence go on from where it stood."""
    cursor.execute(_SEQUENCES)
    for (name,) in cursor.fetchall():
        if name in sequences:
            last_value, is_called = sequences[name]
            cursor.execute("SELECT setval(%s, %s, %s)", [f'public."{name}"', last_value, is_called])
