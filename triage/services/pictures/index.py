"""The index of pictures in PostgreSQL: what is stored of a print to find it by, and how candidates are found."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from hatehub.vault import services as vault
from triage.models import PicturePrint
from triage.rules.pictures.keys import Keys, keys_to_ask, keys_to_store
from triage.rules.pictures.points import Points
from triage.rules.pictures.prints import VERSION

MOST_CANDIDATES = 20
MOST_OF_ONE_KEY = 30
"""Prints read for one key. A key that more share tells little, and the bound keeps a wave of copies cheap."""

TABLE = PicturePrint._meta.db_table
LOOK_UP = f"""
WITH found AS (
    SELECT near.id, 1.0 / count(*) OVER (PARTITION BY asked.key) AS weight
    FROM unnest(%(keys)s::int[]) AS asked(key)
    CROSS JOIN LATERAL (
        SELECT id, report_id FROM {TABLE} WHERE keys @> ARRAY[asked.key] LIMIT {MOST_OF_ONE_KEY}
    ) AS near
    WHERE near.report_id <> %(report)s
)
SELECT id, count(*) AS shared FROM found GROUP BY id ORDER BY sum(weight) DESC, id LIMIT {MOST_CANDIDATES}
"""  # noqa: S608 - the table's name and two numbers
COMMON = """
SELECT common.key FROM pg_stats AS told
CROSS JOIN LATERAL unnest(told.most_common_elems::text::int[]) WITH ORDINALITY AS common(key, place)
WHERE (told.schemaname, told.tablename) = (
    SELECT nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE pg_class.oid = %s::regclass
) AND told.attname = 'keys' AND told.most_common_elem_freqs[common.place] * (
    SELECT reltuples FROM pg_class WHERE oid = %s::regclass
) > %s
"""
COMMON_FROM = 1000
"""Prints sharing a key, by PostgreSQL's own statistics, from which it is common: part of an app's layout, or of a
picture that thousands have sent. A few of those are asked for apart, so that the wave is found and costs little."""
MOST_COMMON_ASKED = 24
FIRST_TELLING, FIRST_OF_MANY = 5, 3


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A stored print that shares keys with the one asked about."""

    print_id: int
    shared: int


def stored_keys(points: Points) -> list[int]:
    """Return the numbers to store for a print, each the keyed hash of one of its keys, as PostgreSQL's integers."""
    return _hashed(keys_to_store(points))


def find_candidates(points: Points, *, leave_out: UUID, doubts: int) -> list[Candidate]:
    """Return up to 20 prints of other reports that share the most telling keys, the most promising first.

    The work is bounded by the number of keys asked, however many copies of one picture are stored.
    """
    asked, common = _hashed(keys_to_ask(points, doubts=doubts)), _common_keys()
    rare = [key for key in asked if key not in common]
    widespread = [key for key in asked if key in common][:MOST_COMMON_ASKED]
    telling, shared_by_many = _look_up(rare, leave_out=leave_out), _look_up(widespread, leave_out=leave_out)
    order = [*telling[:FIRST_TELLING], *shared_by_many[:FIRST_OF_MANY], *telling, *shared_by_many]
    best = {each.print_id: each for each in reversed(order)}
    return [best[print_id] for print_id in dict.fromkeys(each.print_id for each in order)][:MOST_CANDIDATES]


def _look_up(keys: list[int], *, leave_out: UUID) -> list[Candidate]:
    if not keys:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        # With an unknown key the planner guesses thousands of prints and would read the table from its start.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(LOOK_UP, {"keys": keys, "report": leave_out})
        return [Candidate(print_id=print_id, shared=shared) for print_id, shared in cursor.fetchall()]


def _common_keys() -> Collection[int]:
    with connection.cursor() as cursor:
        cursor.execute(COMMON, [TABLE, TABLE, COMMON_FROM])
        return {key for (key,) in cursor.fetchall()}


def _hashed(keys: Keys) -> list[int]:
    """Return keys as keyed hashes of 32 bits with a sign: without the pepper no picture can be tried on the index."""
    secret = bytes.fromhex(vault.lookup_hash(f"picture keys {VERSION}", purpose="picture"))
    hashes = [hashlib.blake2b(number.tobytes(), key=secret, digest_size=4).digest() for number in keys]
    return [int.from_bytes(digest, "little", signed=True) for digest in hashes]
