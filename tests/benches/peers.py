"""What others use to find near-identical texts, asked the same questions: each says so where it is not to be had."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benches.finding_measured import Lookup, Measured

HASHES = 128
LIKE = 0.3
POSTGRES = Path("/usr/lib/postgresql")
Rows = dict[int, str]


class NotHere(Exception):
    """A peer that cannot be had on this machine; the message says why."""


@contextmanager
def plain_rapidfuzz(rows: Rows, folder: Path) -> Iterator[tuple[Measured, Lookup]]:
    """Compare with every row: no index at all."""
    from rapidfuzz import fuzz, process

    def lookup(text: str) -> list[tuple[int, float]]:
        found = process.extract(text, rows, scorer=fuzz.token_set_ratio, limit=10)
        return [(row, score / 100) for _, score, row in found]

    yield Measured(name="rapidfuzz token_set_ratio, every row", rows=len(rows), built_s=0.0, index_bytes=None), lookup


@contextmanager
def datasketch_lsh(rows: Rows, folder: Path) -> Iterator[tuple[Measured, Lookup]]:
    """MinHash with locality-sensitive hashing, in memory."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        raise NotHere("datasketch is not installed: `pip install datasketch` in the environment") from None

    def sketch(text: str) -> Any:
        made, plain = MinHash(num_perm=HASHES), re.sub(r"\W+", " ", text.lower())
        made.update_batch([plain[at : at + 4].encode() for at in range(max(1, len(plain) - 3))])
        return made

    started = time.perf_counter()
    index = MinHashLSH(threshold=0.5, num_perm=HASHES)
    sketches = {row: sketch(text) for row, text in rows.items()}
    for row, made in sketches.items():
        index.insert(row, made)
    built = time.perf_counter() - started

    def lookup(text: str) -> list[tuple[int, float]]:
        asked = sketch(text)
        return sorted(((row, asked.jaccard(sketches[row])) for row in index.query(asked)), key=lambda m: -m[1])

    yield Measured(name="datasketch MinHash LSH, in memory", rows=len(rows), built_s=built, index_bytes=None), lookup


@contextmanager
def pg_trgm(rows: Rows, folder: Path) -> Iterator[tuple[Measured, Lookup]]:
    """The system's own PostgreSQL with its trigram extension under a GIN index."""
    with _system_postgres(folder) as cursor:
        cursor.execute("CREATE EXTENSION pg_trgm; CREATE TABLE post (id int PRIMARY KEY, words text)")
        started = time.perf_counter()
        for at in range(0, len(rows), 1000):
            batch = list(rows.items())[at : at + 1000]
            cursor.execute(
                f"INSERT INTO post VALUES {', '.join(['(%s, %s)'] * len(batch))}", [v for r in batch for v in r]
            )
        cursor.execute("CREATE INDEX post_words ON post USING gin (words gin_trgm_ops); ANALYZE post")
        built = time.perf_counter() - started
        cursor.execute("SELECT pg_relation_size('post_words')")
        size = int(cursor.fetchone()[0])
        cursor.execute(f"SET pg_trgm.similarity_threshold = {LIKE}")

        def lookup(text: str) -> list[tuple[int, float]]:
            asked = "SELECT id, similarity(words, %s) FROM post WHERE words %% %s ORDER BY 2 DESC LIMIT 10"
            cursor.execute(asked, [text, text])
            return [(int(row), float(score)) for row, score in cursor.fetchall()]

        yield Measured(name="pg_trgm under GIN", rows=len(rows), built_s=built, index_bytes=size), lookup


@contextmanager
def _system_postgres(folder: Path) -> Iterator[Any]:
    """Start the newest PostgreSQL of the system in a folder of its own, and stop it."""
    import psycopg2

    programs = max(POSTGRES.glob("*/bin"), key=lambda found: float(found.parent.name), default=None)
    if programs is None or not list(
        Path("/usr/share/postgresql").glob(f"{programs.parent.name}/extension/pg_trgm.control")
    ):
        raise NotHere("the system has no PostgreSQL with pg_trgm: Debian has it in postgresql-contrib")
    data, owner = folder / "peer", "nobody"
    data.mkdir()
    shutil.chown(data, owner)
    as_owner = {"user": owner, "stdout": subprocess.DEVNULL, "stderr": sys.stderr, "check": True}
    made = ["--auth=trust", "--username=peer", "--encoding=UTF8", "--locale=C"]
    subprocess.run([programs / "initdb", "-D", data / "pg", *made], **as_owner)
    options = f"-c listen_addresses= -c unix_socket_directories={data} -c shared_buffers=256MB"
    start = [programs / "pg_ctl", "-D", data / "pg", "-w", "-o", options, "-l", data / "log", "start"]
    subprocess.run(start, **as_owner)
    try:
        connection = psycopg2.connect(host=str(data), user="peer", dbname="postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
        connection.close()
    finally:
        subprocess.run([programs / "pg_ctl", "-D", data / "pg", "-w", "-m", "fast", "stop"], **as_owner)


PEERS = (pg_trgm, datasketch_lsh, plain_rapidfuzz)
